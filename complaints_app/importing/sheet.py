"""Reads one sheet in a process of its own with a memory limit: a hostile or huge workbook harms nobody else.

Run as a script: `sheet.py FILE SHEET MEGABYTES`. Each line written is one row as JSON; a moment is {"t": ISO}, a
day {"d": ISO}. calamine and openpyxl give numbers and empty cells differently: both become the same text.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

SMALL_ENOUGH = 100 * 1024 * 1024  # unzipped: calamine holds the whole sheet
BAD_SHEET = 3


def plain(cell: Any) -> Any:
    """One cell as text, whichever library read it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return "" if cell is None else str(cell)


def unzipped_size(path: str) -> int:
    with zipfile.ZipFile(path) as parts:
        return sum(part.file_size for part in parts.infolist())


def rows_of(path: str, sheet: str) -> Iterator[Iterable[Any]]:
    """The first line counts the rows; then the rows."""
    if unzipped_size(path) <= SMALL_ENOUGH:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(path)
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        yield [found.total_height]
        yield from found.to_python(skip_empty_area=False)
        return
    from openpyxl import load_workbook

    slim = load_workbook(path, read_only=True, data_only=True)
    chosen = slim[sheet] if sheet else slim.worksheets[0]
    yield [chosen.max_row or 0]
    yield from chosen.iter_rows(values_only=True)


def main(path: str, sheet: str, megabytes: str) -> int:
    limit = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    write = sys.stdout.write
    try:
        for row in rows_of(path, sheet):
            write(json.dumps([plain(cell) for cell in row], ensure_ascii=False) + "\n")
    except BrokenPipeError:
        return 0
    except MemoryError:
        sys.stderr.write("it needs more memory than is allowed")
        return BAD_SHEET
    except Exception as error:  # noqa: BLE001 - whatever a library says of a broken workbook
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return BAD_SHEET
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(*sys.argv[1:]))
