"""Nobody moved in time: climb the rungs that are due."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from complaints_app import notices
from complaints_app.case import Case
from complaints_app.lifecycle import database_now, move_many
from complaints_app.models import Agency, Clock, Complaint, Escalation, Head

# Locks clock and head together and reads nothing else: any other order deadlocked against acts.
DUE = """
    SELECT clock.id, clock.complaint_id
    FROM complaints_app_clock clock
    JOIN complaints_app_head head ON head.complaint_id = clock.complaint_id
    WHERE clock.next_check_at IS NOT NULL AND clock.next_check_at < %s
    ORDER BY clock.next_check_at
    LIMIT %s
"""
LOCKED = DUE + " FOR UPDATE OF clock, head SKIP LOCKED"


@dataclass(slots=True)
class Swept:
    """What one sweep did: clocks looked at, rungs written, rungs whose people were told, rungs without."""

    looked_at: int = 0
    escalated: int = 0
    told: int = 0
    nobody_told: int = 0


def sweep(now: datetime | None = None, *, batch: int = 500) -> Swept:
    """Writes every rung whose moment lies before `now`, oldest first, then tells those concerned.

    Safe beside other sweeps and acts: a complaint that somebody holds is skipped and found again.
    """
    moment = now or database_now()
    swept = Swept()
    written: list[int] = []
    while True:
        found, rungs = _one_batch(moment, batch)
        swept.looked_at += found
        written += rungs
        if found < batch:
            break
    swept.escalated = len(written)
    notices.tell(moment)
    told = dict(Escalation.objects.filter(pk__in=written[-10_000:]).values_list("pk", "told"))
    swept.told = sum(1 for count in told.values() if count)
    swept.nobody_told = sum(1 for count in told.values() if count == 0)
    return swept


def _one_batch(now: datetime, size: int) -> tuple[int, list[int]]:
    with transaction.atomic():
        found = _lock(now, size)
        if not found:
            return 0, []
        cases = _cases(sorted(set(found.values())), now)
        for case in cases:
            case.write_owed()
        moved = [case for case in cases if case.escalations]
        move_many(moved)
    return len(found), [row.pk for case in moved for _entry, row in case.escalations]


def _lock(now: datetime, size: int) -> dict[int, int]:
    """Clock → complaint for at most `size` due clocks that nobody else holds."""
    moment = connection.ops.adapt_datetimefield_value(now)
    statement = LOCKED if connection.vendor == "postgresql" else DUE
    with connection.cursor() as cursor:
        cursor.execute(statement, [moment, size])
        return dict(cursor.fetchall())


def _cases(complaints: list[int], now: datetime) -> list[Case]:
    heads = Head.objects.in_bulk(complaints)
    rows = Complaint.objects.in_bulk(complaints)
    running = list(Clock.objects.filter(complaint__in=complaints, ended_at=None))
    # Few agencies have many cases: each is made once, not once a row.
    held = {row.agency_id for row in rows.values()} | {clock.agency_id for clock in running}
    agencies = Agency.objects.in_bulk(held)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    for clock in running:
        clock.agency = agencies.get(clock.agency_id or 0)
        clocks[clock.complaint_id].append(clock)
    for row in rows.values():
        row.agency = agencies.get(row.agency_id or 0)
    return [
        Case(rows[pk], heads[pk], clocks[pk], by=None, now=max(now, heads[pk].happened_at or now))
        for pk in complaints
    ]
