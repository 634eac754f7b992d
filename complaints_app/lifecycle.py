"""The only writer: moves a complaint, its clocks and its journal in one transaction."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import bulk, chain, deadlines
from complaints_app.models import (
    Agency,
    Audience,
    Clock,
    ClockKind,
    ClockPause,
    Complaint,
    ComplaintEvent,
    DirtyComplaint,
    Escalation,
    EventWords,
    Head,
    Notice,
)
from complaints_app.refusals import MovedMeanwhile, UnlawfulMove
from complaints_app.status import Act, State, is_lawful
from permissions.models import User

# Filled in ready(): what is nudged once a move is committed. The minute jobs guarantee it anyway.
after_commit: list[Callable[[], None]] = []


@dataclass(slots=True)
class Telling:
    """Who must be told of an entry: role codes at the agency, `claimant`, `complainant`."""

    kind: str
    recipients: tuple[str, ...]
    channels: tuple[str, ...] = ("sms", "email", "in_app")
    facts: dict[str, Any] = field(default_factory=dict)
    urgent: bool = False
    agency: Agency | None = None


@dataclass(slots=True)
class Entry:
    """One thing that happened, before it has its number and hash."""

    kind: str
    facts: dict[str, Any]
    words: str
    audience: str
    happened_at: datetime
    actor: User | None
    from_state: str
    to_state: str
    telling: Telling | None


def database_now() -> datetime:
    """The database's time: several machines write, one clock decides."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def clock_name(clock: Clock) -> str:
    """A clock's key as the journal cites it: kind/hop/cycle/turn."""
    return f"{clock.kind}/{clock.hop}/{clock.cycle}/{clock.turn}"


class Case:
    """A complaint under lock, with its open clocks and what is happening to it."""

    def __init__(
        self,
        complaint: Complaint,
        head: Head,
        clocks: list[Clock],
        *,
        by: User | None,
        now: datetime,
    ) -> None:
        self.complaint = complaint
        self.head = head
        self.clocks = clocks
        self.by = by
        self.now = now
        self.entries: list[Entry] = []
        self.escalations: list[tuple[Entry, Escalation]] = []
        self.pauses: list[ClockPause] = []
        self.moved = False
        self._from = complaint.state
        self._started: list[dict[str, Any]] = []
        self._ended: list[dict[str, Any]] = []

    @property
    def state(self) -> State:
        return State(self.complaint.state)

    def go(self, act: Act, target: State) -> None:
        """Changes the state, if the table of moves knows the act here. Raises UnlawfulMove."""
        if not is_lawful(act, self.state, target):
            raise UnlawfulMove(
                _("This cannot be done now: the complaint is “%(state)s”.")
                % {"state": state_name(self.complaint.state)}
            )
        self._from = self.complaint.state
        self.complaint.state = target.value
        self.moved = True

    def start(
        self,
        kind: ClockKind,
        *,
        on: date | None = None,
        allowance: int | None = None,
    ) -> Clock:
        """Starts a clock now, for the agency that has the complaint (the unit's for triage, competence)."""
        unit_clock = kind in (ClockKind.TRIAGE, ClockKind.COMPETENCE)
        turn = 1 + self._turns(kind)
        clock = deadlines.start(
            self.complaint,
            kind,
            at=self.now,
            agency=None if unit_clock else self.complaint.agency,
            on=on,
            turn=turn,
            allowance=allowance,
        )
        self.clocks.append(clock)
        self._started.append(self._cite(clock))
        return clock

    def _turns(self, kind: ClockKind) -> int:
        if self.complaint._state.adding:
            return 0
        hop = 0 if kind == ClockKind.CEILING else self.complaint.hop
        return Clock.objects.filter(
            complaint=self.complaint, kind=kind, hop=hop, cycle=self.complaint.cycle
        ).count()

    def stop(self, *kinds: ClockKind, how: str) -> list[Clock]:
        """Ends the open clocks of these kinds (all, if none is named)."""
        ended = []
        for clock in self.running(*kinds):
            worked = deadlines.worked_seconds(clock, self.now)
            deadlines.stop(clock, how=how, at=self.now)
            self._ended.append({**self._cite(clock), "how": how, "working_seconds": worked})
            ended.append(clock)
        return ended

    def running(self, *kinds: ClockKind) -> list[Clock]:
        return [
            clock
            for clock in self.clocks
            if clock.ended_at is None and (not kinds or clock.kind in kinds)
        ]

    def pause(self, *kinds: ClockKind) -> None:
        for clock in self.running(*kinds):
            if pause := deadlines.pause(clock, at=self.now):
                self.pauses.append(pause)

    def resume(self) -> int:
        """Lets every paused clock go on; returns the longest stretch of working seconds added."""
        longest = 0
        for clock in self.running():
            was_paused = clock.paused_at is not None
            seconds = deadlines.resume(clock, at=self.now)
            if was_paused:
                ClockPause.objects.filter(clock=clock, until_at=None).update(
                    until_at=self.now, seconds=seconds
                )
            longest = max(longest, seconds)
        return longest

    def record(
        self,
        kind: str,
        *,
        facts: dict[str, Any] | None = None,
        words: str = "",
        audience: Audience = Audience.STAFF,
        tell: Telling | None = None,
    ) -> None:
        """One entry of the journal; carries the clocks started and ended since the last one."""
        told = dict(facts or {})
        if self._started:
            told["started"] = self._started
        if self._ended:
            told["ended"] = self._ended
        self._started, self._ended = [], []
        self.entries.append(
            Entry(
                kind=kind,
                facts=told,
                words=words,
                audience=audience,
                happened_at=self.now,
                actor=self.by,
                from_state=self._from,
                to_state=self.complaint.state,
                telling=tell,
            )
        )
        self._from = self.complaint.state

    def write_owed(self) -> None:
        """An act between the due moment and the sweep first writes every rung that is owed."""
        reached = [rung for clock in self.running() for rung in deadlines.climb(clock, self.now)]
        for rung in sorted(reached, key=lambda rung: rung.at):
            entry = self._escalated(rung)
            self.entries.append(entry)
            self.escalations.append(
                (
                    entry,
                    Escalation(
                        clock=rung.clock,
                        complaint=self.complaint,
                        agency=rung.clock.agency,
                        rung=rung.key,
                        occurrence=rung.occurrence,
                        level=rung.level,
                        true_at=rung.at,
                        noticed_at=self.now,
                    ),
                )
            )

    def _escalated(self, rung: deadlines.Reached) -> Entry:
        facts = {
            **self._cite(rung.clock),
            "rung": rung.key,
            "level": rung.level,
            "occurrence": rung.occurrence,
            "recipients": list(rung.recipients),
            "late_reminder": rung.late_reminder,
        }
        telling = None
        if rung.recipients and not rung.late_reminder:
            telling = Telling(
                kind=_kind_of(rung),
                recipients=rung.recipients,
                channels=rung.channels or ("in_app",),
                facts={"clock": rung.clock.kind, "due_at": facts["due_at"], "level": rung.level},
                agency=rung.clock.agency,
            )
        return Entry(
            kind="escalated",
            facts=facts,
            words="",
            audience=Audience.STAFF,
            happened_at=rung.at,
            actor=None,
            from_state=self.complaint.state,
            to_state=self.complaint.state,
            telling=telling,
        )

    @staticmethod
    def _cite(clock: Clock) -> dict[str, Any]:
        return {
            "clock": clock_name(clock),
            "due_at": chain.instant(clock.due_at),
            "started_at": chain.instant(clock.started_at),
            "agency": clock.agency.code if clock.agency else None,
        }


def _kind_of(rung: deadlines.Reached) -> str:
    if rung.at < rung.clock.due_at:
        return "reminder"
    return "escalated_unit" if "unit" in rung.recipients else "escalated"


def state_name(state: str) -> str:
    """The state in the words of the page's language."""
    names = {
        State.REGISTERED: _("registered"),
        State.DELIVERED: _("delivered"),
        State.RETURNED: _("returned for lack of competence"),
        State.IN_PROCESS: _("in process"),
        State.WAITING: _("waiting for the complainant"),
        State.CLOSED: _("closed"),
    }
    return names[State(state)]


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
