"""What is wrong with a row, a mapping or a whole file, and the error file that says it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TextIO


class BadMapping(ValueError):
    """The mapping file cannot be used as it stands."""


class BadFile(ValueError):
    """The file is refused as a whole: it cannot be read, or its header is not the mapping's."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: a stable reason, the column and what stood there."""

    reason: str
    column: str = ""
    value: str = ""


class Refused(Exception):
    """Raised while one cell is read; the row is refused, its other cells are still looked at."""

    def __init__(self, reason: str, value: Any = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = str(value)


class ErrorFile:
    """`row, column, reason, value` as CSV that Excel opens in Arabic; nothing is written without a path."""

    LONGEST_VALUE = 500

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if self._path:
            self._file = open(self._path, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123 - closed in __exit__
            self._writer = csv.writer(self._file)
            self._writer.writerow(["row", "column", "reason", "value"])
        return self

    def write(self, row: int, faults: list[Fault]) -> None:
        if self._file is not None:
            for fault in faults:
                self._writer.writerow([row, fault.column, fault.reason, _harmless(fault.value)])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()


def _harmless(value: str) -> str:
    """A cell that begins like a formula must not become one in somebody's spreadsheet."""
    text = value.encode("utf-8", "replace").decode("utf-8")[: ErrorFile.LONGEST_VALUE]
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
