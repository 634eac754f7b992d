"""Measures the work of SPEED.md on PostgreSQL: one JSON line each, with the raw SQL of the same work in the same run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

Measured = dict[str, Any]

# Sizes, each to be set by an environment variable of this name.
SIZES = {
    "BENCH_REGISTRATIONS": 200,
    "BENCH_IMPORT": 20_000,
    "BENCH_COMPLAINTS": 100_000,
    "BENCH_REPEATS": 5,
}


def size(name: str) -> int:
    return int(os.environ.get(name, SIZES[name]))


def main() -> int:
    """0; 1 where the database is no PostgreSQL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        sys.stderr.write(
            "The measurements need PostgreSQL: set DATABASE_URL, or call `make bench`.\n"
        )
        return 1
    common = _common()
    for measured in _measurements():
        sys.stdout.write(json.dumps(common | measured, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _measurements() -> Iterator[Measured]:
    from tests.bench import imports, queue_page, registrations, scene, sweeps

    stage = scene.set_up()
    count, repeats = size("BENCH_COMPLAINTS"), size("BENCH_REPEATS")
    steps: tuple[Callable[[], Measured], ...] = (
        lambda: registrations.by_the_verb(stage, size("BENCH_REGISTRATIONS")),
        lambda: registrations.by_the_page(stage, size("BENCH_REGISTRATIONS")),
        lambda: imports.of_a_file(size("BENCH_IMPORT")),
        lambda: scene.fill(stage, count),
        lambda: queue_page.of_everybody(stage, repeats),
        lambda: queue_page.of_one_agency(stage, repeats),
        lambda: sweeps.of_what_is_overdue(stage),
        lambda: sweeps.idle(stage, repeats),
    )
    for step in steps:
        yield step()


def _common() -> Measured:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": {
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
        },
    }


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
