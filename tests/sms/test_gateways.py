"""The real Vonage client against a Vonage of our own, and the mail."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core import mail
from pytest_django import Settings

from permissions.models import User
from sms import outbox
from sms.gateways import MailGateway, Permanent, Temporary, Unknown, VonageGateway
from sms.models import Message, Reason
from tests.sms.stub import VonageStub

pytestmark = pytest.mark.django_db
Put = Callable[..., Message]


def test_vonage_gets_arabic_as_unicode_to_a_number_without_plus(
    put: Put, vonage: VonageGateway, stub: VonageStub
) -> None:
    message = put()
    accepted = vonage.send(message)
    (request,) = stub.arrived
    assert request["to"] == "962791234123"
    assert (request["type"], request["from"]) == ("unicode", "Shakwa")
    assert (request["text"], request["client-ref"]) == (message.body, str(message.pk))
    assert request["authorization"].startswith("Basic ")
    assert (accepted.parts, accepted.cost) == (1, Decimal("0.03330"))


def test_the_receipt_is_asked_for_where_the_world_can_reach_us(
    put: Put, vonage: VonageGateway, stub: VonageStub, settings: Settings
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://shakwa.gov.jo"
    vonage.send(put())
    assert stub.arrived[0]["callback"] == "https://shakwa.gov.jo/webhooks/sms/receipt/"


def test_a_long_text_comes_back_with_its_parts_and_their_price(
    put: Put, vonage: VonageGateway, stub: VonageStub
) -> None:
    stub.moves = ["parts:3"]
    accepted = vonage.send(put(body="ش" * 150))
    assert (accepted.parts, accepted.cost) == (3, Decimal("0.09990"))


@pytest.mark.parametrize(
    ("move", "refusal", "reason"),
    [
        ("status:1", Temporary, Reason.THROTTLED),
        ("status:5", Temporary, Reason.PROVIDER_ERROR),
        ("status:9", Temporary, Reason.ACCOUNT),
        ("status:4", Temporary, Reason.ACCOUNT),
        ("status:6", Permanent, Reason.REFUSED),
        ("status:7", Permanent, Reason.REFUSED),
        ("http:429", Temporary, Reason.THROTTLED),
        ("http:401", Temporary, Reason.ACCOUNT),
        ("http:422", Permanent, Reason.REFUSED),
        ("http:500", Temporary, Reason.PROVIDER_ERROR),
        ("http:503", Temporary, Reason.PROVIDER_ERROR),
        ("garbage", Unknown, Reason.GARBLED),
        ("empty", Unknown, Reason.GARBLED),
        ("partial", Unknown, Reason.IN_PART),
        ("hang", Unknown, Reason.NO_ANSWER),
        ("drop", Unknown, Reason.NO_ANSWER),
    ],
)
def test_each_misbehaviour_has_its_meaning(
    put: Put,
    vonage: VonageGateway,
    stub: VonageStub,
    move: str,
    refusal: type[Exception],
    reason: Reason,
) -> None:
    stub.moves = [move]
    with pytest.raises(refusal) as caught:
        vonage.send(put())
    assert caught.value.reason == reason  # type: ignore[attr-defined]
    assert stub.moves == []  # asked once: the client repeated nothing by itself


def test_a_provider_that_is_slow_is_waited_for(
    put: Put, vonage: VonageGateway, stub: VonageStub
) -> None:
    stub.moves = ["slow"]
    assert vonage.send(put()).parts == 1


def test_a_provider_that_cannot_be_reached_was_sent_nothing(put: Put, settings: Settings) -> None:
    settings.VONAGE_API_KEY, settings.VONAGE_API_SECRET = "key", "secret"
    settings.VONAGE_HOST = "127.0.0.1:9"
    with pytest.raises(Temporary) as caught:
        VonageGateway().send(put())
    assert caught.value.reason == Reason.UNREACHABLE


def test_a_stranger_with_another_certificate_is_sent_nothing(
    put: Put, stub: VonageStub, settings: Settings
) -> None:
    settings.VONAGE_API_KEY, settings.VONAGE_API_SECRET = "key", "secret"
    settings.VONAGE_HOST = stub.host
    with pytest.raises(Temporary):
        VonageGateway().send(put())
    assert stub.arrived == []


def test_faults_of_every_kind_lose_nothing_and_double_nothing(
    put: Put, vonage: VonageGateway, stub: VonageStub, now: datetime
) -> None:
    """TRUST F9 in small. What the provider took and did not say so is unknown, not sent again."""
    stub.moves = ["http:500", "drop", "http:429", "garbage", "status:1", "ok", "hang", "http:503"]
    messages = [put(expires_at=now + timedelta(days=9)) for _ in range(12)]
    for hour in range(6):
        outbox.send_due(gateway=vonage, now=now + timedelta(hours=2 * hour))
    arrivals = stub.arrivals()
    assert all(arrivals[str(message.pk)] == 1 for message in messages)
    states = list(Message.objects.values_list("state", flat=True))
    assert (states.count("accepted"), states.count("unknown")) == (9, 3)


def test_an_e_mail_is_right_to_left_in_text_and_html(put: Put, officer: User) -> None:
    MailGateway().send(
        put(channel="email", address=officer.email, subject="شكوى\nجديدة", body="نص <الشكوى>")
    )
    (sent,) = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    assert (sent.subject, sent.to) == ("شكوى جديدة", ["rana@example.jo"])
    assert sent.body == "نص <الشكوى>"
    assert 'dir="rtl"' in html
    assert "&lt;الشكوى&gt;" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.jo": (550, b"no such user")}), Permanent),
        (smtplib.SMTPRecipientsRefused({"a@b.jo": (450, b"busy")}), Temporary),
        (smtplib.SMTPDataError(554, b"refused"), Permanent),
        (smtplib.SMTPDataError(451, b"later"), Temporary),
        (smtplib.SMTPServerDisconnected("gone"), Unknown),
        (TimeoutError(), Unknown),
    ],
)
def test_each_fault_of_the_mail_server_has_its_meaning(
    put: Put, fault: Exception, refusal: type[Exception]
) -> None:
    message = put(channel="email", address="rana@example.jo")
    where = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    with patch(where, side_effect=fault), pytest.raises(refusal):
        MailGateway().send(message)


def test_a_mail_server_that_is_away_was_sent_nothing(put: Put) -> None:
    message = put(channel="email", address="rana@example.jo")
    where = "django.core.mail.backends.base.BaseEmailBackend.open"
    with patch(where, side_effect=ConnectionRefusedError), pytest.raises(Temporary):
        MailGateway().send(message)
