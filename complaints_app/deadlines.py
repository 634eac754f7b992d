"""Clocks: start, pause, resume and stop them; which rungs are owed; how the queue is ordered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from complaints_app.chain import instant
from complaints_app.clock import WorkingCalendar, build
from complaints_app.models import Agency, Clock, ClockKind, ClockPause, Complaint, Unit, Version
from complaints_app.models.policies import Rung
from complaints_app.status import State
from complaints_app.versioning import version_in_force

NATIONAL_CALENDAR = "jordan"
REPEAT_EVERY_DAYS = 5  # the last rung repeats each working week until somebody acts
RAISED, NORMAL, PAUSED = 0, 1, 2
QUEUE_CLASS = 10**11


@dataclass(frozen=True, slots=True)
class Office:
    """Whose working hours hold: a calendar and the versions it was built from."""

    calendar: WorkingCalendar
    national: Version
    own: Version | None


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung whose moment has passed."""

    clock: Clock
    key: str
    at: datetime
    level: int
    occurrence: int
    recipients: tuple[str, ...]
    channels: tuple[str, ...]
    late_reminder: bool


def office_of(agency: Agency | None, in_force: Mapping[str, Version] | None = None) -> Office:
    """The working hours of an agency's office; of the government for None. Never of the complaint's place.

    `in_force`: all calendars, for who asks about many offices at once.
    """

    def read(code: str) -> Version:
        return version_in_force("calendar", code) if in_force is None else in_force[code]

    national = read(NATIONAL_CALENDAR)
    own = None
    if agency is not None and agency.calendar is not None:
        own = read(str(agency.calendar.code))
    places = _places_of(agency)
    return Office(_built(national.pk, own.pk if own else None, places), national, own)


def calendar_of(agency: Agency | None) -> WorkingCalendar:
    return office_of(agency).calendar


def calendar_of_clock(clock: Clock) -> WorkingCalendar:
    """The calendar that was in force when the clock was computed."""
    return _built(
        clock.calendar_version_id, clock.own_calendar_version_id, _places_of(clock.agency)
    )


def _places_of(agency: Agency | None) -> tuple[str, ...]:
    place = agency.place if agency is not None else None
    codes = []
    while place is not None:
        codes.append(str(place.code))
        place = place.parent
    return tuple(codes)


@lru_cache(maxsize=512)
def _built(national: int, own: int | None, places: tuple[str, ...]) -> WorkingCalendar:
    contents = Version.objects.in_bulk([pk for pk in (national, own) if pk])
    return build(
        contents[national].content, own=contents[own].content if own else None, places=places
    )


@lru_cache(maxsize=256)
def rungs_of(ladder_version: int) -> dict[str, dict[str, Any]]:
    """The rungs of a ladder in force, by key."""
    content = Version.objects.get(pk=ladder_version).content
    return {rung["key"]: rung for rung in content.get("rungs", [])}


def limit(calendar: WorkingCalendar, start: datetime, allowance: int, unit: str) -> datetime:
    """`allowance` working minutes or days after `start`."""
    if unit == Unit.DAYS:
        return calendar.add_working_days(start, allowance)
    return calendar.add_minutes(start, allowance)


def start(
    complaint: Complaint,
    kind: ClockKind,
    *,
    at: datetime,
    agency: Agency | None,
    on: date | None = None,
    turn: int = 1,
    allowance: int | None = None,
) -> Clock:
    """A new clock of `complaint`, not yet saved. `on` = the promised date, due at that day's closing time.

    `allowance` overrides the policy's (what was left of it); its unit is then minutes.
    """
    office = office_of(agency)
    policy = complaint.policy_version.content
    unit = Unit.MINUTES.value if allowance is not None else str(policy.get(f"{kind}_unit", ""))
    amount = allowance if allowance is not None else int(policy[kind])
    due = (
        max(office.calendar.closing(on), at)
        if on is not None
        else limit(office.calendar, at, amount, unit)
    )
    clock = Clock(
        complaint=complaint,
        kind=kind,
        hop=0 if kind == ClockKind.CEILING else complaint.hop,
        cycle=complaint.cycle,
        turn=turn,
        agency=agency,
        policy_version=complaint.policy_version,
        ladder_version=complaint.ladder_version,
        calendar_version=office.national,
        own_calendar_version=office.own,
        allowance=None if on else amount,
        unit="" if on else unit,
        promised_on=on,
        started_at=at,
        due_at=due,
    )
    clock.rungs = _moments(office.calendar, clock)
    clock.next_check_at = next_moment(clock)
    return clock


def _moments(calendar: WorkingCalendar, clock: Clock) -> list[dict[str, Any]]:
    """All rung moments of a clock, in order, frozen at its start."""
    rungs = [
        {
            "key": rung["key"],
            "at": instant(_rung_moment(calendar, clock, rung)),
            "level": rung.get("level", 0),
            "raises": rung.get("raises", False),
        }
        for rung in rungs_of(clock.ladder_version_id).values()
        if rung["clock"] == clock.kind
    ]
    return sorted(rungs, key=lambda rung: (rung["at"], rung["level"]))


def _rung_moment(calendar: WorkingCalendar, clock: Clock, rung: dict[str, Any]) -> datetime:
    offset, unit = int(rung["offset"]), rung["unit"]
    if unit == Rung.Offset.DAYS and offset:
        moment = calendar.add_working_days(clock.due_at, offset)
    elif unit == Rung.Offset.PERCENT:
        allowed = calendar.seconds_between(clock.started_at, clock.due_at)
        moment = calendar.add_seconds(clock.due_at, allowed * offset // 100)
    elif offset:
        moment = calendar.add_minutes(clock.due_at, offset)
    else:
        moment = clock.due_at
    return max(moment, clock.started_at)


def next_moment(clock: Clock) -> datetime | None:
    """When the clock must be looked at: its next rung, or the next repetition of its last one."""
    if clock.ended_at is not None or clock.paused_at is not None or not clock.rungs:
        return None
    if clock.rungs_done < len(clock.rungs):
        return datetime.fromisoformat(clock.rungs[clock.rungs_done]["at"])
    last = datetime.fromisoformat(clock.rungs[-1]["at"])
    days = REPEAT_EVERY_DAYS * (clock.occurrence + 1)
    return calendar_of_clock(clock).add_working_days(last, days)


def climb(clock: Clock, now: datetime) -> list[Reached]:
    """Every rung of `clock` that is owed at `now` (its moment lies before it), in order; moves the clock on."""
    reached = []
    while clock.next_check_at is not None and clock.next_check_at < now:
        repeating = clock.rungs_done >= len(clock.rungs)
        if repeating:
            clock.occurrence += 1
        rung = clock.rungs[-1 if repeating else clock.rungs_done]
        told = rungs_of(clock.ladder_version_id).get(rung["key"].split("@")[0], {})
        reached.append(
            Reached(
                clock=clock,
                key=rung["key"],
                at=clock.next_check_at,
                level=rung["level"],
                occurrence=clock.occurrence if repeating else 0,
                recipients=tuple(told.get("recipients", ())),
                channels=tuple(told.get("channels", ())),
                late_reminder=clock.next_check_at < clock.due_at < now,
            )
        )
        if not repeating:
            clock.rungs_done += 1
        clock.next_check_at = next_moment(clock)
    return reached


def stop(clock: Clock, *, how: str, at: datetime) -> None:
    """The clock has been answered, moved or closed."""
    clock.ended_at = at
    clock.ended_how = how
    clock.next_check_at = None


def pause(clock: Clock, *, at: datetime) -> ClockPause | None:
    """Stands still from `at`. After its limit a clock is not stopped by a pause: its rungs go on."""
    if at > clock.due_at or clock.paused_at is not None:
        return None
    clock.paused_at = at
    clock.next_check_at = None
    return ClockPause(clock=clock, from_at=at)


def resume(clock: Clock, *, at: datetime) -> int:
    """Goes on: the limit and all rungs not yet reached move by the working time paused. Returns its seconds."""
    if clock.paused_at is None:
        return 0
    calendar = calendar_of_clock(clock)
    seconds = calendar.seconds_between(clock.paused_at, at)
    clock.due_at = calendar.add_seconds(clock.due_at, seconds)
    for rung in clock.rungs[clock.rungs_done :]:
        moment = calendar.add_seconds(datetime.fromisoformat(rung["at"]), seconds)
        rung["at"] = instant(moment)
    clock.paused_at = None
    clock.next_check_at = next_moment(clock)
    return seconds


def inherit_rungs(clock: Clock, old: Clock) -> None:
    """A date moved after it had passed buys nothing: the old clock's unreached rungs stay at their moments."""
    kept = [
        {**rung, "key": f"{rung['key'].split('@')[0]}@{old.turn}"}
        for rung in old.rungs[old.rungs_done :]
    ]
    clock.rungs = sorted([*kept, *clock.rungs], key=lambda rung: (rung["at"], rung["level"]))
    clock.next_check_at = next_moment(clock)


def worked_seconds(clock: Clock, until: datetime) -> int:
    """Working seconds from the clock's start to `until`, pauses taken out."""
    calendar = calendar_of_clock(clock)
    end = min(until, clock.paused_at) if clock.paused_at else until
    total = calendar.seconds_between(clock.started_at, end)
    paused = sum(
        calendar.seconds_between(pause.from_at, min(pause.until_at, until))
        for pause in (clock.pauses.all() if clock.pk else ())
        if pause.until_at is not None
    )
    return max(total - paused, 0)


def fired(clock: Clock) -> list[dict[str, Any]]:
    """The rungs a clock has reached so far, in order."""
    return list(clock.rungs[: clock.rungs_done])


def arrange(complaint: Complaint, clocks: Iterable[Clock]) -> None:
    """Sets the complaint's nearest limit, degree of escalation and place in the queue from its open clocks."""
    running = [clock for clock in clocks if clock.ended_at is None]
    reached = [rung for clock in running for rung in fired(clock)]
    complaint.level = max((rung["level"] for rung in reached), default=0)
    complaint.raised = any(rung["raises"] for rung in reached)
    if complaint.state == State.CLOSED:
        complaint.due_at = None
        complaint.queue_key = None
        return
    ticking = [clock for clock in running if clock.paused_at is None]
    near = [clock for clock in ticking if clock.kind != ClockKind.CEILING] or ticking or running
    complaint.due_at = min((clock.due_at for clock in near), default=None)
    rank = NORMAL
    if complaint.raised:
        rank = RAISED
    elif complaint.state == State.WAITING:
        rank = PAUSED
    due = complaint.due_at or datetime(2100, 1, 1, tzinfo=UTC)
    complaint.queue_key = rank * QUEUE_CLASS + int(due.timestamp())
