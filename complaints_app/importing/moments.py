"""Times as other systems write them: formats, zones, dates alone, 24:00, hours that a zone skips or repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from complaints_app.clock import WorkingCalendar
from complaints_app.importing.faults import Refused
from complaints_app.importing.mapping import Mapping
from complaints_app.instants import instant_at, moment_at
from complaints_app.reference import EASTERN_DIGITS

MIDNIGHT_OF_THE_NEXT_DAY = re.compile(r"\b24:00(?::00)?\b")
HAS_HOURS = re.compile(r"%[HIcXsT]")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FIRST_DAY_OF_EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; the mapping names its zone
EXCEL = "excel"


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell says: a wall clock, or a day without an hour, or a moment with its own offset."""

    wall: datetime
    day_only: bool = False


class Moments:
    """Reads the cells of one file; remembers which format the last cell had."""

    def __init__(self, mapping: Mapping) -> None:
        self._zone = mapping.zone
        self._ambiguous = mapping.ambiguous
        self._formats = [(form, not HAS_HOURS.search(form)) for form in mapping.formats]

    def read(self, cell: Any) -> Given | None:
        """None for an empty cell. Raises Refused."""
        if isinstance(cell, datetime):
            return Given(cell)
        if isinstance(cell, date):
            return Given(datetime.combine(cell, time.min), day_only=True)
        text = str(cell).strip()
        if not text:
            return None
        plain = text.translate(EASTERN_DIGITS)
        later = timedelta(0)
        if "24:00" in plain and MIDNIGHT_OF_THE_NEXT_DAY.search(plain):
            plain = MIDNIGHT_OF_THE_NEXT_DAY.sub(lambda found: f"00{found[0][2:]}", plain)
            later = timedelta(days=1)
        given = self._parsed(plain, text)
        return Given(given.wall + later, given.day_only)

    def _parsed(self, plain: str, text: str) -> Given:
        if not self._formats:
            return _iso(plain, text)
        for position, (form, day_only) in enumerate(self._formats):
            try:
                wall = _excel(plain) if form == EXCEL else datetime.strptime(plain, form)  # noqa: DTZ007
            except (ValueError, OverflowError):
                continue
            if position:  # the next cell will most likely look the same
                self._formats.insert(0, self._formats.pop(position))
            alone = day_only if form != EXCEL else wall.time() == time.min
            return Given(wall, alone)
        raise Refused("no_such_time", text)

    def moment(self, given: Given, calendar: WorkingCalendar, *, closing: bool = False) -> datetime:
        """The true moment. A day alone means its opening, or (`closing`) its closing time."""
        if given.day_only:
            return self._of_day(given.wall.date(), calendar, closing=closing)
        if given.wall.tzinfo is not None:
            return given.wall.astimezone(UTC)
        wall = given.wall
        first = moment_at(
            instant_at(self._zone, wall.date(), wall - datetime.combine(wall, time.min))
        )
        second = wall.replace(tzinfo=self._zone, fold=1).astimezone(UTC)
        if second <= first or self._ambiguous == "first":
            return first
        if self._ambiguous == "refuse":
            raise Refused("time_happened_twice", wall)
        return second

    def _of_day(self, day: date, calendar: WorkingCalendar, *, closing: bool) -> datetime:
        if calendar.is_working_day(day):
            return calendar.closing(day) if closing else calendar.opening(day)
        # A day off has no hours: no working time lies between its two ends.
        return moment_at(instant_at(self._zone, day, timedelta(hours=24 if closing else 0)))


def _iso(plain: str, text: str) -> Given:
    try:
        return Given(datetime.fromisoformat(plain), day_only=len(plain) <= len("2025-01-01"))
    except ValueError:
        raise Refused("no_such_time", text) from None


def _excel(plain: str) -> datetime:
    """A day number, as cells without a date format hold it."""
    return FIRST_DAY_OF_EXCEL + timedelta(days=float(plain))
