"""The journal of one complaint, read from the first entry to the last, as facts (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

ARRIVALS = frozenset({"routed", "triaged", "passed_on", "decided", "succeeded"})
NOT_ANSWERED = frozenset({"withdrawn", "duplicate"})


class Calendar(Protocol):
    """What handling time asks of a working calendar."""

    def seconds_between(self, a: datetime, b: datetime) -> int: ...
    def add_seconds(self, start: datetime, seconds: int) -> datetime: ...


Calendars = Callable[[str | None], Calendar]  # by the code of an agency; None: the national one


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry, as far as numbers need it."""

    seq: int
    kind: str
    at: datetime
    to_state: str
    facts: dict[str, Any]


@dataclass(slots=True)
class Stay:
    agency: str | None
    cycle: int
    began: datetime
    arrived: bool = True
    ended: datetime | None = None
    how: str = ""
    accepted: datetime | None = None
    wrongly_refused: bool = False
    seconds: int | None = None


@dataclass(slots=True)
class Cycle:
    number: int
    opened: datetime
    agency: str | None = None
    closed: datetime | None = None
    outcome: str = ""
    reopened: datetime | None = None
    answer_given: datetime | None = None
    satisfaction: int | None = None
    handling_seconds: int | None = None
    paused_seconds: int = 0


@dataclass(slots=True)
class Limit:
    kind: str
    hop: int
    cycle: int
    turn: int
    agency: str | None
    started: datetime
    due: datetime
    ended: datetime | None = None
    how: str = ""
    paused: datetime | None = None


@dataclass(slots=True)
class Pause:
    began: datetime
    ended: datetime | None = None
    seconds: int = 0


@dataclass(slots=True)
class Story:
    """What the journal says, sorted into stays, cycles, limits and pauses."""

    stays: list[Stay] = field(default_factory=list)
    cycles: list[Cycle] = field(default_factory=list)
    limits: dict[str, Limit] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    returns: int = 0
    follow_ups: int = 0
    level: int = 0
    last_seq: int = 0

    @property
    def hops(self) -> int:
        return sum(stay.arrived and stay.agency is not None for stay in self.stays)

    @property
    def acceptance_seconds(self) -> int | None:
        """Working time from arrival to acceptance, all hops before it summed; None: not accepted."""
        accepted = [stay for stay in self.stays if stay.accepted]
        if not accepted:
            return None
        before = self.stays[: self.stays.index(accepted[-1])]
        waited = sum(s.seconds or 0 for s in before if s.agency is not None and not s.accepted)
        return waited + (accepted[-1].seconds or 0)


def read(entries: Iterable[Entry]) -> Story:
    """Goes through the journal once, in its order."""
    story = Story()
    for entry in entries:
        story.last_seq = entry.seq
        _TELLERS.get(entry.kind, _pass)(story, entry)
        _read_clocks(story, entry)
    return story


def _pass(story: Story, entry: Entry) -> None:
    """An entry that no number counts."""


def _begin(story: Story, agency: str | None, at: datetime, *, arrived: bool = True) -> None:
    cycle = story.cycles[-1]
    cycle.agency = agency
    story.stays.append(Stay(agency, cycle.number, at, arrived))


def _end(story: Story, at: datetime, how: str) -> Stay | None:
    """Ends the running stay; one of no length at the unit never was."""
    last = story.stays[-1] if story.stays else None
    if last is None or last.ended is not None:
        return last
    if last.agency is None and last.began == at and how != "closed":
        story.stays.pop()
        return None
    last.ended, last.how = at, how
    return last


def _registered(story: Story, entry: Entry) -> None:
    story.cycles.append(Cycle(1, entry.at))
    _begin(story, None, entry.at)


def _arrived(story: Story, entry: Entry) -> None:
    if not story.cycles:
        _registered(story, entry)
    agency = entry.facts.get("agency")
    if entry.kind == "decided":
        _judge_refusals(story, agency)
    _end(story, entry.at, "returned" if _passes_on(story, entry) else "passed_on")
    _begin(story, agency, entry.at)


def _passes_on(story: Story, entry: Entry) -> bool:
    """The first return goes straight to the agency that it names: a return all the same."""
    last = story.stays[-1]
    passes = entry.kind == "passed_on" and last.agency is not None and last.ended is None
    story.returns += passes
    return passes


def _judge_refusals(story: Story, agency: str | None) -> None:
    """The unit gives it to somebody who had refused it: wrongly, then."""
    for stay in story.stays:
        if stay.how == "returned" and stay.agency == agency:
            stay.wrongly_refused = True


def _accepted(story: Story, entry: Entry) -> None:
    if story.stays:
        story.stays[-1].accepted = entry.at


def _returned(story: Story, entry: Entry) -> None:
    story.returns += 1
    _end(story, entry.at, "returned")
    _begin(story, None, entry.at)


def _asked(story: Story, entry: Entry) -> None:
    story.pauses.append(Pause(entry.at))


def _resumed(story: Story, entry: Entry) -> None:
    if story.pauses and story.pauses[-1].ended is None:
        story.pauses[-1].ended = entry.at
        story.pauses[-1].seconds = int(entry.facts.get("seconds") or 0)


def _closed(story: Story, entry: Entry) -> None:
    _end(story, entry.at, "closed")
    if story.pauses and story.pauses[-1].ended is None:
        story.pauses[-1].ended = entry.at
    if story.cycles:
        story.cycles[-1].closed = entry.at
        story.cycles[-1].outcome = str(entry.facts.get("outcome") or "")


def _reopened(story: Story, entry: Entry) -> None:
    last = story.cycles[-1]
    last.reopened = entry.at
    story.cycles.append(Cycle(last.number + 1, entry.at))
    _begin(story, entry.facts.get("agency", last.agency), entry.at, arrived=False)


def _answer_given(story: Story, entry: Entry) -> None:
    closed = [cycle for cycle in story.cycles if cycle.closed is not None]
    if closed:
        closed[-1].answer_given = entry.at
        closed[-1].satisfaction = entry.facts.get("satisfaction")


def _follow_up(story: Story, entry: Entry) -> None:
    story.follow_ups += 1


def _escalated(story: Story, entry: Entry) -> None:
    story.level = max(story.level, int(entry.facts.get("level") or 0))


_TELLERS: dict[str, Callable[[Story, Entry], None]] = {
    "registered": _registered,
    **dict.fromkeys(ARRIVALS, _arrived),
    "accepted": _accepted,
    "returned": _returned,
    "asked": _asked,
    "resumed": _resumed,
    "closed": _closed,
    "reopened": _reopened,
    "answer_given": _answer_given,
    "follow_up": _follow_up,
    "escalated": _escalated,
}


def _read_clocks(story: Story, entry: Entry) -> None:
    for cited in entry.facts.get("started") or ():
        kind, hop, cycle, turn = cited["clock"].split("/")
        story.limits[cited["clock"]] = Limit(
            kind=kind,
            hop=int(hop),
            cycle=int(cycle),
            turn=int(turn),
            agency=cited.get("agency"),
            started=datetime.fromisoformat(cited["started_at"]),
            due=datetime.fromisoformat(cited["due_at"]),
        )
    for cited in entry.facts.get("ended") or ():
        limit = story.limits.get(cited["clock"])
        if limit is not None:
            limit.due = datetime.fromisoformat(cited["due_at"])
            limit.ended = entry.at
            limit.how = _how(cited["how"], entry)


def _how(how: str, entry: Entry) -> str:
    """A duplicate closes its clocks as a withdrawal does: nobody answered them."""
    unanswered = entry.kind == "closed" and entry.facts.get("outcome") in NOT_ANSWERED
    return "withdrawn" if unanswered else str(how)
