"""Working time: what is due when, and how much of it lies between two moments (pure)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from complaints_app import sums
from complaints_app.calendars import Day, Reason, Rules, Window, read
from complaints_app.instants import MINUTE, SECOND, instant_at, moment_at, number_of
from complaints_app.sums import Line

__all__ = ["Line", "Minutes", "Reason", "Window", "WorkingCalendar", "build", "check_zone_data"]

Minutes = int  # Sums themselves run in whole microseconds since the epoch: exact, and fast.


@dataclass(frozen=True, slots=True)
class Year:
    """One local year, laid out for bisection. `before[i]` is what was worked before window i."""

    starts: int
    ends: int
    days: tuple[Day, ...]
    working: list[date]
    opens: list[int]
    closes: list[int]
    before: list[int]
    day_of: list[date]
    total: int

    def worked_until(self, moment: int) -> int:
        i = bisect_right(self.opens, moment) - 1
        if i < 0:
            return 0
        return self.before[i] + min(moment, self.closes[i]) - self.opens[i]


class WorkingCalendar:
    """An office's calendar. Immutable; each year is laid out when it is first asked for."""

    __slots__ = ("_rules", "_years", "zone")

    def __init__(self, rules: Rules) -> None:
        self.zone: ZoneInfo = rules.zone
        self._rules = rules
        self._years: dict[int, Year] = {}

    # Days

    def windows(self, day: date) -> tuple[Window, ...]:
        return self._day(day).windows

    def reason(self, day: date) -> Reason:
        return self._day(day).reason

    def is_working_day(self, day: date) -> bool:
        return bool(self._day(day).windows)

    def opening(self, day: date) -> datetime:
        return moment_at(instant_at(self.zone, day, timedelta(minutes=self._hours(day)[0].opens)))

    def closing(self, day: date) -> datetime:
        return moment_at(instant_at(self.zone, day, timedelta(minutes=self._hours(day)[-1].closes)))

    def date_after(self, day: date, n: int) -> date:
        """The n-th later working date; 0 is the day itself if it works, else the next that does."""
        number, year = day.year, self._year(day.year)
        if n < 0:
            position = bisect_left(year.working, day) + n
            while position < 0:
                number, year = number - 1, self._year(number - 1)
                position += len(year.working)
            return year.working[position]
        position = bisect_right(year.working, day) + n - 1 if n else bisect_left(year.working, day)
        while position >= len(year.working):
            position -= len(year.working)
            number, year = number + 1, self._year(number + 1)
        return year.working[position]

    # Sums

    def next_opening(self, moment: datetime) -> datetime:
        """A moment outside hours becomes the next opening; inside, closing included, itself."""
        instant = number_of(moment)
        year, i = self._window(instant, moment.year)
        return moment_at(max(instant, year.opens[i]))

    def add_minutes(self, start: datetime, minutes: Minutes) -> datetime:
        return self._add(start, minutes * MINUTE)

    def add_seconds(self, start: datetime, seconds: int) -> datetime:
        return self._add(start, seconds * SECOND)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The n-th later working date at the same clock time, clipped into that day's hours."""
        opened = self.next_opening(start)
        if days == 0:
            return opened
        year, i = self._window(number_of(opened), opened.year)
        day = year.day_of[i]
        # Counted from the day of the window, so that a closing at 24:00 still belongs to its day.
        clock_time = opened.astimezone(self.zone).replace(tzinfo=None) - datetime.combine(
            day, time.min
        )
        target = self.date_after(day, days)
        return moment_at(instant_at(self.zone, target, self._clipped(target, clock_time)))

    def seconds_between(self, a: datetime, b: datetime) -> int:
        """Whole working seconds from a to b; negative when b is earlier."""
        return _whole(self._between(a, b), SECOND)

    def minutes_between(self, a: datetime, b: datetime) -> Minutes:
        return _whole(self._between(a, b), MINUTE)

    # The sum, line by line

    def explain_add(
        self, start: datetime, minutes: Minutes = 0, *, seconds: int = 0
    ) -> tuple[Line, ...]:
        wanted = minutes * MINUTE + seconds * SECOND
        return sums.of_time(self, start, self._add(start, wanted), backwards=wanted < 0)

    def explain_add_working_days(self, start: datetime, days: int) -> tuple[Line, ...]:
        return sums.of_days(self, self.next_opening(start), self.add_working_days(start, days))

    def explain_between(self, a: datetime, b: datetime) -> tuple[Line, ...]:
        return sums.of_time(self, a, b, backwards=number_of(b) < number_of(a))

    def edges(self, day: date) -> list[tuple[datetime, datetime]]:
        """The windows of a day as moments; one that the zone skips is left out."""
        year = self._year(day.year)
        span = range(bisect_left(year.day_of, day), bisect_right(year.day_of, day))
        return [(moment_at(year.opens[i]), moment_at(year.closes[i])) for i in span]

    # Inside

    def _day(self, day: date) -> Day:
        return self._year(day.year).days[day.timetuple().tm_yday - 1]

    def _hours(self, day: date) -> tuple[Window, ...]:
        windows = self._day(day).windows
        if not windows:
            raise ValueError(f"{day} is not a working day")
        return windows

    def _clipped(self, day: date, clock_time: timedelta) -> timedelta:
        windows = self._day(day).windows
        for window in windows:
            if clock_time <= timedelta(minutes=window.closes):
                return max(clock_time, timedelta(minutes=window.opens))
        return timedelta(minutes=windows[-1].closes)

    def _add(self, start: datetime, amount: int) -> datetime:
        if not amount:
            return self.next_opening(start)
        instant, number = number_of(start), start.year
        number, year = self._year_at(instant, number)
        target = year.worked_until(instant) + amount
        if amount < 0:
            while target < 0:
                number, year = number - 1, self._year(number - 1)
                target += year.total
            i = bisect_right(year.before, target) - 1  # on an edge: the opening
        else:
            while target > year.total:
                target -= year.total
                number, year = number + 1, self._year(number + 1)
            i = bisect_left(year.before, target) - 1  # on an edge: the closing
        return moment_at(year.opens[i] + target - year.before[i])

    def _between(self, a: datetime, b: datetime) -> int:
        first, last = number_of(a), number_of(b)
        if last < first:
            return -self._between(b, a)
        number, year = self._year_at(first, a.year)
        total = -year.worked_until(first)
        while last >= year.ends:
            total += year.total
            number, year = number + 1, self._year(number + 1)
        return total + year.worked_until(last)

    def _window(self, instant: int, number: int) -> tuple[Year, int]:
        """The window that holds a moment, closing included, else the next one."""
        number, year = self._year_at(instant, number)
        i = bisect_right(year.opens, instant) - 1
        if i >= 0 and instant <= year.closes[i]:
            return year, i
        if instant == year.starts:
            eve = self._year(number - 1)
            if eve.closes and eve.closes[-1] == instant:
                return eve, len(eve.closes) - 1
        i += 1
        while i >= len(year.opens):
            number, year, i = number + 1, self._year(number + 1), 0
        return year, i

    def _year_at(self, instant: int, number: int) -> tuple[int, Year]:
        """The local year of a moment; its year in another zone is at most one away."""
        year = self._year(number)
        if instant < year.starts:
            return number - 1, self._year(number - 1)
        if instant >= year.ends:
            return number + 1, self._year(number + 1)
        return number, year

    def _year(self, number: int) -> Year:
        year = self._years.get(number)
        if year is None:
            # Two threads may lay out the same year at once: both get the same answer.
            year = self._years[number] = _lay_out(self._rules, number)
        return year


def build(
    national: dict[str, Any], *, own: dict[str, Any] | None = None, places: Iterable[str] = ()
) -> WorkingCalendar:
    """The calendar of an office: the national rows, those of its places, and its own.

    Content that cannot be worked with raises ValueError: forms call this before they save.
    """
    return WorkingCalendar(read(national, own, places))


def check_zone_data(zone: ZoneInfo | None = None) -> list[str]:
    """What is wrong with this machine's time zone data for Jordan; an empty list means nothing."""
    zone = zone or ZoneInfo("Asia/Amman")
    expected = {datetime(2026, 1, 15, 12, tzinfo=UTC): 3, datetime(2021, 12, 15, 12, tzinfo=UTC): 2}
    return [
        f"{zone.key} is {offset} in {moment:%B %Y}, it must be {hours}:00:00: update tzdata"
        for moment, hours in expected.items()
        if (offset := moment.astimezone(zone).utcoffset()) != timedelta(hours=hours)
    ]


def _lay_out(rules: Rules, number: int) -> Year:
    first, last = date(number, 1, 1), date(number, 12, 31)
    near = rules.within(first, last)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = tuple(near.decide(day) for day in dates)
    opens, closes, before, day_of, total = [], [], [], [], 0
    for day, decided in zip(dates, days, strict=True):
        for window in decided.windows:
            start, end = (
                instant_at(rules.zone, day, timedelta(minutes=m))
                for m in (window.opens, window.closes)
            )
            if start < end:  # The zone may skip a whole window.
                opens.append(start)
                closes.append(end)
                before.append(total)
                day_of.append(day)
                total += end - start
    return Year(
        starts=instant_at(rules.zone, first, timedelta()),
        ends=instant_at(rules.zone, last, timedelta(days=1)),
        days=days,
        working=[day for day, decided in zip(dates, days, strict=True) if decided.windows],
        opens=opens,
        closes=closes,
        before=before,
        day_of=day_of,
        total=total,
    )


def _whole(amount: int, unit: int) -> int:
    return amount // unit if amount >= 0 else -(-amount // unit)
