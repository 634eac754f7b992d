"""Rows → an Excel workbook, right to left. The only door to openpyxl here; knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

# What XML 1.0 cannot carry: one of them would break the whole workbook. Lone surrogates too.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767
ROWS_A_SHEET = 1_048_000
CUT = "… [✂]"
LIVE = frozenset("=#")

_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="0A5A61")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its width in letters, and how its numbers and dates are shown."""

    title: object  # text, or text yet to be translated
    width: int = 18
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands above the rows: the title, then the filter and the time, line by line."""

    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rtl: bool = True
    zone: ZoneInfo | None = None


def write(path: Path, sheet: Sheet, rows: Iterable[Sequence[Any]]) -> int:
    """Writes the workbook and answers how many rows it holds. Memory stays flat."""
    book = Workbook(write_only=True)
    count, page = 0, None
    for count, row in enumerate(rows, 1):
        if page is None or count % ROWS_A_SHEET == 0:
            page = _open(book, sheet)
        page.append([_cell(page, value, column, sheet) for value, column in _pairs(row, sheet)])
    if page is None:
        _open(book, sheet)
    book.save(path)
    return count


def clean(text: str) -> str:
    """Without what cannot be stored, and cut at what a cell holds."""
    text = UNPRINTABLE.sub("", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def _pairs(row: Sequence[Any], sheet: Sheet) -> Iterator[tuple[Any, Column]]:
    return zip(row, sheet.columns, strict=True)


def _open(book: Workbook, sheet: Sheet) -> Any:
    """A new page with its head, frozen above the rows."""
    number = len(book.worksheets) + 1
    name = re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:28]
    page = book.create_sheet(f"{name} {number}" if number > 1 else name)
    page.sheet_view.rightToLeft = sheet.rtl
    page.freeze_panes = f"A{len(sheet.notes) + 3}"
    for place, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.append([_text(page, sheet.title, bold=True)])
    for note in sheet.notes:
        page.append([_text(page, note)])
    page.append([_head(page, str(column.title)) for column in sheet.columns])
    return page


def _text(page: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value="")
    # Typed as text: "=1+1" would become a live formula otherwise.
    cell.value, cell.data_type = clean(value), "s"
    if bold:
        cell.font = Font(bold=True, size=13)
    return cell


def _head(page: Any, title: str) -> Any:
    cell = _text(page, title)
    cell.font, cell.fill, cell.alignment = _HEAD, _HEAD_FILL, _WRAPPED
    return cell


def _cell(page: Any, value: Any, column: Column, sheet: Sheet) -> Any:
    """Numbers stay numbers, dates dates (Excel knows no zones: local time); the rest is text."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _formatted(page, _local(value, sheet.zone), column.number_format)
    if isinstance(value, date):
        return _formatted(page, value, column.number_format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _formatted(page, value, column.number_format)
    text = clean(str(value))
    # A cell object costs five times a plain value: only what openpyxl would take for a formula
    # or an error needs one.
    return _text(page, text) if text[:1] in LIVE else text


def _formatted(page: Any, value: Any, number_format: str) -> Any:
    if not number_format:
        return value
    cell = WriteOnlyCell(page, value=value)
    cell.number_format = number_format
    return cell


def _local(moment: datetime, zone: ZoneInfo | None) -> datetime:
    if zone is not None and moment.tzinfo is not None:
        moment = moment.astimezone(zone)
    return moment.replace(tzinfo=None)
