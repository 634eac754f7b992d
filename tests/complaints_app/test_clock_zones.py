"""Midnights that are missing or come twice, windows up to 24:00, and other countries' clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaints_app.clock import build, check_zone_data
from tests.complaints_app.calendar_rows import (
    around_the_clock,
    at,
    calendar_of,
    exception,
    weekly,
)

# The Fridays on which Amman's clocks jumped from 00:00 to 01:00.
MISSING_MIDNIGHTS = [
    date(2014, 3, 28),
    date(2015, 3, 27),
    date(2016, 4, 1),
    date(2017, 3, 31),
    date(2018, 3, 30),
    date(2019, 3, 29),
    date(2020, 3, 27),
    date(2021, 3, 26),
    date(2022, 2, 25),
]


@pytest.mark.parametrize("friday", MISSING_MIDNIGHTS, ids=str)
def test_a_day_without_its_midnight_has_23_hours(friday: date) -> None:
    always = build(calendar_of(weekly=around_the_clock()))
    thursday = friday - timedelta(days=1)
    assert always.closing(thursday) == always.opening(friday)
    assert always.opening(friday) == at(f"{friday}T01:00")
    assert always.minutes_between(always.opening(friday), always.closing(friday)) == 23 * 60
    assert always.add_minutes(at(f"{thursday}T23:30"), 60) == at(f"{friday}T01:30")


def test_a_window_that_the_zone_skips_counts_nothing() -> None:
    night = weekly(0, 45, [4]) + weekly(days=[6])
    office = build(calendar_of(weekly=night))
    assert office.minutes_between(at("2021-03-25T12:00"), at("2021-03-26T12:00")) == 0
    assert office.minutes_between(at("2021-04-01T12:00"), at("2021-04-02T12:00")) == 45
    assert office.next_opening(at("2021-03-25T12:00")) == at("2021-03-28T08:00")


def test_a_window_that_opens_in_the_skipped_hour_opens_when_the_clocks_jump() -> None:
    office = build(calendar_of(weekly=weekly(30, 120, [4])))
    assert office.opening(date(2021, 3, 26)) == at("2021-03-26T01:00")
    assert office.minutes_between(at("2021-03-25T12:00"), at("2021-03-26T12:00")) == 60


def test_a_day_whose_midnight_comes_twice_has_25_hours() -> None:
    always = build(calendar_of(weekly=around_the_clock()))
    friday = date(2021, 10, 29)
    assert always.minutes_between(always.opening(friday), always.closing(friday)) == 25 * 60
    first, second = at("2021-10-29T00:30"), at("2021-10-29T00:30", fold=1)
    assert always.minutes_between(first, second) == 60


def test_the_end_of_winter_time_leaves_office_hours_alone() -> None:
    office = build(calendar_of())
    assert office.add_minutes(at("2022-02-24T15:00"), 60) == at("2022-02-27T08:30")
    assert office.opening(date(2022, 2, 24)).hour == 6
    assert office.opening(date(2022, 2, 27)).hour == 5


def test_a_window_may_end_at_midnight() -> None:
    evening = build(calendar_of(weekly=weekly(960, 1440)))
    assert evening.closing(date(2026, 11, 19)) == at("2026-11-20T00:00")
    assert evening.add_minutes(at("2026-11-19T23:00"), 60) == at("2026-11-20T00:00")
    assert evening.add_minutes(at("2026-11-19T23:00"), 61) == at("2026-11-22T16:01")
    assert evening.next_opening(at("2026-11-20T00:00")) == at("2026-11-20T00:00")


def test_a_closing_at_midnight_belongs_to_its_own_day() -> None:
    evening = build(calendar_of(weekly=weekly(960, 1440)))
    assert evening.add_working_days(at("2026-11-20T00:00"), 1) == at("2026-11-23T00:00")


def test_a_closing_at_the_last_midnight_of_the_year_is_inside() -> None:
    evening = build(calendar_of(weekly=weekly(960, 1440)))
    new_year = at("2027-01-01T00:00")  # closing of Thursday, 31 December
    assert evening.next_opening(new_year) == new_year
    assert evening.add_minutes(at("2026-12-31T23:00"), 60) == new_year
    assert evening.add_working_days(new_year, 1) == at("2027-01-04T00:00")


def test_an_office_that_never_closes_counts_every_minute() -> None:
    always = build(calendar_of(weekly=around_the_clock()))
    start = datetime(2026, 12, 30, 5, 17, tzinfo=UTC)
    assert always.add_minutes(start, 10_000) == start + timedelta(minutes=10_000)
    assert always.add_minutes(start, -10_000) == start - timedelta(minutes=10_000)


def test_new_york_keeps_its_office_hours_over_both_changes_of_the_clock() -> None:
    office = build(calendar_of(weekly=weekly(540, 1020, range(5)), zone="America/New_York"))
    start = at("2024-03-08T16:00", "America/New_York")
    assert office.add_minutes(start, 120) == at("2024-03-11T10:00", "America/New_York")
    start = at("2024-11-01T16:00", "America/New_York")
    assert office.add_minutes(start, 120) == at("2024-11-04T10:00", "America/New_York")
    assert office.add_working_days(start, 1) == at("2024-11-04T16:00", "America/New_York")


def test_a_night_shift_in_berlin_is_an_hour_shorter_in_march_and_longer_in_october() -> None:
    night = build(calendar_of(weekly=weekly(0, 360, range(7)), zone="Europe/Berlin"))
    for day, hours in ((date(2026, 3, 28), 6), (date(2026, 3, 29), 5), (date(2026, 10, 25), 7)):
        assert night.minutes_between(night.opening(day), night.closing(day)) == hours * 60


def test_an_agency_abroad_works_in_its_own_zone() -> None:
    embassy = {"zone": "Europe/Berlin", "weekly": weekly(540, 1020, range(5))}
    office = build(calendar_of(exception("2026-12-25")), own=embassy)
    assert office.opening(date(2026, 12, 24)) == at("2026-12-24T09:00", "Europe/Berlin")
    assert not office.is_working_day(date(2026, 12, 25))


def test_moments_may_come_in_any_zone_and_results_are_utc() -> None:
    office = build(calendar_of())
    start = datetime(2026, 12, 31, 20, tzinfo=ZoneInfo("America/New_York"))
    assert office.add_minutes(start, 1) == at("2027-01-03T08:01")
    assert office.add_minutes(start, 1).tzinfo is UTC
    new_year = datetime(2027, 1, 1, 5, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    assert office.add_minutes(new_year, -1) == at("2026-12-31T15:29")


def test_the_zone_data_of_this_machine_knows_jordan() -> None:
    assert check_zone_data() == []


def test_old_zone_data_is_noticed() -> None:
    faults = check_zone_data(ZoneInfo("Europe/Berlin"))
    assert len(faults) == 2
    assert "January 2026" in faults[0]
    assert "December 2021" in faults[1]
