"""Arabic as a ministry writes it: six plurals, the dual in its case, Jordan's months, Latin digits."""

from datetime import UTC, date, datetime

import pytest

from complaints_app import wording

NOON = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)  # Thursday, 10:00 in Amman


@pytest.mark.parametrize(
    ("days", "left", "late"),
    [
        (1, "باقي يوم عمل", "متأخرة يوم عمل"),
        (2, "باقي يوما عمل", "متأخرة يومي عمل"),
        (3, "باقي 3 أيام عمل", "متأخرة 3 أيام عمل"),
        (11, "باقي 11 يوم عمل", "متأخرة 11 يوم عمل"),
        (100, "باقي 100 يوم عمل", "متأخرة 100 يوم عمل"),
    ],
)
def test_working_days_left_and_late_take_the_right_plural(days: int, left: str, late: str) -> None:
    assert wording.time_left(days * wording.USUAL_DAY, "ar") == left
    assert wording.time_left(-days * wording.USUAL_DAY, "ar") == late


def test_two_hours_are_a_subject_when_left_and_an_object_when_late() -> None:
    assert wording.time_left(2 * 3600 + 600, "ar") == "باقي ساعتا عمل"
    assert wording.time_left(-2 * 3600 - 600, "ar") == "متأخرة ساعتي عمل"


def test_nothing_left_is_less_than_a_minute() -> None:
    assert wording.time_left(0, "ar") == "باقي أقل من دقيقة"
    assert wording.time_left(-5, "en") == "less than a minute late"


def test_a_short_ramadan_day_is_still_a_day() -> None:
    assert wording.time_left(5 * 3600, "ar", day=5 * 3600) == "باقي يوم عمل"


@pytest.mark.parametrize(
    ("count", "days", "complaints"),
    [
        (0, "0 يوم", "لا شكاوى"),
        (1, "يوم", "شكوى واحدة"),
        (2, "يومان", "شكويان"),
        (3, "3 أيام", "3 شكاوى"),
        (11, "11 يومًا", "11 شكوى"),
        (100, "100 يوم", "100 شكوى"),
    ],
)
def test_counts_take_the_six_plurals(count: int, days: str, complaints: str) -> None:
    assert wording.amount(count, "day", "ar") == days
    assert wording.amount(count, "complaint", "ar") == complaints


def test_english_has_two_plurals() -> None:
    assert wording.time_left(3600, "en") == "1 working hour left"
    assert wording.time_left(-2 * 27000, "en") == "2 working days late"


def test_months_are_the_ones_jordan_uses_with_latin_digits() -> None:
    assert wording.day_in_full(date(2026, 11, 24), "ar") == "الثلاثاء 24 تشرين الثاني 2026"


def test_a_near_day_is_named_and_a_far_one_dated() -> None:
    assert (
        wording.moment_in_words(datetime(2026, 12, 3, 9, tzinfo=UTC), NOON, "ar") == "اليوم، 12:00"
    )
    assert (
        wording.moment_in_words(datetime(2026, 11, 29, 11, 20, tzinfo=UTC), NOON, "ar")
        == "الأحد 29 تشرين الثاني، 14:20"
    )
    assert wording.day_in_words(date(2027, 1, 3), date(2026, 12, 3), "ar").endswith("2027")


def test_numbers_read_the_same_in_both_languages() -> None:
    assert wording.number(1118, "ar") == "1,118"
    assert wording.number(37.5, "ar") == "37.5"
    assert wording.percent(86, "ar") == "86\N{NO-BREAK SPACE}%"
    assert wording.clock_length(37 * 3600 + 1800) == "37:30"
