"""The journal's chain: one canonical encoding, each entry's hash over the one before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, real letters. Raises on what JSON cannot hold."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def instant(moment: datetime) -> str:
    """A moment as UTC text with six decimals, the same on both databases."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def words_digest(text: str, salt: str) -> str:
    """What the chain keeps of free text: erase text and salt, and the chain stays whole."""
    return hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest() if text else ""


def link(
    previous: str,
    *,
    complaint: int,
    seq: int,
    kind: str,
    happened_at: datetime,
    recorded_at: datetime,
    actor: int | None,
    from_state: str,
    to_state: str,
    audience: str,
    facts: dict[str, Any],
    words: str,
) -> str:
    """The hash of one entry; `words` is the digest of its free text."""
    entry = [
        previous,
        complaint,
        seq,
        kind,
        instant(happened_at),
        instant(recorded_at),
        actor,
        from_state,
        to_state,
        audience,
        facts,
        words,
    ]
    return hashlib.sha256(canonical(entry).encode()).hexdigest()
