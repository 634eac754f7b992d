"""A sum of working time told line by line, so that anybody can check it by hand (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.units import format_unit

from complaints_app.calendars import Reason, Window

# A range of hours would be turned round by the Arabic around it.
_LTR, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, slots=True)
class Line:
    """One day of the sum, or several closed ones in a row for the same reason.

    A sum of time counts `seconds`; a sum of days counts `days`: the other is 0 on every line.
    """

    day: date
    last_day: date
    windows: tuple[Window, ...]
    reason: Reason
    seconds: int = 0
    days: int = 0
    total_seconds: int = 0
    total_days: int = 0

    @property
    def minutes(self) -> int:
        return int(self.seconds / 60)

    @property
    def total_minutes(self) -> int:
        return int(self.total_seconds / 60)

    def text(self, language: str) -> str:
        arabic = language == "ar"
        when = _date(self.day, language)
        if self.last_day != self.day:
            when += (" إلى " if arabic else " to ") + _date(self.last_day, language)
        return f"{when}: {self._arabic() if arabic else self._english()}"

    def _arabic(self) -> str:
        name = f"«{self.reason.name('ar')}»"
        if not self.windows:
            return f"مغلق بسبب {name}"
        hours = "، ".join(f"{_LTR}{window}{_END}" for window in self.windows)
        if self.days:
            return f"{hours} {name}، يوم العمل رقم {abs(self.total_days)}"
        if not self.seconds:
            return f"{hours} {name}، لا يُحتسب منه شيء"
        used, total = duration(self.seconds, "ar"), duration(self.total_seconds, "ar")
        return f"{hours} {name}، يُحتسب {used}، والمجموع {total}"

    def _english(self) -> str:
        name = f"“{self.reason.name('en')}”"
        if not self.windows:
            return f"closed for {name}"
        hours = ", ".join(map(str, self.windows))
        if self.days:
            return f"{hours} {name}, working day {abs(self.total_days)}"
        if not self.seconds:
            return f"{hours} {name}, nothing counts"
        used, total = duration(self.seconds, "en"), duration(self.total_seconds, "en")
        return f"{hours} {name}, {used} counted, {total} in all"


class Calendar(Protocol):
    """What the sum asks of a working calendar."""

    @property
    def zone(self) -> ZoneInfo: ...
    def windows(self, day: date) -> tuple[Window, ...]: ...
    def reason(self, day: date) -> Reason: ...
    def edges(self, day: date) -> list[tuple[datetime, datetime]]: ...


def of_time(
    calendar: Calendar, start: datetime, end: datetime, *, backwards: bool
) -> tuple[Line, ...]:
    """The working time between two moments, day by day, in the direction of the sum."""
    # Moments of one zone compare by their clocks, and so wrongly in an hour that comes twice.
    first, last = sorted((start.astimezone(UTC), end.astimezone(UTC)))
    lines = list(_timed_lines(calendar, first, last))
    if backwards:
        lines = [replace(line, seconds=-line.seconds) for line in reversed(lines)]
    return _with_totals(_folded(lines))


def of_days(calendar: Calendar, start: datetime, end: datetime) -> tuple[Line, ...]:
    """The working days between two moments; the day of the start itself does not count."""
    step = -1 if end < start else 1
    lines = []
    for day in _dates(calendar, min(start, end), max(start, end)):
        counts = bool(calendar.windows(day)) and day != _day_of(calendar, start)
        lines.append(replace(_line(calendar, day), days=step if counts else 0))
    return _with_totals(_folded(lines if step > 0 else lines[::-1]))


def duration(seconds: int, language: str) -> str:
    """A length of working time in words, in hours and less: a working day has no fixed length."""
    locale = "ar_JO" if language == "ar" else "en"
    left = abs(seconds)
    parts: list[str] = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count or (unit == "second" and not parts):
            parts.append(format_unit(count, unit, length="long", locale=locale))
    words = (" و" if language == "ar" else " ").join(parts)
    return f"\N{MINUS SIGN}{words}" if seconds < 0 else words


def _timed_lines(calendar: Calendar, first: datetime, last: datetime) -> Iterator[Line]:
    # Whole seconds of the running total, so that fractions never go missing between the lines.
    total, told = timedelta(), 0
    for day in _dates(calendar, first, last):
        for opens, closes in calendar.edges(day):
            total += max(min(closes, last) - max(opens, first), timedelta())
        whole = total // timedelta(seconds=1)
        yield replace(_line(calendar, day), seconds=whole - told)
        told = whole


def _line(calendar: Calendar, day: date) -> Line:
    return Line(day, day, calendar.windows(day), calendar.reason(day))


def _dates(calendar: Calendar, first: datetime, last: datetime) -> Iterator[date]:
    day, end = _day_of(calendar, first), _day_of(calendar, last)
    while day <= end:
        yield day
        day += timedelta(days=1)


def _day_of(calendar: Calendar, moment: datetime) -> date:
    """The local date; a closing at 24:00 belongs to the day that it closes."""
    day = moment.astimezone(calendar.zone).date()
    eve = day - timedelta(days=1)
    open_now = any(opens <= moment < closes for opens, closes in calendar.edges(day))
    closed_eve = any(closes == moment for _, closes in calendar.edges(eve))
    return eve if closed_eve and not open_now else day


def _folded(lines: list[Line]) -> list[Line]:
    """Closed days in a row for one reason become one line."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        if last and not last.windows and not line.windows and last.reason == line.reason:
            result[-1] = replace(
                last, day=min(last.day, line.day), last_day=max(last.last_day, line.last_day)
            )
        else:
            result.append(line)
    return result


def _with_totals(lines: list[Line]) -> tuple[Line, ...]:
    seconds = days = 0
    result = []
    for line in lines:
        seconds, days = seconds + line.seconds, days + line.days
        result.append(replace(line, total_seconds=seconds, total_days=days))
    return tuple(result)


def _date(day: date, language: str) -> str:
    return format_date(day, "EEEE d MMMM y", locale="ar_JO" if language == "ar" else "en")
