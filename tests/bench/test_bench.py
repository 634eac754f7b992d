"""The measurements run, whatever they say: tiny, on a database of their own."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

TINY = {
    "BENCH_REGISTRATIONS": "3",
    "BENCH_IMPORT": "60",
    "BENCH_COMPLAINTS": "50",
    "BENCH_REPEATS": "1",
}


@pytest.mark.slow
def test_every_measurement_gives_one_line() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("The measurements need PostgreSQL (DATABASE_URL).")
    given = urlsplit(os.environ["DATABASE_URL"])
    own = given._replace(path=f"/bench_{os.getpid()}")
    environment = (
        os.environ
        | TINY
        | {
            "DATABASE_URL": own.geturl(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": "site:.",
        }
    )
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench"],
        env=environment,
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        assert run.returncode == 0, run.stderr[-3000:]
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        assert len(lines) == 8
        assert all({"at", "commit", "machine", "bench"} <= set(line) for line in lines)
        by_name = {line["bench"]: line for line in lines}
        assert (
            by_name["sweep of what is overdue"]["rungs"] == 6
        )  # 5 copies and what they were copied from
        assert by_name["sweep of what is overdue"]["one_statement_rows"] == 6
    finally:
        _drop(own.path.lstrip("/"))


def _drop(name: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres") as database:
        database.autocommit = True
        database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
