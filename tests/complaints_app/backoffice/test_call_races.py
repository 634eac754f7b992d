"""The same call sent from several sides at once: one complaint, one follow-up, no error for anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints_app.models import CallDraft, Complaint, ComplaintEvent
from tests.factories import Office, new_office

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 4


@pytest.fixture
def office() -> Office:
    return new_office()


def at_once(office: Office, send: Callable[[Client, int], int]) -> list[int]:
    """Every sender has the same session, as tabs of one browser have."""
    first = Client()
    first.force_login(office.agent, backend=settings.AUTHENTICATION_BACKENDS[0])

    def sender(number: int) -> int:
        client = Client()
        client.cookies = first.cookies
        try:
            return send(client, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(sender, range(SENDERS)))


def test_a_call_sent_four_times_at_once_is_one_complaint(office: Office) -> None:
    call = uuid4()
    said = {
        "phone": "0791234123",
        "kind": "complaint",
        "subject": "water-leak",
        "answer-leak_place": "street",
        "answer-leak_size": "stream",
        "governorate": "JO-AM",
        "text": "ماء يسيل في الشارع.",
        "channel": "phone",
    }
    address = reverse("call", args=[call])
    statuses = at_once(office, lambda client, _number: client.post(address, said).status_code)
    assert statuses == [302] * SENDERS
    assert Complaint.objects.filter(idempotency_key=call).count() == 1
    assert not CallDraft.objects.exists()


def test_a_follow_up_sent_four_times_at_once_is_recorded_once(office: Office) -> None:
    complaint, call = office.call(now=timezone.now()), uuid4()
    caller = reverse("call_caller", args=[call])
    address = reverse("call_case", args=[call, complaint.reference])

    def send(client: Client, _number: int) -> int:
        client.get(caller, {"phone": "0791234123"})
        return client.post(address, {"follow_up": "ما زال الماء يسيل."}).status_code

    assert at_once(office, send) == [302] * SENDERS
    assert ComplaintEvent.objects.filter(kind="follow_up").count() == 1


def test_of_drafts_that_arrive_in_any_order_the_newest_stays(office: Office) -> None:
    address = reverse("call", args=[uuid4()])

    def send(client: Client, number: int) -> int:
        body = {"seq": number + 1, "fields": {"text": f"نص {number + 1}"}}
        return client.put(address, body, content_type="application/json").status_code

    assert set(at_once(office, send)) <= {204, 409}
    draft = CallDraft.objects.get()
    assert draft.data == {"text": f"نص {draft.seq}"}
    assert draft.seq == SENDERS
