"""What a calendar's rows say about one day: its hours, and the rule that decided them (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MIDNIGHT = 24 * 60

Kind = Literal["weekly", "rest", "period", "closed", "half_day", "open"]
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Minutes from local midnight, 0 to 1440: a window may end at 24:00."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise ValueError(
                f"hours from minute {self.opens} to minute {self.closes} are no window"
            )

    def __str__(self) -> str:
        return "–".join(f"{m // 60:02d}:{m % 60:02d}" for m in (self.opens, self.closes))


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that decided a day, named as the list names it."""

    kind: Kind
    key: str
    name_ar: str
    name_en: str

    def name(self, language: str) -> str:
        wanted, other = (
            (self.name_ar, self.name_en) if language == "ar" else (self.name_en, self.name_ar)
        )
        return wanted or other


@dataclass(frozen=True, slots=True)
class Day:
    windows: tuple[Window, ...]
    reason: Reason


class Level(IntEnum):
    NATIONAL = 0
    PLACE = 1
    OWN = 2


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A row that holds from one date to another: a period such as Ramadan, or an exception."""

    rank: tuple[int, str, bool, int]  # level, decided on, names a weekday, position: highest wins
    starts_on: date
    ends_on: date
    weekday: int | None
    opens: int | None
    closes: int | None
    reason: Reason

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def window(self) -> tuple[Window, ...]:
        if self.opens is None or self.closes is None:
            return ()
        return (Window(self.opens, self.closes),)

    def clip(self, windows: Iterable[Window]) -> tuple[Window, ...]:
        """What a half day leaves of the hours below it."""
        opens, closes = self.opens or 0, MIDNIGHT if self.closes is None else self.closes
        spans = ((max(w.opens, opens), min(w.closes, closes)) for w in windows)
        return tuple(Window(start, end) for start, end in spans if start < end)


@dataclass(frozen=True, slots=True)
class Weekly:
    hours: tuple[tuple[Window, ...], ...]  # Monday first
    reasons: tuple[Reason, ...]
    usual: tuple[Window, ...]  # of the first weekday listed


@dataclass(frozen=True, slots=True)
class Rules:
    """All rows that hold for one office. Kind decides first, then level, then the later decision."""

    zone: ZoneInfo
    weekly: Weekly
    periods: tuple[DatedRow, ...]  # the strongest first
    exceptions: tuple[DatedRow, ...]

    def decide(self, day: date) -> Day:
        return self._decide(day, tuple(row for row in self.exceptions if row.covers(day)))

    def within(self, first: date, last: date) -> Rules:
        """The same rules without the rows that cannot matter between two dates."""

        def near(rows: tuple[DatedRow, ...]) -> tuple[DatedRow, ...]:
            return tuple(r for r in rows if r.starts_on <= last and r.ends_on >= first)

        return Rules(self.zone, self.weekly, near(self.periods), near(self.exceptions))

    def _decide(self, day: date, exceptions: tuple[DatedRow, ...]) -> Day:
        if not exceptions:
            return self._ordinary(day)
        row, below = exceptions[0], exceptions[1:]
        if row.reason.kind == "half_day":
            beneath = self._decide(day, below)
            # A half day on a feast changes nothing, so the feast stays the reason.
            return Day(row.clip(beneath.windows), row.reason) if beneath.windows else beneath
        if row.reason.kind == "open":
            return Day(row.window or self._usual(day), row.reason)
        return Day((), row.reason)

    def _ordinary(self, day: date) -> Day:
        weekday = day.weekday()
        hours = self.weekly.hours[weekday]
        for row in self.periods:
            fits = bool(hours) if row.weekday is None else row.weekday == weekday
            if fits and row.covers(day):
                return Day(row.window, row.reason)
        return Day(hours, self.weekly.reasons[weekday])

    def _usual(self, day: date) -> tuple[Window, ...]:
        """The hours of a day declared open without any: its own, else those of a normal day then."""
        ordinary = self._ordinary(day).windows
        running = (row.window for row in self.periods if row.covers(day) and row.weekday is None)
        return ordinary or next(running, self.weekly.usual)


def read(national: Content, own: Content | None, places: Iterable[str]) -> Rules:
    """The rules of an office from the frozen content of the national calendar and its own."""
    calendars = ((Level.NATIONAL, national),) + (((Level.OWN, own),) if own else ())
    weekly = (own or {}).get("weekly") or national["weekly"]
    where = frozenset(places)
    return Rules(
        zone=_zone((own or {}).get("zone") or national["zone"]),
        weekly=_weekly(weekly),
        periods=_dated(calendars, "periods", where),
        exceptions=_dated(calendars, "exceptions", where),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called «{name}»") from error


def _weekly(rows: Iterable[Content]) -> Weekly:
    listed = list(rows)
    if not listed:
        raise ValueError("a calendar needs weekly hours")
    hours = tuple(
        merged(Window(row["opens"], row["closes"]) for row in listed if row["weekday"] == weekday)
        for weekday in range(7)
    )
    keys = {row["weekday"]: str(row.get("key", "")) for row in reversed(listed)}
    if not set(keys) <= set(range(7)):
        raise ValueError("a weekday is 0 (Monday) to 6 (Sunday)")
    reasons = tuple(
        Reason("weekly", keys[weekday], "الدوام المعتاد", "Usual hours")
        if weekday in keys
        else Reason("rest", "", "عطلة أسبوعية", "Weekend")
        for weekday in range(7)
    )
    return Weekly(hours, reasons, hours[listed[0]["weekday"]])


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same minutes in as few windows as possible, in order."""
    result: list[Window] = []
    for window in sorted(windows):
        if result and window.opens <= result[-1].closes:
            last = result.pop()
            window = Window(last.opens, max(last.closes, window.closes))  # noqa: PLW2901
        result.append(window)
    return tuple(result)


def _dated(
    calendars: Iterable[tuple[Level, Content]], name: str, places: frozenset[str]
) -> tuple[DatedRow, ...]:
    rows = _rows_in_force(calendars, name, places)
    dated = [_dated_row(name, level, number, row) for number, (level, row) in enumerate(rows)]
    return tuple(sorted(dated, key=lambda row: row.rank, reverse=True))


def _rows_in_force(
    calendars: Iterable[tuple[Level, Content]], name: str, places: frozenset[str]
) -> Iterator[tuple[Level, Content]]:
    for level, content in calendars:
        for row in content.get(name) or ():
            place = row.get("place")
            if not place:
                yield level, row
            elif place in places:
                yield max(level, Level.PLACE), row


def _dated_row(name: str, level: Level, number: int, row: Content) -> DatedRow:
    weekday = row.get("weekday")
    dated = DatedRow(
        rank=(level, row.get("decided_on") or "", weekday is not None, number),
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        weekday=weekday,
        opens=row.get("opens"),
        closes=row.get("closes"),
        reason=Reason(
            cast("Kind", row["kind"] if name == "exceptions" else "period"),
            str(row.get("key", "")),
            row.get("name_ar", ""),
            row.get("name_en", ""),
        ),
    )
    _check(dated)
    return dated


def _check(row: DatedRow) -> None:
    called = row.reason.name_en or row.reason.key
    if row.starts_on > row.ends_on:
        raise ValueError(f"«{called}» ends before it starts")
    kind, hours = row.reason.kind, (row.opens, row.closes)
    if kind not in {"period", "closed", "half_day", "open"}:
        raise ValueError(f"«{called}»: no exception is of the kind «{kind}»")
    if kind == "period" and None in hours:
        raise ValueError(f"«{called}» needs hours")
    if kind == "half_day" and hours == (None, None):
        raise ValueError(f"«{called}» is a half day without an hour")
    if kind == "open" and (row.opens is None) != (row.closes is None):
        raise ValueError(f"«{called}» needs both hours or none")
    if kind != "closed":
        Window(row.opens or 0, MIDNIGHT if row.closes is None else row.closes)
