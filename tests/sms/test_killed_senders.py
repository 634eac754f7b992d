"""kill -9 of the sender: nothing is lost, nothing is sent twice by itself (TRUST F3 in small)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.sms.stub import VonageStub

SCRIPT = Path(__file__).with_name("senders_under_fire.py")
KILLS = 6


@pytest.fixture
def own_database(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A new database file, or the suite's own database on PostgreSQL: workers must reach it too."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'outbox.sqlite3'}"
    request.getfixturevalue("transactional_db")
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def test_thirty_messages_survive_senders_that_are_shot(
    stub: VonageStub, own_database: str, tmp_path: Path
) -> None:
    stub.pause = 0.03
    environment = os.environ | {
        "DATABASE_URL": own_database,
        "VONAGE_API_KEY": "key",
        "VONAGE_API_SECRET": "secret",
        "VONAGE_HOST": stub.host,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    ca = stub.write_ca(tmp_path / "ca.pem")
    run = subprocess.run(
        [sys.executable, str(SCRIPT), ca, str(KILLS), "7"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    arrivals = stub.arrivals()
    arrived_or_reported = set(arrivals) | set(told["dead_letters"])
    assert len(told["states"]) == 30
    assert arrived_or_reported == set(told["states"])
    assert set(told["states"].values()) <= {"accepted", "unknown"}
    assert sum(arrivals.values()) == len(arrivals)  # by itself nothing is sent twice
    assert len(told["dead_letters"]) <= told["died"]
    assert told["died"] >= 1
