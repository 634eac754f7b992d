"""The demonstration's accounts: kept beside the database, readable by their owner only, never in git."""

import json
from dataclasses import asdict, dataclass

from django.conf import settings


@dataclass(frozen=True)
class Account:
    """One account to try, as `run` prints it."""

    role: str  # in the words of the screen
    name: str
    username: str
    password: str


def keep(accounts: list[Account]) -> None:
    """Writes the accounts that `run` prints at each start."""
    path = settings.STATE / "demo_accounts.json"
    path.touch(mode=0o600)
    path.write_text(
        json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1),
        encoding="utf-8",
    )


def were_made() -> bool:
    """The demonstration was filled here once."""
    return (settings.STATE / "demo_accounts.json").exists()


def kept() -> list[Account]:
    path = settings.STATE / "demo_accounts.json"
    if not were_made():
        return []
    return [Account(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
