"""Twenty submitters at once while the worker works: nobody sees a locked database, nothing is lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from uuid import UUID, uuid4

import pytest
from django.db import connection

from complaints_app import handling, notices
from complaints_app.escalation import sweep
from complaints_app.models import Complaint, ComplaintEvent, Head
from complaints_app.refusals import Refusal
from sms import outbox
from sms.models import Message
from tests.factories import SUNDAY, Office, new_office

pytestmark = pytest.mark.django_db(transaction=True)

SUBMITTERS, CALLS_EACH = 20, 3


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Runs all of it side by side, each on a connection of its own."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(run, works))


def submitter(office: Office, keys: list[UUID]) -> Callable[[], object]:
    return lambda: [office.call(key=key) for key in keys]


def worker() -> int:
    for _ in range(4):
        sweep(SUNDAY)
        notices.tell(SUNDAY)
        outbox.send_due(now=SUNDAY)
    return 4


def test_twenty_submitters_lose_and_double_nothing() -> None:
    office = new_office()
    keys = [[uuid4() for _ in range(CALLS_EACH)] for _ in range(SUBMITTERS)]
    twice = [[mine[0], *mine] for mine in keys[:2]]  # double clicks
    at_once([submitter(office, mine) for mine in keys + twice] + [worker])
    wanted = set(chain.from_iterable(keys))
    assert set(Complaint.objects.values_list("idempotency_key", flat=True)) == wanted
    assert Complaint.objects.values("reference").distinct().count() == len(wanted)
    assert ComplaintEvent.objects.count() == sum(Head.objects.values_list("seq", flat=True))
    worker()
    told = Message.objects.filter(channel="sms", kind__in=("delivered", "digest"))
    assert told.filter(deliveries__isnull=True).count() == 0
    assert Message.objects.filter(kind="registered").count() == len(wanted)


def test_eight_people_close_at_once_and_one_of_them_wins() -> None:
    office = new_office()
    complaint = office.accepted()

    def close() -> bool:
        try:
            handling.close(
                complaint,
                by=office.officer,
                outcome="resolved",
                answer="تم",
                version=complaint.version,
                now=SUNDAY,
            )
        except Refusal:
            return False
        return True

    assert at_once([close] * 8).count(True) == 1
    closed = ComplaintEvent.objects.filter(complaint=complaint, kind="closed")
    assert closed.count() == 1
