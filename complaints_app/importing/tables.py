"""Opens a CSV file or a workbook as a header and rows, in flat memory whatever its size."""

from __future__ import annotations

import codecs
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from complaints_app.importing.faults import BadFile
from complaints_app.importing.mapping import Mapping

MEMORY_MEGABYTES = 1024
LONGEST_FIELD = 1_000_000
WORKBOOKS = {".xlsx", ".xlsm"}

Cells = list[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it; `done` says how much has been read, from 0 to 1."""

    header: list[str]
    rows: Iterator[Cells]
    done: Callable[[], float]


@contextmanager
def open_table(path: Path, mapping: Mapping) -> Iterator[Table]:
    """Raises BadFile when it cannot be read or lacks a column that the mapping names."""
    if not path.is_file():
        raise BadFile(f"There is no file {path}.")
    opened = _workbook if path.suffix.lower() in WORKBOOKS else _csv
    with opened(path, mapping) as table:
        _check_header(table.header, mapping)
        yield table


def _check_header(header: list[str], mapping: Mapping) -> None:
    wanted = mapping.wanted()
    if missing := [name for name in wanted if name not in header]:
        raise BadFile(
            f"The file has no column «{'», «'.join(missing)}». Its columns are: {', '.join(header)}."
        )
    if doubled := [name for name in wanted if header.count(name) > 1]:
        raise BadFile(f"The file has several columns «{'», «'.join(doubled)}».")


@contextmanager
def _csv(path: Path, mapping: Mapping) -> Iterator[Table]:
    try:
        codecs.lookup(mapping.encoding)
    except LookupError as error:
        raise BadFile(f"No encoding is called {mapping.encoding}.") from error
    csv.field_size_limit(LONGEST_FIELD)
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw:
        # What the encoding does not know is refused row by row, not with the whole file.
        text = io.TextIOWrapper(
            raw, encoding=mapping.encoding, errors="surrogateescape", newline=""
        )
        rows = _csv_rows(text, mapping.delimiter)
        header = next(rows, None)
        if header is None:
            raise BadFile("The file is empty.")
        yield Table([name.strip() for name in header], rows, lambda: min(raw.tell() / size, 1.0))


def _csv_rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Cells]:
    reader = csv.reader(text, delimiter=delimiter, strict=False)
    try:
        yield from reader
    except csv.Error as error:
        raise BadFile(f"Near line {reader.line_num} the file cannot be read: {error}.") from error
    except UnicodeError as error:
        raise BadFile(f"The file is not written in the mapping's encoding: {error}.") from error


@contextmanager
def _workbook(path: Path, mapping: Mapping) -> Iterator[Table]:
    script = Path(__file__).with_name("sheet.py")
    command = [sys.executable, "-I", str(script), str(path), mapping.sheet, str(MEMORY_MEGABYTES)]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, bufsize=1 << 20)  # noqa: S603
        assert child.stdout is not None  # noqa: S101 - told to the type checker
        read = 0

        def rows() -> Iterator[Cells]:
            nonlocal read
            for line in child.stdout or ():
                read += 1
                yield [_cell(cell) for cell in json.loads(line)]
            if child.wait():
                said.seek(0)
                words = said.read().decode("utf-8", "replace")[-300:] or "it is too big"
                raise BadFile(f"The workbook cannot be read: {words}.")

        try:
            lines = rows()
            first = next(lines, None)
            header = next(lines, None)
            if first is None or header is None:
                raise BadFile("The sheet is empty.")
            total = max(int(first[0]), 1)
            yield Table(
                [str(name).strip() for name in header], lines, lambda: min((read - 1) / total, 1.0)
            )
        finally:
            child.kill()
            child.stdout.close()
            child.wait()


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        if "t" in cell:
            return datetime.fromisoformat(cell["t"])
        return date.fromisoformat(cell["d"])
    return cell
