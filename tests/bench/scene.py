"""A database of its own with the real lists, and as many complaints in it as are asked for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from complaints_app.models import Agency
from tests import databases
from tests.factories import SUNDAY, Office, amman, new_office

NOW = SUNDAY
AGENCIES = 100
LATE_SINCE = amman("2026-11-19 08:30")  # acceptance was due on Thursday at 12:30
OVERDUE_OF = 10  # one of ten
COPIED = ("complaint", "head", "complaintevent", "clock")


@dataclass(slots=True)
class Stage:
    """The office, and the moment at which everything happens."""

    office: Office
    now: datetime
    complaints: int = 0


def set_up() -> Stage:
    """An empty database under the name in DATABASE_URL: whatever it held is gone."""
    databases.place_a_copy(str(connection.settings_dict["NAME"]))
    connection.close()
    return Stage(new_office(), NOW)


def fill(stage: Stage, count: int) -> dict[str, Any]:
    """`count` open complaints of many agencies, one of ten late: copies of two that were registered."""
    began = time.perf_counter()
    late = count // OVERDUE_OF
    _copy(stage.office.call(now=NOW).pk, count - late)
    _copy(stage.office.call(now=LATE_SINCE).pk, late)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    stage.complaints = count
    return {"bench": "fill", "complaints": count, "seconds": round(time.perf_counter() - began, 2)}


def _copy(prototype: int, count: int) -> None:
    agencies = list(Agency.in_force.order_by("pk").values_list("pk", flat=True)[:AGENCIES])
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM complaints_app_complaint")
        base = cursor.fetchone()[0]
        changes = {
            "reference": f"8000000000 + {base} + g",
            "idempotency_key": "gen_random_uuid()",
            "queue_key": "queue_key + g %% 3600",
            "agency_id": f"CASE WHEN agency_id IS NULL THEN NULL ELSE (ARRAY{agencies})[1 + g %% {len(agencies)}] END",
            "next_check_at": "next_check_at - make_interval(secs => g %% 600)",
            "complaint_id": f"{base} + g",
        }
        for name in COPIED:
            table = f"complaints_app_{name}"
            columns = [row[0] for row in _columns(cursor, table)]
            own = changes | ({"id": f"{base} + g"} if name == "complaint" else {})
            names = [column for column in columns if column != "id" or name == "complaint"]
            picked = ", ".join(own.get(column, column) for column in names)
            key = "id" if name == "complaint" else "complaint_id"
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608 - our own names
                f"SELECT {picked} FROM {table}, generate_series(1, %s) g WHERE {key} = %s",
                [count, prototype],
            )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('complaints_app_complaint', 'id'), max(id)) "
            "FROM complaints_app_complaint"
        )


def _columns(cursor: Any, table: str) -> list[tuple[str]]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    rows: list[tuple[str]] = cursor.fetchall()
    return rows
