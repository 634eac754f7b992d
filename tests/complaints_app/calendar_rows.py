"""Rows of a calendar for the clock's tests, and a second reading of them that shares no code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]

SUNDAY, THURSDAY, FRIDAY = 6, 3, 4
OFFICE_DAYS = (6, 0, 1, 2, 3)


def weekly(opens: int = 480, closes: int = 930, days: Iterable[int] = OFFICE_DAYS) -> list[Row]:
    return [{"key": f"w{d}", "weekday": d, "opens": opens, "closes": closes} for d in days]


def around_the_clock() -> list[Row]:
    return weekly(0, 1440, range(7))


def exception(day: str, kind: str = "closed", **changes: Any) -> Row:
    row = {"key": day, "starts_on": day, "ends_on": day, "kind": kind, "opens": None}
    row |= {"closes": None, "place": None, "name_ar": "عطلة", "name_en": "Holiday"}
    return row | {"decided_on": None} | changes


def period(first: str, last: str, opens: int, closes: int, **changes: Any) -> Row:
    row = {"key": first, "starts_on": first, "ends_on": last, "weekday": None, "opens": opens}
    row |= {"closes": closes, "name_ar": "رمضان", "name_en": "Ramadan", "decided_on": None}
    return row | changes


def calendar_of(*exceptions: Row, **changes: Any) -> Row:
    content: Row = {"code": "test", "zone": "Asia/Amman", "weekly": weekly(), "periods": []}
    return content | {"exceptions": list(exceptions)} | changes


class NaiveCounter:
    """Paints each day minute by minute, weakest row first, and counts one minute at a time."""

    def __init__(self, national: Row, own: Row | None = None, places: Iterable[str] = ()) -> None:
        self.zone = ZoneInfo((own or national)["zone"])
        self.weekly = (own or {}).get("weekly") or national["weekly"]
        self.levels = [national] + ([own] if own else [])
        self.places = set(places)
        self.minutes = cache(self._minutes)

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return local.hour * 60 + local.minute in self.minutes(local.date())

    def add(self, start: datetime, minutes: int) -> datetime:
        moment, step = start, timedelta(minutes=1)
        while minutes > 0:
            minutes -= self.is_open(moment)
            moment += step
        while minutes < 0:
            moment -= step
            minutes += self.is_open(moment)
        return moment

    def between(self, a: datetime, b: datetime) -> int:
        whole = int((b - a) / timedelta(minutes=1))
        return sum(self.is_open(a + timedelta(minutes=n)) for n in range(whole))

    def nth_working_date(self, day: date, n: int) -> date:
        step = timedelta(days=1 if n > 0 else -1)
        left = abs(n)
        while left:
            day += step
            left -= bool(self.minutes(day))
        return day

    def _minutes(self, day: date) -> frozenset[int]:
        painted = {
            minute
            for row in self.weekly
            if row["weekday"] == day.weekday()
            for minute in range(row["opens"], row["closes"])
        }
        working = bool(painted)
        for row in self._weakest_first("periods", day):
            if row["weekday"] == day.weekday() or (row["weekday"] is None and working):
                painted = set(range(row["opens"], row["closes"]))
        for row in self._weakest_first("exceptions", day):
            hours = set(range(row["opens"] or 0, 1440 if row["closes"] is None else row["closes"]))
            if row["kind"] == "half_day":
                painted &= hours
            else:
                painted = hours if row["kind"] == "open" else set()
        return frozenset(painted)

    def _weakest_first(self, name: str, day: date) -> list[Row]:
        found = []
        for level, content in enumerate(self.levels):
            for row in content.get(name, []):
                place = row.get("place")
                if row["starts_on"] <= str(day) <= row["ends_on"]:
                    if place and place not in self.places:
                        continue
                    strength = 2 if level else int(bool(place))
                    decided = row["decided_on"] or ""
                    found.append((strength, decided, row.get("weekday") is not None, row))
        return [row for *_, row in sorted(found, key=lambda f: f[:3])]


def at(text: str, zone: str = "Asia/Amman", fold: int = 0) -> datetime:
    """A moment as the office's own clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
