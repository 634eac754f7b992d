"""A backup can be put back, on both databases, and half a file cannot."""

import hashlib
import json
import tarfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from config import backup
from permissions.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def attachments(settings: Any, tmp_path: Path) -> Path:
    root = tmp_path / "attachments"
    (root / "2026").mkdir(parents=True)
    (root / "2026" / "حفرة.jpg").write_bytes(b"a hole in the road")
    settings.ATTACHMENTS_ROOT = root
    return root


@pytest.fixture
def salma() -> User:
    return User.objects.create_user("salma", password="شمس-2026", name_ar="سلمى", is_staff=True)


def fingerprints() -> dict[str, str]:
    """A hash of every table's rows."""
    prints = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database itself
            rows = sorted(repr(row) for row in cursor.fetchall())
            prints[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return prints


def test_everything_is_as_it_was_after_a_loss(
    salma: User, attachments: Path, tmp_path: Path, client: Client
) -> None:
    before = fingerprints()
    call_command("backup", tmp_path / "night.backup", stdout=StringIO())
    User.objects.update(name_ar="غير ذلك")
    (attachments / "2026" / "حفرة.jpg").unlink()
    call_command("restore", tmp_path / "night.backup", replace=True, stdout=StringIO())
    assert fingerprints() == before
    assert (attachments / "2026" / "حفرة.jpg").read_bytes() == b"a hole in the road"
    assert client.login(username="salma", password="شمس-2026")
    User.objects.create_user("next", name_ar="التالي")  # the counters stand where they stood


def test_a_backup_is_for_its_owner_only(tmp_path: Path) -> None:
    backup.back_up(tmp_path / "night.backup")
    assert (tmp_path / "night.backup").stat().st_mode & 0o077 == 0


def test_a_database_in_use_is_not_replaced_unasked(salma: User, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "night.backup")
    with pytest.raises(CommandError, match="in use"):
        call_command("restore", tmp_path / "night.backup")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_half_a_file_is_refused_and_nothing_is_touched(
    salma: User, tmp_path: Path, share: float
) -> None:
    whole = tmp_path / "night.backup"
    backup.back_up(whole)
    half = tmp_path / "half.backup"
    half.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    before = fingerprints()
    with pytest.raises(backup.Refused, match=r"not a whole backup|no manifest"):
        backup.restore(half, replace=True)
    assert fingerprints() == before


def rewritten(source: Path, **changes: Any) -> Path:
    """The same archive with another manifest."""
    target = source.with_name("changed.backup")
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            if member.name == backup.MANIFEST:
                text = json.dumps(json.load(content) | changes).encode()
                member.size, content = len(text), BytesIO(text)
            new.addfile(member, content)
    return target


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"database": "oracle"}, "comes from oracle"),
        ({"migrations": ["permissions.0001_initial"]}, "another version of Shakwa"),
        ({"parts": {"gone": {"size": 1, "sha256": "x"}}}, "lacks its part gone"),
        ({"parts": {"manifest.json": {"size": 1, "sha256": "x"}}}, "not as it was written"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(
    salma: User, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    backup.back_up(tmp_path / "night.backup")
    before = fingerprints()
    with pytest.raises(backup.Refused, match=words):
        backup.restore(rewritten(tmp_path / "night.backup", **changes), replace=True)
    assert fingerprints() == before


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    with pytest.raises(backup.Refused, match="not a whole backup"):
        backup.restore(tmp_path / "x", replace=True)
