"""Laws that hold for every calendar, and a count of single minutes that must agree."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from complaints_app.clock import WorkingCalendar, build
from tests.complaints_app.calendar_rows import (
    NaiveCounter,
    Row,
    calendar_of,
    exception,
    midnight,
    period,
    weekly,
)

SECOND = timedelta(seconds=1)

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)

# Near a change of the clock, a turn of the year, and on ordinary days.
DAYS_AND_ZONES = [
    (date(2026, 11, 15), "Asia/Amman"),
    (date(2021, 3, 23), "Asia/Amman"),
    (date(2021, 10, 26), "Asia/Amman"),
    (date(2022, 2, 22), "Asia/Amman"),
    (date(2024, 12, 28), "Asia/Amman"),
    (date(2024, 3, 7), "America/New_York"),
    (date(2024, 10, 31), "America/New_York"),
    (date(2026, 3, 26), "Europe/Berlin"),
]

# Office hours start and end on any quarter; at night on the hour, since clocks change there.
edges = st.sampled_from([0, 60, 120, 180, *range(240, 1380, 15), 1380, 1440])
spans = st.lists(edges, min_size=2, max_size=2, unique=True).map(sorted)


class Office(NamedTuple):
    clock: WorkingCalendar
    naive: NaiveCounter
    first: datetime


def weeks() -> st.SearchStrategy[list[Row]]:
    rows = st.builds(lambda day, span: weekly(span[0], span[1], [day])[0], st.integers(0, 6), spans)
    return st.lists(rows, min_size=3, max_size=10)


@st.composite
def dated(draw: st.DrawFn, day: date) -> tuple[list[Row], list[Row]]:
    def span_of_days() -> tuple[str, str]:
        first = day + timedelta(days=draw(st.integers(-3, 10)))
        return str(first), str(first + timedelta(days=draw(st.integers(0, 4))))

    periods = []
    for _ in range(draw(st.integers(0, 2))):
        weekday = draw(st.none() | st.integers(0, 6))
        decided = draw(st.sampled_from([None, "2020-01-01", "2020-02-02"]))
        (first, last), (opens, closes) = span_of_days(), draw(spans)
        row = period(first, last, opens, closes, weekday=weekday, decided_on=decided)
        periods.append(row)
    exceptions = []
    for _ in range(draw(st.integers(0, 4))):
        first, last = span_of_days()
        kind = draw(st.sampled_from(["closed", "half_day", "open"]))
        opens, closes = (None, None) if kind == "closed" else draw(spans)
        row = exception(first, kind, ends_on=last, opens=opens, closes=closes)
        row["place"] = draw(st.sampled_from([None, "JO-AQ", "JO-AM"]))
        row["decided_on"] = draw(st.sampled_from([None, "2020-01-01", "2020-02-02"]))
        exceptions.append(row)
    return periods, exceptions


@st.composite
def offices(draw: st.DrawFn) -> Office:
    day, zone = draw(st.sampled_from(DAYS_AND_ZONES))
    periods, exceptions = draw(dated(day))
    national = calendar_of(*exceptions, weekly=draw(weeks()), periods=periods, zone=zone)
    own = None
    if draw(st.booleans()):
        periods, exceptions = draw(dated(day))
        hours = draw(st.just([]) | weeks())
        own = calendar_of(*exceptions, weekly=hours, periods=periods, zone=zone)
    places = draw(st.sampled_from([[], ["JO-AQ"], ["JO-AQ", "JO-AM"]]))
    clock = build(national, own=own, places=places)
    return Office(clock, NaiveCounter(national, own, places), midnight(day))


def starts(office: Office) -> st.SearchStrategy[datetime]:
    return st.integers(0, 6 * 1440).map(lambda n: office.first + timedelta(minutes=n))


minutes = st.integers(-2000, 2000)


# The naive counter


@quick
@given(st.data(), offices(), minutes.filter(bool))
def test_a_sum_agrees_with_a_count_of_single_minutes(
    data: st.DataObject, office: Office, amount: int
) -> None:
    start = data.draw(starts(office))
    assert office.clock.add_minutes(start, amount) == office.naive.add(start, amount)


@quick
@given(st.data(), offices())
def test_time_between_agrees_with_a_count_of_single_minutes(
    data: st.DataObject, office: Office
) -> None:
    a, b = sorted((data.draw(starts(office)), data.draw(starts(office))))
    assert office.clock.minutes_between(a, b) == office.naive.between(a, b)


@quick
@given(offices(), st.integers(-4, 12), st.integers(-20, 20))
def test_the_nth_working_date_agrees_with_a_count_of_single_days(
    office: Office, offset: int, n: int
) -> None:
    assume(n)
    day = office.first.date() + timedelta(days=offset)
    assert office.clock.is_working_day(day) == bool(office.naive.minutes(day))
    assert office.clock.date_after(day, n) == office.naive.nth_working_date(day, n)


# Laws of minutes


@quick
@given(st.data(), offices(), minutes)
def test_taking_back_what_was_added_leaves_no_working_time_between(
    data: st.DataObject, office: Office, amount: int
) -> None:
    clock = office.clock
    start = clock.next_opening(data.draw(starts(office)))
    there = clock.add_minutes(start, amount)
    back = clock.add_minutes(there, -amount)
    assert clock.minutes_between(start, there) == amount
    assert clock.seconds_between(back, start) == 0
    # A closing and the next opening are one working moment; between them the law is exact.
    if all(clock.next_opening(near) == near for near in (start - SECOND, start + SECOND)):
        assert back == start


@quick
@given(st.data(), offices(), st.integers(0, 2000), st.integers(0, 2000))
def test_two_sums_are_one_sum(data: st.DataObject, office: Office, a: int, b: int) -> None:
    clock, start = office.clock, data.draw(starts(office))
    assert clock.add_minutes(clock.add_minutes(start, a), b) == clock.add_minutes(start, a + b)
    assert clock.add_minutes(clock.add_minutes(start, -a), -b) == clock.add_minutes(start, -a - b)


@quick
@given(st.data(), offices(), minutes)
def test_a_later_start_never_ends_earlier(data: st.DataObject, office: Office, amount: int) -> None:
    a, b = sorted((data.draw(starts(office)), data.draw(starts(office))))
    assert office.clock.add_minutes(a, amount) <= office.clock.add_minutes(b, amount)


@quick
@given(st.data(), offices())
def test_times_between_add_up(data: st.DataObject, office: Office) -> None:
    a, b, c = (data.draw(starts(office)) for _ in range(3))
    clock = office.clock
    parts = clock.seconds_between(a, b) + clock.seconds_between(b, c)
    assert parts == clock.seconds_between(a, c) == -clock.seconds_between(c, a)


@quick
@given(st.data(), offices(), st.integers(1, 2000))
def test_a_pause_moves_the_due_moment_by_the_working_time_paused(
    data: st.DataObject, office: Office, allowance: int
) -> None:
    clock, start = office.clock, data.draw(starts(office))
    due = clock.add_minutes(start, allowance)
    paused = start + timedelta(seconds=data.draw(st.integers(0, 86_400)))
    assume(paused <= due)
    resumed = paused + timedelta(seconds=data.draw(st.integers(0, 3 * 86_400)))
    moved = clock.add_seconds(due, clock.seconds_between(paused, resumed))
    worked = clock.seconds_between(start, paused) + clock.seconds_between(resumed, moved)
    assert worked == allowance * 60
    assert clock.seconds_between(due, moved) == clock.seconds_between(paused, resumed)


# Laws of days


@quick
@given(st.data(), offices(), st.integers(-8, 8))
def test_working_days_are_monotone(data: st.DataObject, office: Office, n: int) -> None:
    a, b = sorted((data.draw(starts(office)), data.draw(starts(office))))
    assume(not any(_comes_twice(office, moment) for moment in (a, b)))
    assert office.clock.add_working_days(a, n) <= office.clock.add_working_days(b, n)


@quick
@given(st.data(), offices(), st.integers(1, 8))
def test_working_days_end_on_the_nth_working_date_inside_its_hours(
    data: st.DataObject, office: Office, n: int
) -> None:
    clock, start = office.clock, data.draw(starts(office))
    due = clock.add_working_days(start, n)
    assert clock.next_opening(due) == due
    opened = clock.next_opening(start)
    day = office.naive.nth_working_date(_day_of(office, opened), n)
    assert clock.opening(day) <= due <= clock.closing(day)


def _day_of(office: Office, moment: datetime) -> date:
    """The working day that a moment inside hours belongs to: a closing belongs to what it closes."""
    just_before = moment - timedelta(seconds=1)
    inside = moment if office.naive.is_open(moment) else just_before
    return inside.astimezone(office.naive.zone).date()


def _comes_twice(office: Office, moment: datetime) -> bool:
    opened = office.clock.next_opening(moment).astimezone(office.naive.zone)
    return opened.utcoffset() != opened.replace(fold=1 - opened.fold).utcoffset()
