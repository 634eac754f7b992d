"""Working time on days that anybody can check by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from complaints_app.clock import Window, WorkingCalendar, build
from tests.complaints_app.calendar_rows import at, calendar_of, exception, period, weekly

THURSDAY = date(2026, 11, 19)
FRIDAY = date(2026, 11, 20)
SUNDAY = date(2026, 11, 22)

OFFICE_HOURS = (Window(480, 930),)


@pytest.fixture
def office() -> WorkingCalendar:
    return build(calendar_of())


# Sums


def test_eight_hours_from_sunday_morning_end_on_monday(office: WorkingCalendar) -> None:
    assert office.add_minutes(at("2026-11-22T09:00"), 480) == at("2026-11-23T09:30")


def test_a_sum_that_ends_exactly_at_closing_stays_there(office: WorkingCalendar) -> None:
    assert office.add_minutes(at("2026-11-19T08:00"), 450) == at("2026-11-19T15:30")
    assert office.add_minutes(at("2026-11-19T08:00"), 451) == at("2026-11-22T08:01")


def test_a_start_outside_hours_is_the_next_opening(office: WorkingCalendar) -> None:
    assert office.add_minutes(at("2026-11-20T11:00"), 30) == at("2026-11-22T08:30")
    assert office.add_minutes(at("2026-11-19T15:31"), 0) == at("2026-11-22T08:00")
    assert office.next_opening(at("2026-11-22T06:00")) == at("2026-11-22T08:00")
    assert office.next_opening(at("2027-01-01T00:00")) == at("2027-01-03T08:00")


def test_closing_time_is_inside_the_window(office: WorkingCalendar) -> None:
    assert office.next_opening(at("2026-11-19T15:30")) == at("2026-11-19T15:30")
    assert office.add_minutes(at("2026-11-19T15:30"), 0) == at("2026-11-19T15:30")


def test_a_negative_sum_counts_backwards_over_the_weekend(office: WorkingCalendar) -> None:
    assert office.add_minutes(at("2026-11-22T08:10"), -20) == at("2026-11-19T15:20")
    assert office.add_minutes(at("2026-11-20T12:00"), -30) == at("2026-11-19T15:00")


def test_a_negative_sum_that_ends_exactly_at_opening_stays_there(office: WorkingCalendar) -> None:
    assert office.add_minutes(at("2026-11-22T15:30"), -450) == at("2026-11-22T08:00")
    assert office.add_minutes(at("2027-01-03T08:30"), -30) == at("2027-01-03T08:00")


def test_time_between_counts_only_working_time(office: WorkingCalendar) -> None:
    assert office.minutes_between(at("2026-11-19T15:00"), at("2026-11-22T08:30")) == 60
    assert office.minutes_between(at("2026-11-22T08:30"), at("2026-11-19T15:00")) == -60
    assert office.minutes_between(at("2026-11-20T09:00"), at("2026-11-21T09:00")) == 0


def test_a_pause_is_counted_in_seconds(office: WorkingCalendar) -> None:
    paused, resumed = at("2026-11-19T15:29:30"), at("2026-11-22T08:00:45")
    assert office.seconds_between(paused, resumed) == 75
    assert office.minutes_between(paused, resumed) == 1
    assert office.add_seconds(at("2026-11-22T15:29:00"), 75) == at("2026-11-23T08:00:15")


def test_fractions_of_a_second_survive_a_sum(office: WorkingCalendar) -> None:
    start = at("2026-11-22T09:00:00.000007")
    assert office.add_minutes(start, 60).microsecond == 7
    assert office.seconds_between(start, at("2026-11-22T09:00:01")) == 0
    assert office.seconds_between(at("2026-11-22T09:00:01"), start) == 0


def test_a_sum_may_run_over_years_without_listed_rows(office: WorkingCalendar) -> None:
    start = at("2030-01-01T09:00")
    later = office.add_minutes(start, 20 * 52 * 5 * 450)
    assert later.year == 2049
    assert office.minutes_between(start, later) == 20 * 52 * 5 * 450
    assert office.add_minutes(later, -20 * 52 * 5 * 450) == start


def test_a_moment_without_a_zone_is_refused(office: WorkingCalendar) -> None:
    naive = datetime(2026, 11, 22, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a time zone"):
        office.add_minutes(naive, 1)
    with pytest.raises(ValueError, match="without a time zone"):
        office.seconds_between(at("2026-11-22T09:00"), naive)


# Days


def test_three_working_days_end_at_the_same_clock_time(office: WorkingCalendar) -> None:
    assert office.add_working_days(at("2026-11-18T10:15"), 3) == at("2026-11-23T10:15")
    assert office.add_working_days(at("2026-11-23T10:15"), -3) == at("2026-11-18T10:15")


def test_the_clock_time_is_clipped_into_the_hours_of_that_day() -> None:
    office = build(calendar_of(periods=[period("2026-11-22", "2026-11-26", 600, 840)]))
    assert office.add_working_days(at("2026-11-19T15:00"), 1) == at("2026-11-22T14:00")
    assert office.add_working_days(at("2026-11-19T08:30"), 1) == at("2026-11-22T10:00")


def test_a_clock_time_in_the_lunch_break_is_the_end_of_the_break() -> None:
    lunch = weekly(480, 720, [0]) + weekly(780, 930, [0]) + weekly(days=[6])
    office = build(calendar_of(weekly=lunch))
    assert office.windows(date(2026, 11, 23)) == (Window(480, 720), Window(780, 930))
    assert office.add_working_days(at("2026-11-22T12:30"), 1) == at("2026-11-23T13:00")
    assert office.add_working_days(at("2026-11-22T12:00"), 1) == at("2026-11-23T12:00")


def test_working_days_from_a_start_outside_hours_count_from_the_opening(
    office: WorkingCalendar,
) -> None:
    assert office.add_working_days(at("2026-11-20T12:00"), 1) == at("2026-11-23T08:00")
    assert office.add_working_days(at("2026-11-20T12:00"), 0) == at("2026-11-22T08:00")


def test_the_promise_of_a_date_is_its_closing_time(office: WorkingCalendar) -> None:
    assert office.opening(SUNDAY) == at("2026-11-22T08:00")
    assert office.closing(SUNDAY) == at("2026-11-22T15:30")
    assert not office.is_working_day(FRIDAY)
    with pytest.raises(ValueError, match="not a working day"):
        office.closing(FRIDAY)


def test_the_nth_working_date(office: WorkingCalendar) -> None:
    assert office.date_after(THURSDAY, 1) == SUNDAY
    assert office.date_after(FRIDAY, 1) == SUNDAY
    assert office.date_after(FRIDAY, 0) == SUNDAY
    assert office.date_after(SUNDAY, 0) == SUNDAY
    assert office.date_after(SUNDAY, -1) == THURSDAY
    assert office.date_after(date(2026, 12, 31), 1) == date(2027, 1, 3)
    assert office.date_after(date(2027, 1, 3), -1) == date(2026, 12, 31)
    assert office.date_after(date(2027, 1, 4), -1) == date(2027, 1, 3)
    assert office.date_after(date(2027, 12, 31), 0) == date(2028, 1, 2)


def test_the_nth_working_date_may_lie_years_away(office: WorkingCalendar) -> None:
    three_years_of_weeks = 3 * 52
    far = SUNDAY + timedelta(weeks=three_years_of_weeks)
    assert office.date_after(SUNDAY, 5 * three_years_of_weeks) == far
    assert office.date_after(far, -5 * three_years_of_weeks) == SUNDAY


# Which row decides


def test_a_feast_beats_ramadan_and_ramadan_beats_the_week() -> None:
    office = build(
        calendar_of(exception("2026-11-23"), periods=[period("2026-11-22", "2026-11-28", 540, 870)])
    )
    assert office.windows(SUNDAY) == (Window(540, 870),)
    assert office.reason(SUNDAY).kind == "period"
    assert office.windows(date(2026, 11, 23)) == ()
    assert office.reason(date(2026, 11, 23)).kind == "closed"
    assert office.windows(date(2026, 11, 27)) == ()  # Friday stays free in Ramadan
    assert office.reason(date(2026, 11, 27)).kind == "rest"


def test_a_period_may_name_one_weekday() -> None:
    both = [
        period("2026-11-22", "2026-11-28", 540, 720, weekday=3),
        period("2026-11-22", "2026-11-28", 540, 870),
    ]
    office = build(calendar_of(periods=both))
    assert office.windows(date(2026, 11, 26)) == (Window(540, 720),)
    assert office.windows(date(2026, 11, 25)) == (Window(540, 870),)


def test_a_half_day_clips_what_lies_below() -> None:
    half = exception("2026-11-22", "half_day", closes=840)
    assert build(calendar_of(half)).windows(SUNDAY) == (Window(480, 840),)
    ramadan = [period("2026-11-22", "2026-11-28", 540, 900)]
    assert build(calendar_of(half, periods=ramadan)).windows(SUNDAY) == (Window(540, 840),)
    late = exception("2026-11-22", "half_day", opens=600)
    assert build(calendar_of(half, late)).windows(SUNDAY) == (Window(600, 840),)


def test_a_half_day_does_not_open_a_feast() -> None:
    feast = exception("2026-11-22", name_ar="عطلة عيد الفطر", decided_on="2026-01-01")
    half = exception("2026-11-22", "half_day", closes=840, decided_on="2026-02-01")
    office = build(calendar_of(feast, half))
    assert office.windows(SUNDAY) == ()
    assert office.reason(SUNDAY).name_ar == "عطلة عيد الفطر"


def test_the_later_decision_wins() -> None:
    earlier = exception("2026-11-22", decided_on="2026-11-01")
    later = exception("2026-11-22", "open", opens=600, closes=720, decided_on="2026-11-20")
    assert build(calendar_of(later, earlier)).windows(SUNDAY) == (Window(600, 720),)


def test_a_holiday_of_one_governorate_closes_only_its_offices() -> None:
    flood = exception("2026-11-22", place="JO-AQ")
    assert build(calendar_of(flood), places=["JO-AQ"]).windows(SUNDAY) == ()
    assert build(calendar_of(flood), places=["JO-AM"]).windows(SUNDAY) == OFFICE_HOURS
    assert build(calendar_of(flood)).windows(SUNDAY) == OFFICE_HOURS


def test_a_governorate_may_work_where_the_country_rests_even_if_that_was_decided_earlier() -> None:
    rest = exception("2026-11-22", decided_on="2026-11-20")
    work = exception("2026-11-22", "open", place="JO-AQ", decided_on="2026-11-01")
    assert build(calendar_of(rest, work), places=["JO-AQ"]).windows(SUNDAY) == OFFICE_HOURS


def test_an_agency_with_its_own_hours_still_rests_on_a_feast() -> None:
    civil_defence = calendar_of(weekly=weekly(0, 1440, range(7)))
    office = build(calendar_of(exception("2026-11-22")), own=civil_defence)
    assert office.windows(FRIDAY) == (Window(0, 1440),)
    assert office.windows(SUNDAY) == ()


def test_an_agency_may_open_on_a_feast_by_its_own_exception() -> None:
    own = {"exceptions": [exception("2026-11-22", "open", opens=540, closes=720)]}
    office = build(calendar_of(exception("2026-11-22", decided_on="2026-11-20")), own=own)
    assert office.windows(SUNDAY) == (Window(540, 720),)
    assert office.windows(THURSDAY) == OFFICE_HOURS  # without hours of its own: the national ones


def test_a_day_declared_open_without_hours_has_the_hours_of_a_normal_day() -> None:
    friday = exception("2026-11-20", "open")
    assert build(calendar_of(friday)).windows(FRIDAY) == OFFICE_HOURS
    ramadan = [period("2026-11-15", "2026-11-28", 540, 870)]
    assert build(calendar_of(friday, periods=ramadan)).windows(FRIDAY) == (Window(540, 870),)


def test_touching_windows_are_one() -> None:
    split = weekly(480, 720, [6]) + weekly(720, 930, [6])
    assert build(calendar_of(weekly=split)).windows(SUNDAY) == OFFICE_HOURS


@pytest.mark.parametrize(
    ("faulty", "complaint"),
    [
        ({"weekly": []}, "needs weekly hours"),
        ({"weekly": weekly(930, 480)}, "no window"),
        ({"weekly": weekly(480, 1441)}, "no window"),
        ({"weekly": weekly(days=[7])}, "weekday"),
        ({"zone": "Asia/Ammon"}, "Asia/Ammon"),
        ({"exceptions": [exception("2026-11-22", ends_on="2026-11-21")]}, "before it starts"),
        ({"exceptions": [exception("2026-11-22", "half_day")]}, "half day without"),
        ({"exceptions": [exception("2026-11-22", "open", opens=480)]}, "both hours"),
        ({"exceptions": [exception("2026-11-22", "siesta")]}, "siesta"),
        ({"periods": [period("2026-11-22", "2026-11-28", 900, 600)]}, "no window"),
        ({"periods": [period("2026-11-22", "2026-11-28", 540, 870) | {"closes": None}]}, "hours"),
    ],
)
def test_a_calendar_nobody_can_work_with_is_refused(
    faulty: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        build(calendar_of() | faulty)
