"""One file that holds everything: the database at one moment and the attachments, each part with its sha256."""

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config import backup_postgresql

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
FILES = "attachments"


class Refused(Exception):
    """One sentence that says why nothing was done."""


def migrations_in_force() -> list[str]:
    """The applied migrations that this version of Shakwa knows. Raises Refused if some are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The database lacks migrations: run `manage.py setup` first.")
    known = set(executor.loader.graph.nodes)
    return sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) in known
    )


# ---- writing ----


class Writer:
    """Adds parts to the archive and remembers their sums."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            info = tarfile.TarInfo(name)
            info.size = file.seek(0, io.SEEK_END)
            info.mode = 0o600
            file.seek(0)
            self.archive.addfile(info, file)
        self.parts[name] = {"size": info.size, "sha256": digest}

    def close(self, about: dict[str, Any]) -> None:
        """The manifest comes last: half a file has none."""
        text = json.dumps({**about, "parts": self.parts}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        self.archive.addfile(info, io.BytesIO(text))


def back_up(target: Path) -> dict[str, Any]:
    """Writes `target`, readable by its owner only; it appears under its name when it is whole."""
    about = {
        "format": FORMAT,
        "database": connection.vendor,
        "migrations": migrations_in_force(),
        "made_at": timezone.now().isoformat(),
    }
    growing = target.with_name(target.name + ".part")
    growing.touch(mode=0o600)
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(growing, "w:gz", compresslevel=5) as archive,
    ):
        writer = Writer(archive)
        for path in _dump_database(Path(folder)):
            writer.add(path.relative_to(folder).as_posix(), path)
        for path in _files():
            writer.add(f"{FILES}/{path.relative_to(settings.ATTACHMENTS_ROOT).as_posix()}", path)
        writer.close(about)
    growing.replace(target)
    files = sum(1 for name in writer.parts if name.startswith(f"{FILES}/"))
    return {"file": str(target), "bytes": target.stat().st_size, "attachments": files}


def _dump_database(folder: Path) -> Iterator[Path]:
    if connection.vendor == "postgresql":
        yield from backup_postgresql.dump(folder)
        return
    path = folder / SQLITE
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    yield path


def _files() -> Iterator[Path]:
    root = Path(settings.ATTACHMENTS_ROOT)
    yield from (path for path in sorted(root.rglob("*")) if path.is_file())


# ---- reading back ----


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Puts everything back, after the whole file has been read and found good. Raises Refused, and then nothing was changed."""
    if not replace and _is_in_use():
        raise Refused(
            "This database is in use: what is in it would be lost. Add --replace to lose it."
        )
    with _unpacked(source) as folder:
        about = _checked(folder)
        staged = _stage_files(folder)
        try:
            if connection.vendor == "postgresql":
                backup_postgresql.load(folder)
            else:
                _load_sqlite(folder / SQLITE)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        _put_files_in_place(staged)
    return {"made_at": about["made_at"], "parts": len(about["parts"])}


def _is_in_use() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM permissions_user LIMIT 1")
        return cursor.fetchone() is not None


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    """The archive in a folder, by plain names only. Raises Refused if it ends too early or is something else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with tarfile.open(source, "r:gz") as archive:
                for member in archive:
                    _unpack(archive, member, folder)
        except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
            raise Refused(f"{source.name} is not a whole backup of Shakwa ({error}).") from error
        yield folder


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    inside = PurePosixPath(member.name)
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or inside.is_absolute() or ".." in inside.parts:
        raise tarfile.TarError(f"strange part: {member.name}")
    path = folder / inside
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest, when every part is there and as it was written, and belongs to this kind of database and version."""
    path = folder / MANIFEST
    if not path.exists():
        raise Refused("The file has no manifest: it is half a backup, or none of Shakwa's.")
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    _check_parts(folder, about["parts"])
    if about["database"] != connection.vendor:
        raise Refused(
            f"The file comes from {about['database']}, this database is {connection.vendor}."
        )
    _check_migrations(set(about["migrations"]), set(migrations_in_force()))
    return about


def _check_parts(folder: Path, parts: dict[str, dict[str, Any]]) -> None:
    for name, part in parts.items():
        path = folder / name
        if not path.exists():
            raise Refused(f"The file lacks its part {name}.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != part["sha256"]:
                raise Refused(f"The part {name} is not as it was written.")


def _check_migrations(theirs: set[str], ours: set[str]) -> None:
    if theirs == ours:
        return
    example = sorted(theirs ^ ours)[0]
    whose = "the file has" if example in theirs else "this installation has"
    raise Refused(
        f"The file was made by another version of Shakwa ({whose} the migration {example}, and "
        f"{len(theirs ^ ours) - 1} more differ): install that version, restore, then upgrade."
    )


def _load_sqlite(path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused("The database inside the file is damaged.")
        connection.ensure_connection()
        copy.backup(connection.connection)
    finally:
        copy.close()


def _stage_files(folder: Path) -> Path:
    staged = Path(settings.ATTACHMENTS_ROOT).with_name("attachments.restoring")
    shutil.rmtree(staged, ignore_errors=True)
    unpacked = folder / FILES
    if unpacked.exists():
        shutil.copytree(unpacked, staged)
    else:
        staged.mkdir(parents=True)
    return staged


def _put_files_in_place(staged: Path) -> None:
    root = Path(settings.ATTACHMENTS_ROOT)
    before = root.with_name("attachments.before-restore")
    shutil.rmtree(before, ignore_errors=True)
    if root.exists():
        root.rename(before)
    staged.rename(root)
    shutil.rmtree(before, ignore_errors=True)
