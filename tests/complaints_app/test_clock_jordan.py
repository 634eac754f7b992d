"""The calendar that Jordan starts with, against what its government announced."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from complaints_app.clock import Window, WorkingCalendar, build
from tests.complaints_app.calendar_rows import at, weekly

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared/data/jordan/official_calendar_facts.json"

CLOSED = [
    ("2026-03-20", "2026-03-23", "عيد الفطر"),
    ("2022-05-01", "2022-05-01", "عيد العمال"),
    ("2022-05-02", "2022-05-05", "عيد الفطر"),
    ("2022-05-26", "2022-05-26", "عيد الاستقلال"),
    ("2022-07-08", "2022-07-12", "عيد الأضحى"),
    ("2022-07-30", "2022-07-30", "رأس السنة الهجرية"),
    ("2024-09-16", "2024-09-16", "المولد النبوي"),
    ("2024-04-09", "2024-04-12", "عيد الفطر"),
    ("2025-03-30", "2025-04-02", "عيد الفطر"),
]


def content() -> dict[str, Any]:
    (jordan,) = json.loads((ROOT / "fixtures/jordan/calendars.json").read_text("utf-8"))
    assert isinstance(jordan, dict)
    return jordan


@pytest.fixture(scope="module")
def jordan() -> WorkingCalendar:
    return build(content())


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def minutes(text: str) -> list[int]:
    return [int(h) * 60 + int(m) for h, m in re.findall(r"(\d\d):(\d\d)", text)]


@pytest.mark.parametrize(("first", "last", "name"), CLOSED)
def test_an_announced_holiday_is_closed(
    jordan: WorkingCalendar, first: str, last: str, name: str
) -> None:
    for day in days(first, last):
        assert not jordan.is_working_day(day)
        assert name in jordan.reason(day).name_ar


def test_an_announced_holiday_ends_when_the_announcement_says(jordan: WorkingCalendar) -> None:
    assert jordan.is_working_day(date(2026, 3, 24))
    assert jordan.is_working_day(date(2022, 7, 13))
    assert jordan.is_working_day(date(2024, 9, 15))


def test_offices_worked_until_two_on_the_eve_of_the_moved_independence_day(
    jordan: WorkingCalendar,
) -> None:
    assert jordan.windows(date(2022, 5, 25)) == (Window(480, 840),)
    assert jordan.reason(date(2022, 5, 25)).kind == "half_day"


@pytest.mark.parametrize("day", ["2026-02-19", "2026-03-01", "2026-03-19"])
def test_ramadan_2026_was_worked_from_nine_to_half_past_two(
    jordan: WorkingCalendar, day: str
) -> None:
    assert jordan.windows(date.fromisoformat(day)) == (Window(540, 870),)


def test_the_usual_hours_come_back_after_ramadan(jordan: WorkingCalendar) -> None:
    assert jordan.windows(date(2026, 2, 18)) == (Window(480, 930),)
    assert jordan.windows(date(2026, 3, 24)) == (Window(480, 930),)


@pytest.mark.parametrize("day", ["2022-02-28", "2024-02-08", "2025-01-27", "2027-01-05"])
def test_the_night_journey_is_celebrated_without_closing(jordan: WorkingCalendar, day: str) -> None:
    assert jordan.is_working_day(date.fromisoformat(day))


def test_a_date_that_only_the_moon_can_confirm_says_that_it_is_estimated(
    jordan: WorkingCalendar,
) -> None:
    for row in content()["periods"] + content()["exceptions"]:
        if row["starts_on"] > "2026-12-31" and re.search("hijri|eid|mawlid|ramadan", row["key"]):
            assert "(تقديري)" in row["name_ar"]
            assert "(estimated)" in row["name_en"]


def test_the_rows_are_well_formed() -> None:
    rows = content()
    keys = [row["key"] for name in ("weekly", "periods", "exceptions") for row in rows[name]]
    assert len(keys) == len(set(keys))
    assert {row["starts_on"][:4] for row in rows["exceptions"]} == {
        str(year) for year in range(2021, 2028)
    }
    assert all(row["name_ar"] and row["name_en"] for row in rows["periods"] + rows["exceptions"])


def test_the_call_centre_can_keep_the_hours_it_opened_with(jordan: WorkingCalendar) -> None:
    centre = build(content(), own={"weekly": weekly(480, 900)})
    assert centre.windows(date(2026, 11, 22)) == (Window(480, 900),)
    assert not centre.is_working_day(date(2026, 3, 22))


def test_three_working_days_over_the_feast_of_2026(jordan: WorkingCalendar) -> None:
    assert jordan.add_working_days(at("2026-03-18T10:00"), 3) == at("2026-03-25T10:00")


def facts() -> list[dict[str, str]]:
    if not FACTS.exists():
        return []
    found: list[dict[str, str]] = json.loads(FACTS.read_text("utf-8"))
    return found


@pytest.mark.skipif(not FACTS.exists(), reason=f"{FACTS.name} is not on this machine")
@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact['kind']}-{fact['name_ar']}")
def test_the_calendar_agrees_with_every_dated_line_of_the_facts(
    jordan: WorkingCalendar, fact: dict[str, str]
) -> None:
    if fact["kind"] == "holiday":
        span = days(fact["start"], fact["end"])
        assert not any(jordan.is_working_day(day) for day in span)
        assert {jordan.reason(day).kind for day in span} == {"closed"}
    elif fact["kind"] == "not_a_holiday":
        names = [row["name_ar"] for row in content()["exceptions"]]
        assert not any(fact["name_ar"] in name or "المعراج" in name for name in names)
    elif fact["kind"] == "special_hours" and "Ramadan" in fact["start"]:
        (year,) = re.findall(r"about (\d{4})", fact["start"])
        (row,) = (r for r in content()["periods"] if r["starts_on"].startswith(year))
        assert [row["opens"], row["closes"]] == minutes(fact["hours"])
        assert row["starts_on"] in {"2026-02-18", "2026-02-19"}
    elif fact["kind"] == "special_hours":
        (window,) = jordan.windows(date.fromisoformat(fact["start"]))
        assert [window.closes] == minutes(fact["hours"])
    else:
        assert "start" not in fact  # Hours without a date belong to one office.
