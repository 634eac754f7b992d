"""Rows imported a second, beside a bare COPY of all that they became."""

from __future__ import annotations

import csv
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, Min

from complaints_app.importing import bring_in, read_mapping
from complaints_app.models import Complaint
from tests.bench import raw

BEGIN = datetime(2024, 1, 7, 9, 0, tzinfo=UTC)
HEADER = [
    "Number", "Received", "Accepted", "Accept by", "Due", "Closed", "Department", "Category", "Topic",
    "Governorate", "Details", "Phone", "Name", "Answer", "Result", "Source",
]  # fmt: skip


def of_a_file(count: int) -> dict[str, Any]:
    """Closed complaints with acceptance and both limits; one of fifty is still open."""
    mapping = read_mapping(Path(settings.ROOT) / "fixtures" / "examples" / "old_system.toml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "old.csv"
        _write(file, count)
        began = time.perf_counter()
        counts = bring_in(file, mapping)
        seconds = time.perf_counter() - began
    if counts.created != count:
        raise RuntimeError(f"Not every row was imported: {counts}")
    ends = Complaint.objects.filter(source=mapping.source).aggregate(
        first=Min("pk"), last=Max("pk")
    )
    rows, bare = raw.copying(ends["first"], ends["last"])
    return {
        "bench": "import",
        "n": count,
        "a_second": round(count / seconds, 1),
        "rows_written": rows,
        "bare_copy_a_second": round(count / bare, 1),
        "of_bare_copy": round(bare / seconds, 3),
    }


def _write(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADER)
        for number in range(count):
            at = BEGIN + timedelta(minutes=7 * number % 500_000)
            moments = [at + timedelta(hours=hours) for hours in (0, 3, 24, 120, 72)]
            cells = [f"{moment:%d/%m/%Y %H:%M}" for moment in moments]
            result = "منجزة"
            if number % 50 == 0:
                cells[1] = cells[4] = result = ""
            writer.writerow(
                [
                    f"B{number}", *cells, "المياه", "مياه", f"موضوع {number % 40}", "عمان",
                    "ماء يسيل في الشارع منذ يومين قرب المدرسة.", f"079{number % 900000 + 1000000:07d}",
                    f"مواطن {number % 5000}", "أُصلح الخط.", result, "هاتف",
                ]
            )  # fmt: skip
