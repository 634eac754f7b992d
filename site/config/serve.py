"""The whole system on one machine, as one command: prepare, start web server and queue, wait until both are healthy, stop both."""

import errno
import multiprocessing
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from urllib.error import HTTPError, URLError

from django.core.management import call_command, get_commands
from django.db import connections
from django.utils import timezone

from config import accounts, web
from config.health import look
from config.models import Heartbeat
from config.setup_steps import migrations_are_applied, set_up
from config.watchdog import Watchdog, queue_name

HEALTHY_WITHIN = 90.0
STOP_WITHIN = 12.0

_fork = multiprocessing.get_context("fork")


class CannotStart(Exception):
    """One sentence for the person at the keyboard."""


def demand_free_port(port: int) -> None:
    """Raises CannotStart if something else answers there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} is taken by another program: stop it, or start Shakwa on "
                    f"another one, for example: make run PORT={port + 1}"
                ) from error
            raise CannotStart(f"Port {port} cannot be used: {error.strerror}.") from error


def prepare(say: Callable[[str], None]) -> None:
    """Database and demonstration; nearly nothing when both are there."""
    if not migrations_are_applied():
        say("Preparing the database; the first time this takes about half a minute.")
    set_up()
    if not accounts.were_made() and "demo" in get_commands():
        say("Filling the demonstration.")
        call_command("demo")


def _watch() -> None:
    Watchdog().run()


class House:
    """The two processes that `run` keeps: the web server and the watched queue."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.stopping = False
        self.children: list[BaseProcess] = []

    def open(self) -> None:
        # Explicitly, because a process started with & in a script inherits INT ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        connections.close_all()
        self.children = [
            _fork.Process(target=_in_child, args=(web.serve, self.port), name="web"),
            _fork.Process(target=_in_child, args=(_watch,), name="queue"),
        ]
        for child in self.children:
            child.start()

    def _ask_to_stop(self, *args: object) -> None:
        self.stopping = True

    def wait_until_healthy(self) -> None:
        """Raises CannotStart when a part ends or does not answer in time."""
        begun = timezone.now()
        deadline = time.monotonic() + HEALTHY_WITHIN
        while not self.stopping:
            self._demand_all_alive()
            if self._web_answers() and Heartbeat.objects.filter(
                queue=queue_name(), beaten_at__gte=begun
            ):
                return
            if time.monotonic() > deadline:
                ill = [finding.name for finding in look(timezone.now()) if not finding.well]
                raise CannotStart(f"Shakwa did not become healthy: {', '.join(ill) or 'web'}.")
            time.sleep(0.2)

    def _demand_all_alive(self) -> None:
        for child in self.children:
            if not child.is_alive():
                raise CannotStart(f"The {child.name} process ended; what it said stands above.")

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=2
            ) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004
        except (HTTPError, URLError, OSError):
            return False

    def keep(self) -> None:
        """Blocks until it is asked to stop, or a part ends by itself."""
        while not self.stopping:
            self._demand_all_alive()
            time.sleep(0.5)

    def close(self) -> None:
        """TERM to both, wait, and KILL what is left."""
        for child in self.children:
            if child.is_alive():
                child.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()


def _in_child(work: Callable[..., None], *args: object) -> None:
    """A fresh group: Ctrl-C at the terminal reaches only the parent, which stops its children in order."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    work(*args)


def run(port: int, say: Callable[[str], None]) -> None:
    """Blocks until Ctrl-C. Raises CannotStart with one sentence."""
    demand_free_port(port)
    prepare(say)
    house = House(port)
    house.open()
    try:
        house.wait_until_healthy()
        if not house.stopping:
            say(welcome(port))
        house.keep()
    finally:
        house.close()


def welcome(port: int) -> str:
    lines = ["", f"Shakwa is ready: http://127.0.0.1:{port}/", ""]
    people = accounts.kept()
    lines += [
        f"  {each.username:<16} {each.password:<16} {each.role} ({each.name})" for each in people
    ]
    if people:
        lines.append("")
    lines.append("Ctrl-C stops everything; the data stays in var/.")
    return "\n".join(lines)
