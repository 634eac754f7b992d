"""Test databases in seconds: migrated once for each set of migrations, then copied."""

import fcntl
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from complaints_app import triggers


def _fingerprint() -> str:
    """Changes with every migration, ours and the libraries'."""
    root = Path(settings.ROOT)
    digest = hashlib.sha256()
    for path in sorted(
        [
            *root.glob("*/migrations/*.py"),
            *root.glob("site/config/migrations/*.py"),
            root / "requirements" / "dev.txt",
        ]
    ):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process at a time makes the template."""
    with Path(tempfile.gettempdir(), f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_name() -> str:
    """The name of the database that Django will use for this process."""
    return str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]


def place_a_copy(test_name: str) -> None:
    """Puts a migrated database under the name that the test run will use."""
    template = f"shakwa_template_{_fingerprint()}"
    with _alone(template):
        if connection.vendor == "sqlite":
            _copy_on_sqlite(template, Path(test_name))
        else:
            _copy_on_postgresql(template, test_name)


def _migrate_into(name: str) -> None:
    real = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = real


def _copy_on_sqlite(template: str, target: Path) -> None:
    kept = Path(tempfile.gettempdir(), f"{template}.sqlite3")
    if not kept.exists():
        growing = kept.with_suffix(".part")
        growing.unlink(missing_ok=True)
        _migrate_into(str(growing))
        with sqlite3.connect(growing) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        growing.rename(kept)
    target.unlink(missing_ok=True)
    shutil.copyfile(kept, target)


def _copy_on_postgresql(template: str, target: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not cursor.fetchone():
            cursor.execute(f'DROP DATABASE IF EXISTS "{template}_part"')
            cursor.execute(f'CREATE DATABASE "{template}_part"')
            _migrate_into(f"{template}_part")
            cursor.execute(f'ALTER DATABASE "{template}_part" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def drop(test_name: str) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{test_name}{end}").unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{test_name}" WITH (FORCE)')


class Broom:
    """Empties what a test with real transactions filled, and leaves what the migrations brought: Django's own flush takes seconds."""

    def __init__(self) -> None:
        self.brought = {table: self._beyond(table) for table in self._filled()}

    def sweep(self, case: object = None) -> None:
        """In place of a test case's flush. Foreign keys are checked at the end of the transaction, so the order does not matter."""
        triggers.remove()
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self._filled():
                cursor.execute(f"DELETE FROM {_quoted(table)} {self.brought.get(table, '')}")  # noqa: S608
        triggers.install()

    def _filled(self) -> list[str]:
        names = connection.introspection.django_table_names(only_existing=True)
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {_quoted(name)})"  # noqa: S608
            for name in names
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return [row[0] for row in cursor.fetchall()]

    def _beyond(self, table: str) -> str:
        """The condition for rows that came later."""
        with connection.cursor() as cursor:
            key = _quoted(connection.introspection.get_primary_key_column(cursor, table) or "id")
            cursor.execute(f"SELECT max({key}) FROM {_quoted(table)}")  # noqa: S608
            return f"WHERE {key} > {int(cursor.fetchone()[0])}"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
