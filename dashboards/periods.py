"""Spans of days: the usual ones by name, the one before, and equal steps within (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
STEPS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> Span:
        """As many days just before; of whole months as many months."""
        if self.since.day == 1 and (self.until + DAY).day == 1:
            months = _months(self.since, self.until)
            return Span(back(self.since, months), self.since - DAY)
        return Span(self.since - timedelta(days=self.days), self.since - DAY)

    def steps(self, wanted: int = STEPS) -> list[Span]:
        """At most `wanted` pieces of equal length; the last one ends the span."""
        size = -(-self.days // wanted)
        pieces, end = [], self.until
        while end >= self.since:
            pieces.append(Span(max(self.since, end - timedelta(days=size - 1)), end))
            end -= timedelta(days=size)
        return pieces[::-1]

    def months(self) -> Iterator[date]:
        """The first day of each month touched."""
        month = self.since.replace(day=1)
        while month <= self.until:
            yield month
            month = back(month, -1)


def named(name: str, today: date) -> Span:
    """A usual span that ends today or with the last whole month; an unknown name raises KeyError."""
    month = today.replace(day=1)
    return {
        "last_30_days": Span(today - timedelta(days=29), today),
        "last_90_days": Span(today - timedelta(days=89), today),
        "this_month": Span(month, today),
        "last_month": Span(back(month, 1), month - DAY),
        "last_3_months": Span(back(month, 3), month - DAY),
        "last_12_months": Span(back(month, 12), month - DAY),
        "this_year": Span(today.replace(month=1, day=1), today),
    }[name]


def back(month: date, count: int) -> date:
    """The first of the month `count` months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
