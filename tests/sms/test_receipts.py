"""What the provider says later: signed, fresh, in any order, as often as it likes."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import vonage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from sms import outbox, registry
from sms.gateways import Accepted, MemoryGateway, Unknown
from sms.models import Message, Reason, Receipt

pytestmark = pytest.mark.django_db
Put = Callable[..., Message]
Tell = Callable[..., int]
SECRET = "a-secret-of-ours"


def signed(params: dict[str, Any], secret: str = SECRET) -> dict[str, str]:
    auth = vonage.Auth(api_key="key", signature_secret=secret, signature_method="sha256")
    params = {"timestamp": str(int(time.time())), "nonce": "n-1"} | params
    return {name: str(value) for name, value in params.items()} | {"sig": auth.sign_params(params)}


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.VONAGE_SIGNATURE_SECRET = SECRET
    settings.VONAGE_SIGNATURE_METHOD = "sha256"


@pytest.fixture
def tell(client: Client) -> Tell:
    """Sends a signed receipt; returns the status of the answer."""

    def _tell(message: Message, status: str, part: int = 1, method: str = "get") -> int:
        params = {"messageId": f"V-{message.pk}-{part}", "status": status}
        params |= {"client-ref": str(message.pk), "msisdn": "962791234123", "err-code": "0"}
        send = client.post if method == "post" else client.get
        return send(reverse("sms_receipt"), signed(params)).status_code

    return _tell


@pytest.fixture
def sent(put: Put) -> Callable[..., Message]:
    def _sent(parts: int = 1) -> Message:
        message, now = put(now=timezone.now()), timezone.now()
        gateway = MemoryGateway(answers=[Accepted(f"V-{message.pk}-1", parts)])
        outbox.send_due(gateway=gateway, now=now)
        return message

    return _sent


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_signed_receipt_delivers_the_message(
    sent: Callable[..., Message], tell: Tell, method: str
) -> None:
    message = sent()
    assert tell(message, "delivered", method=method) == 200
    assert state(message) == "delivered"


def test_a_receipt_may_come_as_json(client: Client, sent: Callable[..., Message]) -> None:
    message = sent()
    body = signed({"messageId": f"V-{message.pk}-1", "status": "delivered"})
    answer = client.post(reverse("sms_receipt"), json.dumps(body), content_type="application/json")
    assert (answer.status_code, state(message)) == (200, "delivered")


def test_a_repetition_changes_nothing(sent: Callable[..., Message], tell: Tell) -> None:
    heard: list[str] = []
    registry.register_settled(lambda message: heard.append(message.state))
    message = sent()
    assert [tell(message, "delivered") for _ in range(3)] == [200] * 3
    assert (heard, Receipt.objects.count()) == (["accepted", "delivered"], 1)


@pytest.mark.parametrize("order", [["buffered", "delivered"], ["delivered", "buffered"]])
def test_the_order_does_not_matter(
    sent: Callable[..., Message], tell: Tell, order: list[str]
) -> None:
    message = sent()
    for status in order:
        tell(message, status)
    assert state(message) == "delivered"


def test_a_message_in_parts_is_delivered_when_all_are(
    sent: Callable[..., Message], tell: Tell
) -> None:
    message = sent(parts=2)
    tell(message, "delivered", part=1)
    assert state(message) == "accepted"
    tell(message, "delivered", part=2)
    assert state(message) == "delivered"


def test_one_lost_part_loses_the_message(sent: Callable[..., Message], tell: Tell) -> None:
    message = sent(parts=2)
    tell(message, "failed", part=2)
    tell(message, "delivered", part=1)
    assert (state(message), message.reason) == ("failed", Reason.UNDELIVERED)


def test_a_receipt_settles_what_was_unknown(put: Put, tell: Tell) -> None:
    message = put(now=timezone.now())
    lost = Unknown(Reason.NO_ANSWER)
    outbox.send_due(gateway=MemoryGateway(answers=[lost]), now=timezone.now())
    tell(message, "delivered")
    assert (state(message), message.next_attempt_at) == ("delivered", None)


def test_a_receipt_faster_than_the_answer_is_not_lost(put: Put, tell: Tell) -> None:
    message = put(now=timezone.now())
    gateway = MemoryGateway(before=lambda one: tell(one, "delivered"))
    outbox.send_due(gateway=gateway, now=timezone.now())
    assert state(message) == "delivered"


def test_a_receipt_about_nothing_of_ours_is_taken_and_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    params = signed({"messageId": "V-9", "status": "delivered", "client-ref": "999999"})
    assert client.get(reverse("sms_receipt"), params).status_code == 200
    assert "no message of ours" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        {"sig": "0" * 64},
        {"sig": "ش"},
        {"sig": ""},
        {"status": "failed"},
        {"timestamp": str(int(time.time()) + 900)},
    ],
)
def test_a_forged_receipt_is_refused(
    client: Client, sent: Callable[..., Message], change: dict[str, str]
) -> None:
    message = sent()
    params = signed({"messageId": f"V-{message.pk}-1", "status": "delivered"}) | change
    assert client.get(reverse("sms_receipt"), params).status_code == 403
    assert state(message) == "accepted"


@pytest.mark.parametrize(
    "stamp",
    [str(int(time.time()) - 3600), "yesterday", "", "9" * 30, "²"],
    ids=["an hour ago", "a word", "nothing", "beyond time", "a superscript"],
)
def test_an_old_receipt_is_refused_though_its_signature_holds(client: Client, stamp: str) -> None:
    params = signed({"messageId": "V-1", "status": "delivered", "timestamp": stamp})
    params["timestamp"] = stamp
    assert client.get(reverse("sms_receipt"), params).status_code == 403


def test_without_a_secret_every_receipt_is_refused(client: Client, settings: Settings) -> None:
    settings.VONAGE_SIGNATURE_SECRET = ""
    params = signed({"messageId": "V-1", "status": "delivered"})
    assert client.get(reverse("sms_receipt"), params).status_code == 403


def test_other_methods_and_big_bodies_are_refused(client: Client) -> None:
    address = reverse("sms_receipt")
    assert client.put(address).status_code == 405
    assert client.post(address, {"x": "y" * 20_000}).status_code == 413
    assert client.get(address, {"x": "y" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    "body", ["", "[]", "nonsense", '{"a": ', '"a"', "[" * 9000, '{"a": "\\u0000"}']
)
def test_garbage_is_refused_without_falling_over(client: Client, body: str) -> None:
    answer = client.post(reverse("sms_receipt"), body, content_type="application/json")
    assert answer.status_code in {400, 403}


def test_no_receipt_needs_a_csrf_token(sent: Callable[..., Message], now: datetime) -> None:
    message = sent()
    params = signed({"messageId": f"V-{message.pk}-1", "status": "delivered"})
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("sms_receipt"), params).status_code == 200
