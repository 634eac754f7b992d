"""Keeps the queue alive: a worker killed while it holds the queue's lock stalls all others for ever, and nothing else notices."""

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.utils import DatabaseError
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signals import post_execute_in_worker, pre_execute
from django_q.tasks import async_task

from config.models import Heartbeat

logger = logging.getLogger(__name__)

SILENCE = 25.0  # seconds without any work after which the queue counts as stalled
BEAT_EVERY = 5.0
HURRY_AFTER = 12.0  # another machine may be taking our beats: ask each second
GRACE = 20.0  # for a queue that is still starting
STOP_WITHIN = 10.0
BEAT = "config.watchdog.beat"
SLOTS = 256

_fork = multiprocessing.get_context("fork")
# Shared with the workers by fork and without a lock, so that no kill can leave it locked:
# when a worker last took up or ended a task, and until when the worker of each slot may be busy.
_last_work = _fork.RawValue("d", 0.0)
_busy = _fork.RawArray("d", SLOTS)
_worker = _fork.RawArray("l", SLOTS)


def queue_name() -> str:
    return socket.gethostname()


def beat() -> None:
    """The task that proves it: a worker of this machine takes up work."""
    Heartbeat.objects.update_or_create(queue=queue_name(), defaults={"beaten_at": timezone.now()})


def _note_work_begun(sender: Any, task: dict[str, Any], **kwargs: Any) -> None:
    slot = os.getpid() % SLOTS
    _last_work.value = time.monotonic()
    _worker[slot] = os.getpid()
    _busy[slot] = time.monotonic() + (task.get("timeout") or settings.Q_CLUSTER["timeout"])


def _note_work_ended(sender: Any, **kwargs: Any) -> None:
    _last_work.value = time.monotonic()
    _busy[os.getpid() % SLOTS] = 0.0


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def everybody_is_busy() -> bool:
    """True while as many living workers as there are carry out long tasks: silence is then no stall."""
    now = time.monotonic()
    busy = [slot for slot in range(SLOTS) if _busy[slot] > now and _is_alive(_worker[slot])]
    return len(busy) >= int(settings.Q_CLUSTER["workers"])


def die_with_the_parent() -> None:
    """Linux: this process gets TERM when its parent is gone, however the parent ended."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        logger.debug("No prctl here")


def _run_cluster() -> None:
    from django_q.cluster import Cluster

    os.setpgid(0, 0)
    die_with_the_parent()
    cluster = Cluster()
    cluster.start()
    if cluster.sentinel is not None:
        cluster.sentinel.join()


@dataclass
class Watchdog:
    """Starts the cluster as a process group of its own, listens to it, and starts it again when it falls silent."""

    silence: float = SILENCE
    stopping: bool = False
    restarts: int = 0
    cluster: BaseProcess | None = None
    _asked_at: float = field(default=0.0)

    def run(self) -> None:
        """Blocks until TERM or INT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pre_execute.connect(_note_work_begun)
        post_execute_in_worker.connect(_note_work_ended)
        parent = os.getppid()
        self._start()
        while not self.stopping and os.getppid() == parent:
            time.sleep(0.5)
            self._look()
        self._end()

    def _stop(self, *args: Any) -> None:
        self.stopping = True

    def _start(self) -> None:
        connections.close_all()
        _last_work.value = time.monotonic() + GRACE - self.silence
        self._asked_at = 0.0
        self.cluster = _fork.Process(target=_run_cluster, name="cluster")
        self.cluster.start()

    def _look(self) -> None:
        if self.cluster is None or not self.cluster.is_alive():
            self._restart("the queue has ended by itself")
            return
        silent = time.monotonic() - _last_work.value
        if everybody_is_busy():
            return
        if not self._ask(silent):
            _last_work.value = max(_last_work.value, time.monotonic() - self.silence / 2)
        elif silent > self.silence:
            self._restart(f"the queue has been silent for {silent:.0f} seconds")

    def _ask(self, silent: float) -> bool:
        """Queues a beat when it is time; False while the database is away (silence proves nothing then)."""
        now = time.monotonic()
        if now - self._asked_at < (1.0 if silent > HURRY_AFTER else BEAT_EVERY):
            return True
        self._asked_at = now
        try:
            async_task(BEAT, save=False, timeout=10)
        except DatabaseError:
            connections.close_all()
            return False
        return True

    def _restart(self, why: str) -> None:
        logger.error("Queue started again: %s", why)
        self.restarts += 1
        self._kill()
        self._release()
        self._start()

    def _kill(self) -> None:
        if self.cluster is None or self.cluster.pid is None:
            return
        try:
            os.killpg(self.cluster.pid, signal.SIGKILL)
        except ProcessLookupError:
            logger.debug("The group is gone")
        self.cluster.join(5)

    def _release(self) -> None:
        """What the dead cluster had taken waits no longer; its many beats are worth nothing."""
        try:
            OrmQ.objects.filter(lock__gt=timezone.now()).update(lock=timezone.now())
        except DatabaseError:
            connections.close_all()

    def _end(self) -> None:
        """TERM to the main process, never to the group; the group is killed only if that does not help."""
        if self.cluster is None or self.cluster.pid is None:
            return
        if self.cluster.is_alive():
            os.kill(self.cluster.pid, signal.SIGTERM)
            self.cluster.join(STOP_WITHIN)
        self._kill()
