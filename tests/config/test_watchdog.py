"""The queue comes back by itself after kill -9."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from config.models import Heartbeat
from config.watchdog import Watchdog, queue_name
from tests.config.processes import children, is_gone, start, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(tmp_path, "queue")
    yield process
    process.terminate()
    process.wait(30)


def has_worked_since(moment: datetime) -> bool:
    connection.close()
    return Heartbeat.objects.filter(queue=queue_name(), beaten_at__gt=moment).exists()


def parts(queue: subprocess.Popen[bytes]) -> list[int]:
    """The cluster's own children: two workers, the monitor, the pusher, in the order they were started."""
    [main] = children(queue.pid)
    [sentinel] = children(main)
    return sorted(children(sentinel))


def test_work_goes_on_within_a_minute_after_the_idle_workers_are_killed(
    queue: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    until(lambda: has_worked_since(timezone.now().replace(year=2000)), 30)
    time.sleep(1.5)  # both are idle again, one of them holds the lock
    for worker in parts(queue)[:2]:
        os.kill(worker, signal.SIGKILL)
    killed_at = timezone.now()
    time.sleep(1)
    until(lambda: has_worked_since(timezone.now().replace(microsecond=0)), 59)
    assert (timezone.now() - killed_at).total_seconds() < 60
    assert "silent" in (tmp_path / "log").read_text()


def test_a_killed_cluster_is_started_again_and_a_stop_leaves_no_process(
    queue: subprocess.Popen[bytes],
) -> None:
    until(lambda: has_worked_since(timezone.now().replace(year=2000)), 30)
    [main] = children(queue.pid)
    os.killpg(main, signal.SIGKILL)
    killed_at = timezone.now()
    until(lambda: has_worked_since(killed_at), 30)
    everybody = parts(queue)
    queue.terminate()
    queue.wait(15)
    until(lambda: all(map(is_gone, everybody)), 5)


def test_silence_while_everybody_works_is_no_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts: list[str] = []
    dog = Watchdog(silence=0.0)
    monkeypatch.setattr("config.watchdog.everybody_is_busy", lambda: True)
    monkeypatch.setattr(dog, "_restart", restarts.append)
    monkeypatch.setattr(dog, "cluster", SimpleNamespace(is_alive=lambda: True))
    dog._look()
    assert restarts == []
