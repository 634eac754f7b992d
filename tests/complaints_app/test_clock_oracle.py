"""The clock against another library, on the plain weeks that it can do."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest
import pytz  # type: ignore[import-untyped]
from businesstimedelta import (
    BusinessTimeDelta,
    HolidayRule,
    Rules,
    WorkDayRule,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints_app.clock import build
from tests.complaints_app.calendar_rows import OFFICE_DAYS, at, calendar_of, exception, midnight

FIRST = date(2026, 11, 1)
LATE_HOLIDAY = date(2027, 2, 1)  # The library cannot do without a holiday to come.


def _rules(holidays: list[date]) -> Rules:
    amman = pytz.timezone("Asia/Amman")
    office = WorkDayRule(
        start_time=time(8), end_time=time(15, 30), working_days=OFFICE_DAYS, tz=amman
    )
    return Rules([office, HolidayRule([*holidays, LATE_HOLIDAY], tz=amman)])


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.integers(0, 40), max_size=5), st.integers(0, 30 * 1440), st.integers(1, 4000))
def test_a_sum_agrees_with_businesstimedelta(off: list[int], offset: int, amount: int) -> None:
    holidays = [FIRST + timedelta(days=n) for n in off]
    clock = build(calendar_of(*(exception(str(day)) for day in holidays)))
    rules = _rules(holidays)
    start = midnight(FIRST) + timedelta(minutes=offset)
    due = clock.add_minutes(start, amount)
    assert due == (start + BusinessTimeDelta(rules, seconds=amount * 60)).astimezone(UTC)
    other = rules.difference(start, due)
    assert clock.seconds_between(start, due) == other.hours * 3600 + other.seconds


@pytest.mark.parametrize("amount", [450, 451, 900])
def test_businesstimedelta_too_stays_at_closing(amount: int) -> None:
    clock, start = build(calendar_of()), at("2026-11-19T08:00")
    other = start + BusinessTimeDelta(_rules([]), seconds=amount * 60)
    assert clock.add_minutes(start, amount) == other.astimezone(UTC)
