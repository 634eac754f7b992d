"""Other processes of Shakwa on the test's own database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The address of the test's own database, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    secret = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    host = f"{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}"
    return f"postgres://{at['USER']}{secret}@{host}/{at['NAME']}"


def start(state: Path, *command: str) -> subprocess.Popen[bytes]:
    """`manage.py …` in development settings; what it says goes to state/log."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": database_url(),
        "STATE_DIR": str(state),
    }
    with (state / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=settings.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def until(answer: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


def children(pid: int) -> list[int]:
    """The children that a process has now."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def family(pid: int) -> list[int]:
    """The process and everybody below it."""
    return [pid, *(each for child in children(pid) for each in family(child))]


def is_gone(pid: int) -> bool:
    """Ended; one that only waits to be collected has ended too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
