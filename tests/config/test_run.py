"""One command starts everything, and Ctrl-C leaves nothing."""

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.accounts import Account, keep, kept
from config.serve import CannotStart, demand_free_port
from tests.config.processes import family, is_gone, start, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def house(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    (tmp_path / "demo_accounts.json").write_text("[]")
    process = start(tmp_path, "run", "--port", str(port))
    yield process
    process.kill()
    process.wait(10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_it_says_where_it_is_and_stops_without_leaving_a_process(
    house: subprocess.Popen[bytes], port: int, tmp_path: Path, number: int
) -> None:
    until(lambda: f"http://127.0.0.1:{port}/" in (tmp_path / "log").read_text(), 120)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=10) as page:
        assert "تسجيل الدخول" in page.read().decode()
    everybody = family(house.pid)
    assert (
        len(everybody) >= 8
    )  # this one, web and its worker, watchdog, cluster, sentinel, workers …
    os.kill(house.pid, number)
    assert house.wait(30) == 0
    until(lambda: all(map(is_gone, everybody)), 5)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_nobody_is_left_when_the_parent_is_killed(
    house: subprocess.Popen[bytes], port: int, tmp_path: Path
) -> None:
    until(lambda: f"http://127.0.0.1:{port}/" in (tmp_path / "log").read_text(), 120)
    everybody = family(house.pid)
    house.kill()
    house.wait(10)
    until(lambda: all(map(is_gone, everybody)), 30)


def test_a_port_already_taken_is_one_sentence(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(CannotStart, match=f"Port {port} is taken.*PORT={port + 1}"):
            demand_free_port(port)


def test_the_accounts_are_kept_for_their_owner_only(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    keep([Account("officer", "خالد", "khaled", "secret")])
    assert [account.username for account in kept()] == ["khaled"]
    assert (tmp_path / "demo_accounts.json").stat().st_mode & 0o077 == 0
