"""The sum told line by line: its lines add up to the sum, and say why a day did not count."""

from __future__ import annotations

from datetime import date

import pytest

from complaints_app.clock import WorkingCalendar, build
from complaints_app.sums import duration
from tests.complaints_app.calendar_rows import at, calendar_of, exception, period, weekly


@pytest.fixture
def office() -> WorkingCalendar:
    feast = exception(
        "2026-11-22", ends_on="2026-11-23", name_ar="عطلة عيد الفطر", name_en="Eid al-Fitr"
    )
    ramadan = period("2026-11-01", "2026-11-21", 540, 870, name_ar="دوام رمضان")
    return build(calendar_of(feast, periods=[ramadan]))


def test_every_day_of_the_sum_has_its_line(office: WorkingCalendar) -> None:
    lines = office.explain_add(at("2026-11-19T13:30"), 180)
    assert [line.text("en") for line in lines] == [
        "Thursday 19 November 2026: 09:00–14:30 “Ramadan”, 1 hour counted, 1 hour in all",
        "Friday 20 November 2026 to Saturday 21 November 2026: closed for “Weekend”",
        "Sunday 22 November 2026 to Monday 23 November 2026: closed for “Eid al-Fitr”",
        "Tuesday 24 November 2026: 08:00–15:30 “Usual hours”, 2 hours counted, 3 hours in all",
    ]


def test_the_lines_speak_arabic(office: WorkingCalendar) -> None:
    first, _, feast, last = office.explain_add(at("2026-11-19T13:30"), 180)
    assert feast.text("ar").endswith("مغلق بسبب «عطلة عيد الفطر»")
    assert first.text("ar").startswith("الخميس 19 تشرين الثاني 2026: ")
    assert "09:00–14:30" in first.text("ar")
    assert last.text("ar").endswith("يُحتسب ساعتان، والمجموع 3 ساعات")


def test_a_start_after_closing_says_that_the_day_counts_nothing(office: WorkingCalendar) -> None:
    first, *_, last = office.explain_add(at("2026-11-19T16:00"), 30)
    assert first.text("en").endswith("nothing counts")
    assert (first.seconds, last.minutes, last.total_minutes) == (0, 30, 30)


def test_the_lines_add_up_to_the_time_between(office: WorkingCalendar) -> None:
    a, b = at("2026-11-17T10:00:20"), at("2026-11-25T09:00:50.5")
    lines = office.explain_between(a, b)
    assert sum(line.seconds for line in lines) == office.seconds_between(a, b)
    assert lines[-1].total_seconds == office.seconds_between(a, b)


def test_a_negative_sum_is_told_backwards(office: WorkingCalendar) -> None:
    lines = office.explain_add(at("2026-11-24T09:00"), -120)
    assert [line.day for line in lines] == [
        date(2026, 11, 24),
        date(2026, 11, 22),
        date(2026, 11, 20),
        date(2026, 11, 19),
    ]
    assert [line.total_minutes for line in lines] == [-60, -60, -60, -120]
    back = office.explain_between(at("2026-11-24T09:00"), at("2026-11-19T13:30"))
    assert back == lines


def test_a_sum_of_seconds_is_told_too(office: WorkingCalendar) -> None:
    (line,) = office.explain_add(at("2026-11-24T09:00"), seconds=95)
    assert line.text("en").endswith("1 minute 35 seconds counted, 1 minute 35 seconds in all")


def test_working_days_are_numbered(office: WorkingCalendar) -> None:
    lines = office.explain_add_working_days(at("2026-11-18T10:00"), 3)
    assert [line.days for line in lines] == [0, 1, 0, 0, 1, 1]
    assert lines[-1].text("en").endswith("working day 3")
    assert lines[-1].text("ar").endswith("يوم العمل رقم 3")
    back = office.explain_add_working_days(at("2026-11-25T10:00"), -3)
    assert [line.days for line in back] == [0, -1, 0, 0, -1, -1]
    assert back[-1].day == date(2026, 11, 18)


def test_a_closing_at_midnight_does_not_start_a_new_line() -> None:
    evening = build(calendar_of(weekly=weekly(960, 1440)))
    (line,) = evening.explain_add(at("2026-11-19T23:00"), 60)
    assert line.day == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("seconds", "arabic", "english"),
    [
        (0, "0 ثانية", "0 seconds"),
        (60, "دقيقة", "1 minute"),
        (7200, "ساعتان", "2 hours"),
        (9 * 3600 + 11 * 60, "9 ساعات و11 دقيقة", "9 hours 11 minutes"),
        (-5400, "\N{MINUS SIGN}ساعة و30 دقيقة", "\N{MINUS SIGN}1 hour 30 minutes"),
    ],
)
def test_a_duration_is_told_in_words(seconds: int, arabic: str, english: str) -> None:
    assert duration(seconds, "ar") == arabic
    assert duration(seconds, "en") == english
