"""The only writer: moves a complaint, its clocks and its journal in one transaction."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils import timezone

from complaints_app import bulk, chain, deadlines
from complaints_app.case import Case, Entry, Telling
from complaints_app.models import (
    Clock,
    Complaint,
    ComplaintEvent,
    DirtyComplaint,
    Escalation,
    EventWords,
    Head,
    Notice,
)
from complaints_app.refusals import MovedMeanwhile
from permissions.models import User

# Filled in ready(): what is nudged once a move is committed. The minute jobs guarantee it anyway.
after_commit: list[Callable[[], None]] = []


def database_now() -> datetime:
    """The database's time: several machines write, one clock decides."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


@contextmanager
def move(
    complaint: Complaint,
    *,
    by: User | None,
    now: datetime | None = None,
    version: int | None = None,
) -> Iterator[Case]:
    """Locks the complaint, writes what is owed, lets the caller act on the Case, and saves all or nothing.

    `version` is what the caller's form carried: MovedMeanwhile is raised when the complaint has moved since.
    """
    with transaction.atomic():
        head = Head.objects.select_for_update().get(complaint_id=complaint.pk)
        current = Complaint.objects.select_related(
            "agency", "subject", "policy_version", "kind"
        ).get(pk=complaint.pk)
        moment = now or database_now()
        if head.happened_at is not None:
            moment = max(moment, head.happened_at)
        if version is not None and version != current.version:
            raise _moved_meanwhile(current)
        clocks = list(
            Clock.objects.filter(complaint=current, ended_at=None)
            .select_related("agency")
            .order_by("pk")
        )
        case = Case(current, head, clocks, by=by, now=moment)
        case.write_owed()
        yield case
        _write(case)
    for nudge in after_commit:
        nudge()


@contextmanager
def open_case(complaint: Complaint, *, by: User | None, now: datetime) -> Iterator[Case]:
    """The first entry of a new complaint: `complaint` is not saved yet. Used by intake only."""
    with transaction.atomic():
        case = Case(complaint, Head(), [], by=by, now=now)
        yield case
        deadlines.arrange(complaint, case.clocks)
        complaint.save(force_insert=True)
        case.head = Head(complaint=complaint)
        _write(case, new=True)
    for nudge in after_commit:
        nudge()


def _moved_meanwhile(complaint: Complaint) -> MovedMeanwhile:
    last = (
        ComplaintEvent.objects.filter(complaint=complaint, actor__isnull=False)
        .select_related("actor")
        .order_by("-seq")
        .first()
    )
    return MovedMeanwhile(
        by_name=str(last.actor) if last else "",
        at=last.happened_at if last else None,
        state=complaint.state,
        kind=last.kind if last else "",
    )


def _write(case: Case, *, new: bool = False) -> None:
    complaint = case.complaint
    deadlines.arrange(complaint, case.clocks)
    if case.moved and not new:
        complaint.version += 1
    if not new:
        complaint.save()
    for clock in case.clocks:
        clock.complaint = complaint
        clock.save()
    for pause in case.pauses:
        pause.save()
    _write_journal(case, new=new)
    DirtyComplaint.objects.create(complaint=complaint)


def _write_journal(case: Case, *, new: bool) -> None:
    events, words, notices = chained(case)
    ComplaintEvent.objects.bulk_create(events)
    EventWords.objects.bulk_create(words)
    Notice.objects.bulk_create(notices)
    Escalation.objects.bulk_create([escalation for _, escalation in case.escalations])
    case.head.save(force_insert=new)


def chained(case: Case) -> tuple[list[ComplaintEvent], list[EventWords], list[Notice]]:
    """The case's entries with their numbers and hashes; moves its head on. Nothing is saved here."""
    events: list[ComplaintEvent] = []
    words: list[EventWords] = []
    notices: list[Notice] = []
    escalation_of = {id(entry): escalation for entry, escalation in case.escalations}
    for entry in case.entries:
        event, salt = _next_event(case, entry)
        events.append(event)
        if entry.words:
            words.append(
                EventWords(
                    complaint_id=event.complaint_id, seq=event.seq, text=entry.words, salt=salt
                )
            )
        if entry.telling is not None:
            notices.append(_notice(case, event.seq, entry.telling))
        if (escalation := escalation_of.get(id(entry))) is not None:
            escalation.seq = event.seq
    return events, words, notices


def _next_event(case: Case, entry: Entry) -> tuple[ComplaintEvent, str]:
    head = case.head
    salt = secrets.token_hex(16) if entry.words else ""
    event = ComplaintEvent(
        complaint_id=case.complaint.pk,
        seq=head.seq + 1,
        kind=entry.kind,
        happened_at=entry.happened_at,
        recorded_at=case.now,
        actor=entry.actor,
        from_state=entry.from_state,
        to_state=entry.to_state,
        audience=entry.audience,
        facts=entry.facts,
        words_digest=chain.words_digest(entry.words, salt),
        previous=head.hash,
    )
    event.hash = chain.link(
        head.hash,
        complaint=event.complaint_id,
        seq=event.seq,
        kind=event.kind,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor=event.actor_id,
        from_state=event.from_state,
        to_state=event.to_state,
        audience=event.audience,
        facts=event.facts,
        words=event.words_digest,
    )
    head.seq, head.hash = event.seq, event.hash
    head.happened_at = max(entry.happened_at, head.happened_at or entry.happened_at)
    return event, salt


def _notice(case: Case, seq: int, telling: Telling) -> Notice:
    agency = telling.agency or case.complaint.agency
    return Notice(
        complaint_id=case.complaint.pk,
        seq=seq,
        kind=telling.kind,
        recipients=list(telling.recipients),
        channels=list(telling.channels),
        facts={**telling.facts, "agency": agency.code if agency else None},
        urgent=telling.urgent,
        made_at=case.now,
    )


def move_many(cases: list[Case]) -> None:
    """Saves the rungs of many locked complaints at once. Used by the sweep, inside its transaction."""
    events: list[ComplaintEvent] = []
    notices: list[Notice] = []
    for case in cases:
        deadlines.arrange(case.complaint, case.clocks)
        made, _words, told = chained(case)
        events += made
        notices += told
    rungs = [row for case in cases for _entry, row in case.escalations]
    for key, row in zip(bulk.take_keys(Escalation, len(rungs)), rungs, strict=True):
        row.pk = key
    bulk.put_in(ComplaintEvent, events)
    bulk.put_in(Notice, notices)
    bulk.put_in(Escalation, rungs)
    clocks = {id(row.clock): row.clock for row in rungs}
    bulk.change(Clock, list(clocks.values()), ["rungs_done", "occurrence", "next_check_at"])
    bulk.change(Head, [case.head for case in cases], ["seq", "hash", "happened_at"])
    bulk.change(
        Complaint, [case.complaint for case in cases], ["level", "raised", "due_at", "queue_key"]
    )
    dirt = [(case.complaint.pk, False) for case in cases]
    bulk.put_rows(DirtyComplaint, ("complaint", "imported"), dirt)
