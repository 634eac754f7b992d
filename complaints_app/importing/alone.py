"""One import at a time from one source: a lock that dies with its process."""

from __future__ import annotations

import fcntl
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from complaints_app.importing.faults import BadFile

IMPORTS = 0x5A4B_494D  # PostgreSQL's first number for "a source is being imported"


@contextmanager
def alone(source: str) -> Iterator[None]:
    """Raises BadFile while another process imports from this source."""
    lock = _on_postgresql if connection.vendor == "postgresql" else _on_this_machine
    with lock(source):
        yield


def _busy(source: str) -> BadFile:
    return BadFile(f"Another import from «{source}» is running: wait until it has ended.")


@contextmanager
def _on_postgresql(source: str) -> Iterator[None]:
    number = zlib.crc32(source.encode()) - (1 << 31)  # a signed integer of four bytes
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [IMPORTS, number])
        if not cursor.fetchone()[0]:
            raise _busy(source)
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [IMPORTS, number])


@contextmanager
def _on_this_machine(source: str) -> Iterator[None]:
    name = hashlib.sha256(f"{connection.settings_dict['NAME']}|{source}".encode()).hexdigest()
    folder = Path(settings.STATE) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"import-{name[:16]}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(source) from None
        yield
