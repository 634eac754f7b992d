"""The workbook: right to left, nothing that runs, numbers as numbers, dates as dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from dashboards import workbook
from dashboards.workbook import Column, Sheet

COLUMNS = [Column("الرقم", 16), Column("النص"), Column("العدد", 10, "0.0"), Column("متى")]


def written(tmp_path: Path, rows: list[list[Any]]) -> Any:
    path = tmp_path / "x.xlsx"
    sheet = Sheet("الشكاوى", ["الدائرة: الصحة", "أُعد الآن"], COLUMNS, zone=ZoneInfo("Asia/Amman"))
    assert workbook.write(path, sheet, rows) == len(rows)
    return load_workbook(path).active


def test_it_reads_from_the_right_under_a_frozen_head(tmp_path: Path) -> None:
    page = written(tmp_path, [["1", "أ", 2.5, None]])
    assert page.sheet_view.rightToLeft
    assert page.freeze_panes == "A5"
    assert [page.cell(n, 1).value for n in (1, 2, 3)] == ["الشكاوى", "الدائرة: الصحة", "أُعد الآن"]
    assert [cell.value for cell in page[4]] == ["الرقم", "النص", "العدد", "متى"]


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "=HYPERLINK('x')", "+962791", "@sum", "-1"])
def test_a_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    cell = written(tmp_path, [["1", text, 1, None]])["B5"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_would_break_the_file_is_left_out(tmp_path: Path) -> None:
    page = written(tmp_path, [["1", "قبل\x0bبعد\x00\ud800", 1, None]])
    assert page["B5"].value == "قبلبعد"


def test_a_text_too_long_for_a_cell_says_that_it_was_cut(tmp_path: Path) -> None:
    value = written(tmp_path, [["1", "ن" * 40_000, 1, None]])["B5"].value
    assert len(value) == workbook.LONGEST_TEXT
    assert value.endswith(workbook.CUT)


def test_numbers_and_moments_keep_their_kind(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    page = written(tmp_path, [["1", "أ", 2.5, noon], ["2", "ب", 3, date(2026, 11, 2)]])
    assert (page["C5"].value, page["C5"].number_format) == (2.5, "0.0")
    assert page["D5"].value == datetime(2026, 11, 1, 12, 0)  # noqa: DTZ001 - Excel knows no zones
    assert page["D6"].is_date


def test_an_empty_list_is_a_sheet_with_a_head(tmp_path: Path) -> None:
    assert written(tmp_path, []).max_row == 4
