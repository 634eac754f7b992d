"""Times as other systems write them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from complaints_app.clock import WorkingCalendar, build
from complaints_app.importing import read_mapping
from complaints_app.importing.faults import Refused
from complaints_app.importing.moments import Moments
from tests.complaints_app.importing.files import MAPPING

WEEK = [{"key": f"d{day}", "weekday": day, "opens": 480, "closes": 930} for day in (6, 0, 1, 2, 3)]
OFFICE: WorkingCalendar = build(
    {"zone": "Asia/Amman", "weekly": WEEK, "periods": [], "exceptions": []}
)


def moments(folder: Path, old: str = "", new: str = "") -> Moments:
    file = folder / "map.toml"
    file.write_text(MAPPING.replace(old, new, 1) if old else MAPPING, encoding="utf-8")
    return Moments(read_mapping(file))


def read(reader: Moments, cell: Any, *, closing: bool = False) -> str:
    given = reader.read(cell)
    assert given is not None
    return reader.moment(given, OFFICE, closing=closing).astimezone(UTC).isoformat()[:16]


def test_midnight_does_not_exist_in_amman_on_some_nights(tmp_path: Path) -> None:
    """On 1 April 2022 the clocks of Amman went from 23:59 to 01:00."""
    assert read(moments(tmp_path), "2021-03-26 00:00") == "2021-03-25T22:00"
    assert read(moments(tmp_path), "2021-03-26 00:30") == "2021-03-25T22:00"


def test_midnight_can_be_written_as_the_end_of_a_day(tmp_path: Path) -> None:
    reader = moments(tmp_path)
    assert read(reader, "2025-03-02 24:00") == read(reader, "2025-03-03 00:00")


def test_a_day_alone_is_its_opening_or_as_a_limit_its_closing(tmp_path: Path) -> None:
    reader = moments(tmp_path)
    assert read(reader, "2025-03-02") == "2025-03-02T05:00"
    assert read(reader, "2025-03-02", closing=True) == "2025-03-02T12:30"
    assert read(reader, date(2025, 3, 2), closing=True) == "2025-03-02T12:30"


def test_a_day_off_has_no_hours_but_two_ends(tmp_path: Path) -> None:
    reader = moments(tmp_path)
    assert read(reader, "2025-03-07") == "2025-03-06T21:00"
    assert read(reader, "2025-03-07", closing=True) == "2025-03-07T21:00"


def test_arabic_digits_and_moments_of_workbooks_are_read(tmp_path: Path) -> None:
    reader = moments(tmp_path)
    assert read(reader, "٢٠٢٥-٠٣-٠٢ ١٠:٠٠") == "2025-03-02T07:00"
    assert read(reader, datetime(2025, 3, 2, 10, 0)) == "2025-03-02T07:00"  # noqa: DTZ001


def test_the_hour_that_autumn_repeats_is_the_mappings_choice(tmp_path: Path) -> None:
    """On 29 October 2021 one o'clock in the morning struck zero again in Amman."""
    twice = "2021-10-29 00:30"
    assert read(moments(tmp_path), twice) == "2021-10-28T21:30"
    second = moments(tmp_path, "[columns]", 'ambiguous = "second"\n[columns]')
    assert read(second, twice) == "2021-10-28T22:30"
    strict = moments(tmp_path, "[columns]", 'ambiguous = "refuse"\n[columns]')
    with pytest.raises(Refused, match="time_happened_twice"):
        read(strict, twice)


def test_a_bare_day_number_of_excel_is_read_when_the_mapping_says_so(tmp_path: Path) -> None:
    reader = moments(tmp_path, '"%Y-%m-%d"]', '"excel"]')
    assert read(reader, "45718.5") == "2025-03-02T09:00"


@pytest.mark.parametrize(
    "cell", ["2025-02-30 10:00", "yesterday", "03/02/2025", "2025-03-02 25:00"]
)
def test_what_is_no_time_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(Refused, match="no_such_time"):
        moments(tmp_path).read(cell)
