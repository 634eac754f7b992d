"""A complaint under lock, with its clocks and what is happening to it, before it is saved."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints_app import chain, deadlines
from complaints_app.models import (
    Agency,
    Audience,
    Clock,
    ClockKind,
    ClockPause,
    Complaint,
    Escalation,
    Head,
)
from complaints_app.refusals import UnlawfulMove
from complaints_app.status import Act, State, is_lawful
from permissions.models import User


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
