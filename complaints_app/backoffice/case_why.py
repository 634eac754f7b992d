"""«لماذا؟» for the page: each clock's sum by day, and the next rung with its people."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints_app import wording
from complaints_app.backoffice.case_journal import VIA
from complaints_app.backoffice.case_words import LIMITS, ROLES, Words
from complaints_app.clock import Line
from complaints_app.explain import ClockLine, Explanation, NextRung


@dataclass(frozen=True, slots=True)
class SumRow:
    """One line of the sum: a day, its hours, what of it counts."""

    day: str
    hours: str
    note: str
    counts: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Rung:
    at: datetime
    who: str
    roles: str
    via: str
    reminder: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One clock as the page explains it."""

    kind: Words
    due_at: datetime
    started_at: datetime
    paused: bool
    rows: list[SumRow]
    total: str
    reached: int
    next: Rung | None
    why_nothing: str


@dataclass(frozen=True, slots=True)
class Why:
    clocks: list[Told]
    why_nothing: str


def why(explanation: Explanation) -> Why:
    return Why([_told(clock) for clock in explanation.clocks], explanation.why_nothing)


def _told(clock: ClockLine) -> Told:
    language = get_language() or "ar"
    return Told(
        kind=LIMITS[clock.kind],
        due_at=clock.due_at,
        started_at=clock.started_at,
        paused=clock.paused,
        rows=[_row(line, language) for line in clock.lines],
        total=_total(clock.lines[-1], language) if clock.lines else "",
        reached=len(clock.reached),
        next=_rung(clock.next_rung) if clock.next_rung else None,
        why_nothing=clock.why_nothing,
    )


def _row(line: Line, language: str) -> SumRow:
    usual = line.reason.kind == "weekly"
    return SumRow(
        day=_days(line, language),
        hours="، ".join(str(window) for window in line.windows),
        note="" if usual else line.reason.name(language),
        counts=_counts(line, language),
        closed=not line.windows,
    )


def _days(line: Line, language: str) -> str:
    first = wording.weekday_and_day(line.day, language)
    if line.last_day == line.day:
        return first
    return _("%(first)s to %(last)s") % {
        "first": first,
        "last": wording.weekday(line.last_day, language),
    }


def _counts(line: Line, language: str) -> str:
    if line.days:
        return wording.number(abs(line.total_days), language)
    return wording.clock_length(line.seconds) if line.windows else ""


def _total(last: Line, language: str) -> str:
    if last.total_days:
        return wording.amount(last.total_days, "working_day", language)
    return wording.clock_length(last.total_seconds)


def _rung(rung: NextRung) -> Rung:
    comma = _(", ")
    return Rung(
        at=rung.at,
        who=comma.join(rung.people) or _("nobody: the central unit is alarmed"),
        roles=comma.join(str(ROLES.get(role, role)) for role in rung.recipients),
        via=comma.join(str(VIA.get(channel, channel)) for channel in rung.channels),
        reminder=rung.level == 0,
    )
