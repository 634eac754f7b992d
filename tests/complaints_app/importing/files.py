"""Small files of ours, and the mapping that reads them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from complaints_app.importing import Counts, bring_in, read_mapping
from complaints_app.models import Complaint, ComplaintEvent

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # a Sunday, 10:00 in Amman

MAPPING = """
[source]
name = "old"
key = "No"

[time]
zone = "Asia/Amman"
formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]

[columns]
opened = "Opened"
accepted = "Accepted"
accept_by = "Accept by"
due = "Due"
closed = "Closed"
text = "Text"
phone = "Phone"
name = "Name"
answer = "Answer"

[due]
means = "last"

[agency]
column = "Office"
codes = { "Water" = "miyahuna" }
unknown = "create"

[subject]
column = ["Class", "Topic"]
codes = { "Water / Leak" = "water-leak" }
unknown = "create"

[outcome]
column = "Result"
codes = { "done" = "resolved", "no" = "not_upheld" }
unknown = "refuse"
"""
HEADER = [
    "No", "Opened", "Accepted", "Accept by", "Due", "Closed", "Text", "Phone", "Name", "Answer",
    "Office", "Class", "Topic", "Result",
]  # fmt: skip


def row(number: str, **cells: str) -> dict[str, str]:
    """A closed complaint of Miyahuna, on time in everything, unless told otherwise."""
    usual = {
        "No": number,
        "Opened": "2025-03-02 09:00",
        "Accepted": "2025-03-02 11:00",
        "Accept by": "2025-03-03 09:00",
        "Due": "2025-03-06",
        "Closed": "2025-03-05 12:00",
        "Text": "ماء في الشارع",
        "Phone": "",
        "Name": "",
        "Answer": "أُصلح الخط.",
        "Office": "Water",
        "Class": "Water",
        "Topic": "Leak",
        "Result": "done",
    }
    return usual | {name.replace("_", " "): value for name, value in cells.items()}


def still_open(number: str, **cells: str) -> dict[str, str]:
    return row(number, **{"Closed": "", "Accepted": "", "Result": "", "Answer": "", **cells})


class Desk:
    """A folder with one file and one mapping; `bring` imports it."""

    def __init__(self, folder: Path, mapping: str = MAPPING) -> None:
        self.file, self.errors = folder / "old.csv", folder / "errors.csv"
        self._mapping = folder / "map.toml"
        self._mapping.write_text(mapping, encoding="utf-8")

    def write(self, *rows: dict[str, str], header: list[str] | None = None) -> Desk:
        with self.file.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header or HEADER, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return self

    def bring(self, **options: Any) -> Counts:
        mapping = read_mapping(self._mapping)
        given = {"errors": str(self.errors), "now": NOW, **options}
        return bring_in(self.file, mapping, **given)

    def refusals(self) -> list[tuple[str, str, str]]:
        """(row, column, reason) of the error file."""
        with self.errors.open(encoding="utf-8-sig", newline="") as file:
            return [(line["row"], line["column"], line["reason"]) for line in csv.DictReader(file)]


def imported(number: str) -> Complaint:
    return Complaint.objects.get(source="old", source_key=number)


def journal(complaint: Complaint) -> list[ComplaintEvent]:
    return list(ComplaintEvent.objects.filter(complaint=complaint).order_by("seq"))
