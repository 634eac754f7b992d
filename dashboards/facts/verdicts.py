"""Was a limit kept? DECISION 38 to the letter (pure)."""

from __future__ import annotations

from datetime import datetime

ON_TIME, LATE, UNDECIDED, PAUSED, OUT = "on_time", "late", "undecided", "paused", "out"
LEAVES_IT = frozenset({"withdrawn", "moved"})


def verdict(
    due_at: datetime, *, ended_at: datetime | None, how: str, paused_at: datetime | None
) -> str:
    """A limit that nobody answered yet is undecided: it becomes late without an event.

    A clock paused before its limit stands still there; paused after it, it was late already.
    """
    stands_still = paused_at is not None and paused_at <= due_at
    if ended_at is None:
        return PAUSED if stands_still else UNDECIDED
    if ended_at > due_at and not stands_still:
        return LATE
    return OUT if how in LEAVES_IT else ON_TIME
