"""The locks: hashed, complete, and free of faults that are known."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from packaging.version import Version

LOCKS = ("base", "production", "dev")


def locked(kind: str) -> dict[str, str]:
    text = (Path(settings.ROOT) / "requirements" / f"{kind}.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("kind", LOCKS)
def test_no_locked_version_has_a_known_fault(kind: str) -> None:
    rows = tomllib.loads((Path(settings.ROOT) / "tests" / "advisories.toml").read_text())
    faults = [
        row["id"]
        for row in rows["advisory"]
        if (have := locked(kind).get(row["package"])) and Version(have) < Version(row["fixed"])
    ]
    assert faults == []


@pytest.mark.parametrize("kind", LOCKS)
def test_every_locked_package_has_its_hash(kind: str) -> None:
    text = (Path(settings.ROOT) / "requirements" / f"{kind}.txt").read_text()
    entries = re.split(r"^(?=[A-Za-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree_on_every_version() -> None:
    base, production, dev = map(locked, LOCKS)
    assert base.items() <= production.items() <= dev.items()
