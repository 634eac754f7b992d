"""The wire's screens: who may look, what he sees, and sending again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from permissions.models import User
from sms import outbox, registry
from sms.gateways import MemoryGateway, Permanent, PhoneGateway
from sms.models import Message, Reason

pytestmark = pytest.mark.django_db
Put = Callable[..., Message]


def own_scope(user: Any, messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.filter(scope="water")


@pytest.fixture
def operator(officer: User) -> User:
    """Rana may see and send again what is about her agency."""
    registry.register_access(lambda user: user == officer, own_scope)
    return officer


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def dead(put: Put) -> Message:
    message = put(scope="water", now=timezone.now(), expires_at=timezone.now() + timedelta(days=1))
    refusal = Permanent(Reason.REFUSED, "number barred")
    outbox.send_due(gateway=MemoryGateway(answers=[refusal]), now=timezone.now())
    return message


CLOSED = ["sms_log", "sms_log_results", "sms_unsent", "sms_unsent_results", "sms_phone"]


@pytest.mark.parametrize("name", CLOSED)
def test_by_default_nobody_sees_the_log(client: Client, officer: User, name: str) -> None:
    client.force_login(officer)
    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", CLOSED)
def test_who_is_let_in_sees_it(desk: Client, dead: Message, name: str) -> None:
    assert desk.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["sms_message", "sms_send_again"])
def test_a_foreign_message_does_not_exist(desk: Client, put: Put, name: str) -> None:
    address = reverse(name, args=[put(scope="health").pk])
    assert desk.get(address).status_code in {404, 405}
    assert desk.post(address).status_code in {404, 405}


def test_the_log_masks_the_number_and_keeps_a_citizens_words_back(
    desk: Client, put: Put, operator: User
) -> None:
    message = put(scope="water", body="رقم السر 12345", kind="registered")
    for address in (reverse("sms_log"), reverse("sms_message", args=[message.pk])):
        page = desk.get(address).content.decode()
        assert "07•••••123" in page
        assert "791234123" not in page
        assert "12345" not in page


def test_what_a_colleague_was_told_can_be_read(desk: Client, put: Put, operator: User) -> None:
    message = put(scope="water", person=operator)
    assert message.body in desk.get(reverse("sms_message", args=[message.pk])).content.decode()


@pytest.mark.parametrize("typed", ["0791234123", "٠٧٩ ١٢٣ ٤١٢٣", "+962791234123"])
def test_the_log_finds_a_number_in_any_spelling(desk: Client, put: Put, typed: str) -> None:
    found, other = put(scope="water"), put(scope="water", address="0781234567")
    page = desk.get(reverse("sms_log"), {"q": typed}).content.decode()
    assert reverse("sms_message", args=[found.pk]) in page
    assert reverse("sms_message", args=[other.pk]) not in page


def test_the_log_is_narrowed_by_state(desk: Client, put: Put, dead: Message) -> None:
    queued = put(scope="water")
    page = desk.get(reverse("sms_log"), {"state": "failed"}).content.decode()
    assert reverse("sms_message", args=[dead.pk]) in page
    assert reverse("sms_message", args=[queued.pk]) not in page


def test_a_wrong_filter_shows_nothing_rather_than_everything(desk: Client, dead: Message) -> None:
    page = desk.get(reverse("sms_log"), {"state": "nonsense"}).content.decode()
    assert reverse("sms_message", args=[dead.pk]) not in page


def test_the_log_costs_the_same_however_long_it_is(
    desk: Client, put: Put, operator: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(25):
        put(scope="water", person=operator)
    desk.get(reverse("sms_log"))
    with django_assert_max_num_queries(12):
        desk.get(reverse("sms_log"))


def test_a_dead_letter_is_sent_again_by_a_button(
    desk: Client, dead: Message, operator: User
) -> None:
    assert desk.get(reverse("sms_send_again", args=[dead.pk])).status_code == 405
    assert desk.post(reverse("sms_send_again", args=[dead.pk])).status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.again_by) == ("queued", operator)


def test_who_may_only_look_sends_nothing_again(desk: Client, dead: Message, operator: User) -> None:
    registry.register_access(lambda _: True, own_scope, lambda _: False)
    assert desk.post(reverse("sms_send_again", args=[dead.pk])).status_code == 404
    assert "<form" not in desk.get(reverse("sms_unsent_results")).content.decode()


def test_sending_again_leads_to_no_strange_place(desk: Client, dead: Message) -> None:
    answer = desk.post(reverse("sms_send_again", args=[dead.pk]), {"next": "https://evil.example"})
    assert answer["Location"] == reverse("sms_unsent")


def test_the_phone_shows_what_would_have_left(desk: Client, put: Put) -> None:
    message = put(scope="water")
    outbox.send_due(gateway=PhoneGateway(), now=message.made_at)
    page = desk.get(reverse("sms_phone"), {"number": "٠٧٩١٢٣٤١٢٣"}).content.decode()
    assert message.body in page
    assert "079 123 4123" in page


def test_there_is_no_phone_where_messages_really_leave(desk: Client, settings: Settings) -> None:
    settings.SMS_GATEWAY = "vonage"
    assert desk.get(reverse("sms_phone")).status_code == 404


@pytest.fixture
def notice(put: Put, officer: User) -> Message:
    return put(channel="in_app", person=officer, address="", subject="شكوى جديدة", about="case:7")


def test_the_bell_counts_my_unread_notices(client: Client, officer: User, notice: Message) -> None:
    client.force_login(officer)
    answer = client.get(reverse("sms_bell"))
    assert answer.json()["unread"] == 1
    assert (
        client.get(reverse("sms_bell"), headers={"if-none-match": answer["ETag"]}).status_code
        == 304
    )


def test_the_bell_rings_anew_when_something_comes(
    client: Client, officer: User, notice: Message, put: Put
) -> None:
    client.force_login(officer)
    tag = client.get(reverse("sms_bell"))["ETag"]
    put(channel="in_app", person=officer, address="")
    assert client.get(reverse("sms_bell"), headers={"if-none-match": tag}).json()["unread"] == 2


def test_reading_a_notice_silences_the_bell(client: Client, officer: User, notice: Message) -> None:
    registry.register_links(lambda abouts: {about: f"/admin/{about}/" for about in abouts})
    client.force_login(officer)
    answer = client.post(reverse("sms_notice_read", args=[notice.pk]), {"open": "1"})
    assert answer["Location"] == "/admin/case:7/"
    assert client.get(reverse("sms_bell")).json()["unread"] == 0


def test_marking_all_leaves_what_came_meanwhile(
    client: Client, officer: User, notice: Message, put: Put
) -> None:
    client.force_login(officer)
    put(channel="in_app", person=officer, address="")
    client.post(reverse("sms_notices_read"), {"newest": notice.pk})
    assert client.get(reverse("sms_bell")).json()["unread"] == 1


def test_a_strangers_notice_is_neither_seen_nor_read(
    client: Client, outsider: User, notice: Message
) -> None:
    client.force_login(outsider)
    assert client.post(reverse("sms_notice_read", args=[notice.pk])).status_code == 404
    assert notice.subject not in client.get(reverse("sms_notices")).content.decode()
    assert client.get(reverse("sms_bell")).json()["unread"] == 0


@pytest.mark.parametrize("before", ["", "0", "99999999999999999999999", "-1", "abc", "²"])
def test_the_list_of_notices_never_falls_over(
    client: Client, officer: User, notice: Message, before: str
) -> None:
    client.force_login(officer)
    assert client.get(reverse("sms_notices"), {"before": before}).status_code == 200


def test_no_page_of_ours_holds_a_script_or_a_style(desk: Client, dead: Message) -> None:
    pages = [reverse(name) for name in ("sms_unsent_results", "sms_log_results")]
    for page in pages:
        html = desk.get(page).content.decode()
        assert "<script" not in html
        assert "style=" not in html
