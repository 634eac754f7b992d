"""«لماذا؟»: where a complaint stands, its next rung, when, to whom, and why nothing happened so far."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import deadlines
from complaints_app.clock import Line
from complaints_app.models import Clock, Complaint, Unit
from complaints_app.notices import LADDER, reach
from permissions.grants import Answerers


@dataclass(frozen=True, slots=True)
class NextRung:
    """What will happen if nobody acts."""

    key: str
    at: datetime
    level: int
    recipients: tuple[str, ...]
    people: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One open clock, the sum that made its limit, and the ladder above it."""

    kind: str
    started_at: datetime
    due_at: datetime
    paused: bool
    lines: tuple[Line, ...]
    reached: tuple[str, ...]
    next_rung: NextRung | None
    why_nothing: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All clocks of a complaint at one moment, nearest first."""

    state: str
    at: datetime
    clocks: tuple[ClockLine, ...]
    why_nothing: str

    @property
    def next_rung(self) -> NextRung | None:
        """The next thing the system does by itself."""
        rungs = [clock.next_rung for clock in self.clocks if clock.next_rung is not None]
        return min(rungs, key=lambda rung: rung.at, default=None)


def explain(complaint: Complaint, now: datetime | None = None) -> Explanation:
    """Computed by the code that acts: the clock's stored moments and the same question for people."""
    moment = now or timezone.now()
    clocks = (
        Clock.objects.filter(complaint=complaint, ended_at=None)
        .select_related("agency__place__parent", "agency__calendar")
        .prefetch_related("pauses")
        .order_by("due_at", "pk")
    )
    answerers = Answerers(moment)
    lines = tuple(_line(clock, answerers, moment) for clock in clocks)
    return Explanation(complaint.state, moment, lines, _why_nothing(complaint, lines, moment))


def _line(clock: Clock, answerers: Answerers, now: datetime) -> ClockLine:
    return ClockLine(
        kind=clock.kind,
        started_at=clock.started_at,
        due_at=clock.due_at,
        paused=clock.paused_at is not None,
        lines=_sum(clock),
        reached=tuple(rung["key"] for rung in deadlines.fired(clock)),
        next_rung=_next(clock, answerers),
        why_nothing=_why_this_clock_is_silent(clock, now),
    )


def _sum(clock: Clock) -> tuple[Line, ...]:
    """The sum line by line; a promised date and a paused clock are explained by the time between."""
    calendar = deadlines.calendar_of_clock(clock)
    if clock.promised_on is not None or clock.pauses.all():
        return calendar.explain_between(clock.started_at, clock.due_at)
    if clock.unit == Unit.DAYS:
        return calendar.explain_add_working_days(clock.started_at, clock.allowance or 0)
    return calendar.explain_add(clock.started_at, clock.allowance or 0)


def _next(clock: Clock, answerers: Answerers) -> NextRung | None:
    if clock.next_check_at is None:
        return None
    rung = clock.rungs[min(clock.rungs_done, len(clock.rungs) - 1)]
    told = deadlines.rungs_of(clock.ladder_version_id).get(rung["key"].split("@")[0], {})
    roles = tuple(told.get("recipients", ()))
    return NextRung(
        key=rung["key"],
        at=clock.next_check_at,
        level=rung["level"],
        recipients=roles,
        people=tuple(_names(roles, clock, answerers)),
        channels=tuple(told.get("channels", ())),
    )


def _names(roles: tuple[str, ...], clock: Clock, answerers: Answerers) -> list[str]:
    names: list[str] = []
    for role in roles:
        wanted = "officer" if role == "claimant" else role
        if wanted in LADDER:
            people = reach(wanted, clock.agency, answerers).people
            names += [str(person) for person in people if str(person) not in names]
    return names


def _why_this_clock_is_silent(clock: Clock, now: datetime) -> str:
    if clock.paused_at is not None:
        return _("It stands still while the complainant is asked.")
    if clock.next_check_at is None:
        return _("Its policy has no ladder.")
    if clock.next_check_at < now:
        return _("A rung is owed and will be written within two minutes.")
    if clock.rungs_done == 0:
        return _("Its first rung has not come yet.")
    return ""


def _why_nothing(complaint: Complaint, clocks: tuple[ClockLine, ...], now: datetime) -> str:
    if not complaint.is_open:
        return _("The complaint is closed: nothing more happens by itself.")
    if any(clock.reached for clock in clocks):
        return ""
    silent = [clock.why_nothing for clock in clocks if clock.why_nothing]
    return silent[0] if silent else ""
