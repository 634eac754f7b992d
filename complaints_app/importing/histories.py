"""What a row says becomes a complaint with its journal, at true times; nobody is told and nothing is owed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from complaints_app import bulk, deadlines, routing
from complaints_app.case import clock_name
from complaints_app.chain import instant
from complaints_app.folding import fold
from complaints_app.history import History, Past
from complaints_app.importing.persons import person_key
from complaints_app.importing.rows import Row
from complaints_app.models import (
    Agency,
    Audience,
    Clock,
    ClockKind,
    Complaint,
    Confidentiality,
    Ended,
    RequestKind,
    Version,
)
from complaints_app.status import Act, State

NEW_LIMITS = {
    State.REGISTERED: (ClockKind.TRIAGE,),
    State.DELIVERED: (ClockKind.ACCEPTANCE, ClockKind.CEILING),
    State.IN_PROCESS: (ClockKind.RESOLUTION, ClockKind.CEILING),
}
FAMILY = uuid.UUID("8d6f3d5e-7a54-4a52-9d0c-5b3f64d8a0b1")  # idempotency keys of imports
LONGEST_SEARCH_TEXT = 25_000


@dataclass
class Writer:
    """Composes the histories of one import."""

    source: str
    due_means: str
    run: int
    kind: RequestKind
    policy: Version
    ladder: Version
    now: datetime
    offices: dict[int | None, deadlines.Office] = field(default_factory=dict)
    patterns: dict[tuple[int | None, ClockKind, int], Clock] = field(default_factory=dict)
    sealed: dict[int, bool] = field(default_factory=dict)

    def history(self, row: Row, persons: dict[str, int]) -> History:
        """One complaint, not saved yet, as the old system knew it and as it stands from now on."""
        complaint = self.complaint(row, persons.get(person_key(row)))
        story = Story(self, complaint, row)
        story.tell()
        return History(complaint, story.events, clocks=story.clocks)

    def complaint(self, row: Row, person: int | None) -> Complaint:
        """The row's complaint as a fresh one, without a key."""
        promised = row.due if self.due_means != "ceiling" and row.accepted else None
        words = row.words
        text = words["text"] or row.subject.name_ar
        return bulk.like(
            self.prototype,
            {"subject": row.subject, "place": row.place, "agency": row.agency},
            idempotency_key=uuid.uuid5(FAMILY, f"{self.source}/{row.key}"),
            location=words["location"],
            channel=row.channel,
            confidentiality=self._confidentiality(row, person),
            complainant_id=person,
            text=text,
            search_text=fold(f"{row.subject.name_ar} {words['location']} {text}")[
                :LONGEST_SEARCH_TEXT
            ],
            state=row.state,
            hop=1 if row.agency else 0,
            promises=1 if promised else 0,
            registered_at=row.opened,
            delivered_at=row.opened if row.agency else None,
            accepted_at=row.accepted,
            first_promise_at=promised if self.due_means == "first" else None,
            promised_at=promised,
            closed_at=row.closed,
            outcome=row.outcome,
            answer=words["answer"],
            source_key=row.key,
            source_digest=row.digest,
            old_number=words["old_number"] or row.key,
        )

    def _confidentiality(self, row: Row, person: int | None) -> str:
        if person is None:
            return Confidentiality.ANONYMOUS.value
        if row.subject.pk not in self.sealed:
            line = routing.line_of(row.subject)
            self.sealed[row.subject.pk] = any(item.confidential for item in line)
        sealed = self.sealed[row.subject.pk]
        return (Confidentiality.CONFIDENTIAL if sealed else Confidentiality.OPEN).value

    @cached_property
    def prototype(self) -> Complaint:
        return Complaint(
            kind=self.kind,
            policy_version=self.policy,
            ladder_version=self.ladder,
            source=self.source,
        )

    def office(self, agency: Agency | None) -> deadlines.Office:
        key = agency.pk if agency else None
        if key not in self.offices:
            self.offices[key] = deadlines.office_of(agency)
        return self.offices[key]

    def full_allowance(self, complaint: Complaint, kind: ClockKind, turn: int) -> Clock:
        """A new clock from now on: computed once for each agency, the same for all its open cases."""
        agency = None if kind == ClockKind.TRIAGE else complaint.agency
        key = (agency.pk if agency else None, kind, turn)
        if key not in self.patterns:
            self.patterns[key] = deadlines.start(
                complaint, kind, at=self.now, agency=agency, turn=turn
            )
        return bulk.like(self.patterns[key], {})

    def old_limit(self, agency: Agency | None, kind: ClockKind) -> Clock:
        """What all clocks of one kind and agency have in common that came with a column."""
        key = (agency.pk if agency else None, kind, 0)
        if key not in self.patterns:
            office = self.office(agency)
            self.patterns[key] = Clock(
                kind=kind,
                hop=0 if kind == ClockKind.CEILING else 1,
                cycle=1,
                agency=agency,
                policy_version=self.policy,
                ladder_version=self.ladder,
                calendar_version=office.national,
                own_calendar_version=office.own,
            )
        return self.patterns[key]


@dataclass(slots=True)
class Story:
    """The entries and clocks of one complaint while they are told."""

    writer: Writer
    complaint: Complaint
    row: Row
    events: list[Past] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    state: str = State.REGISTERED
    _started: list[Clock] = field(default_factory=list)
    _ended: list[Clock] = field(default_factory=list)

    def tell(self) -> None:
        self._registered()
        self._arrived()
        if self.row.accepted is not None:
            self.accepted(self.row.accepted)
        if self.row.closed is not None:
            self.closed(self.row.closed)
        self._taken_over()

    def _registered(self) -> None:
        row = self.row
        self.record(
            "registered",
            row.opened,
            {
                "kind": self.writer.kind.code,
                "subject": row.subject.code,
                "place": row.place.code if row.place else None,
                "municipality": None,
                "channel": row.channel,
                "policy": str(self.writer.policy),
                "questions": None,
            },
        )

    def _arrived(self) -> None:
        row, agency = self.row, self.row.agency
        if agency is None:
            if row.closed is None:
                facts: dict[str, Any] = {"reason": [], "how": "import", "rule": ""}
                self.record("triage_needed", row.opened, facts)
            return
        self.state = State.DELIVERED
        self._limit(ClockKind.ACCEPTANCE, row.accept_by, row.opened)
        if self.writer.due_means == "ceiling":
            self._limit(ClockKind.CEILING, row.due, row.opened)
        elif row.accepted is None:
            self._limit(ClockKind.RESOLUTION, row.due, row.opened)
        facts = {"agency": agency.code, "how": "import", "rule": "", "hop": 1, "cycle": 1}
        self.record("routed", row.opened, facts)

    def accepted(self, at: datetime, *, limited: bool = True) -> None:
        if self.row.agency is None:
            return
        promised = self.complaint.promised_at
        self.state = State.IN_PROCESS
        self._end(at, Ended.ANSWERED, ClockKind.ACCEPTANCE)
        if limited and self.writer.due_means != "ceiling":
            self._limit(ClockKind.RESOLUTION, self.row.due, at)
        zone = self.writer.office(self.row.agency).calendar.zone
        on = promised.astimezone(zone).date().isoformat() if promised else None
        self.record("accepted", at, {"agency": self.row.agency.code, "promise_on": on})

    def closed(self, at: datetime) -> None:
        act = Act.CLOSE if self.state == State.IN_PROCESS else Act.CLOSE_AT_ONCE
        self.state = State.CLOSED
        self._end(at, Ended.CLOSED)
        self.record(
            "closed",
            at,
            {"outcome": self.row.outcome, "act": act.value},
            words=self.row.words["answer"],
            audience=Audience.CALLER,
        )

    def _taken_over(self) -> None:
        """From this moment we are responsible: an open case gets its full time, whatever the old limits said."""
        self.state = self.row.state
        if self.row.closed is None:
            before = {clock.kind for clock in self.clocks}
            self._end(self.writer.now, Ended.MOVED)
            for kind in NEW_LIMITS[State(self.row.state)]:
                turn = 2 if kind in before else 1
                self.start(self.writer.full_allowance(self.complaint, kind, turn))
        self.taken_over_now()

    def taken_over_now(self, **more: Any) -> None:
        writer = self.writer
        facts = {
            "source": writer.source,
            "old_number": self.complaint.old_number,
            "import": writer.run,
            **more,
        }
        self.record("imported", writer.now, facts)

    # Clocks

    def start(self, clock: Clock) -> None:
        self.clocks.append(clock)
        self._started.append(clock)

    def _limit(self, kind: ClockKind, due: datetime | None, since: datetime) -> None:
        """A limit that the old system set; without it there is no clock of it."""
        if due is None:
            return
        pattern = self.writer.old_limit(self.row.agency, kind)
        self.start(bulk.like(pattern, {}, started_at=min(since, due), due_at=due))

    def _running(self, *kinds: ClockKind) -> list[Clock]:
        return [c for c in self.clocks if c.ended_at is None and (not kinds or c.kind in kinds)]

    def _end(self, at: datetime, how: Ended, *kinds: ClockKind) -> None:
        for clock in self._running(*kinds):
            deadlines.stop(clock, how=how.value, at=max(at, clock.started_at))
            self._ended.append(clock)

    # Entries

    def record(
        self,
        kind: str,
        at: datetime,
        facts: dict[str, Any],
        *,
        words: str = "",
        audience: Audience = Audience.STAFF,
    ) -> None:
        if self._started:
            facts["started"] = [self._cite(clock) for clock in self._started]
        if self._ended:
            facts["ended"] = [self._cite(c) | self._spent(c) for c in self._ended]
        self._started, self._ended = [], []
        state = str(self.state)
        self.events.append(Past(kind, at, state, facts=facts, words=words, audience=audience.value))

    def _cite(self, clock: Clock) -> dict[str, Any]:
        return {
            "clock": clock_name(clock),
            "due_at": instant(clock.due_at),
            "started_at": instant(clock.started_at),
            "agency": clock.agency.code if clock.agency else None,
        }

    def _spent(self, clock: Clock) -> dict[str, Any]:
        calendar = self.writer.office(clock.agency).calendar
        ended = clock.ended_at or clock.started_at
        return {
            "how": clock.ended_how,
            "working_seconds": calendar.seconds_between(clock.started_at, ended),
        }
