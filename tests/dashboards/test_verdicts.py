"""Was a limit kept? Every case of DECISION 38."""

from datetime import datetime, timedelta

import pytest

from dashboards.facts.verdicts import verdict
from tests.dashboards.planting import HOUR, amman

DUE = amman("2026-11-02 15:30")
BEFORE, AFTER = DUE - HOUR, DUE + HOUR


@pytest.mark.parametrize(
    ("ended_at", "how", "paused_at", "expected"),
    [
        (DUE, "answered", None, "on_time"),
        (BEFORE, "returned", None, "on_time"),
        (BEFORE, "closed", None, "on_time"),
        (DUE + timedelta(microseconds=1), "answered", None, "late"),
        (AFTER, "returned", None, "late"),
        (AFTER, "withdrawn", None, "late"),
        (AFTER, "moved", None, "late"),
        (BEFORE, "withdrawn", None, "out"),
        (BEFORE, "moved", None, "out"),
        (None, "", None, "undecided"),
        (None, "", BEFORE, "paused"),
        (None, "", AFTER, "undecided"),  # late all the same, once its limit has passed
        (AFTER, "closed", BEFORE, "on_time"),  # closed while it stood still
    ],
)
def test_a_limit_is_judged(
    ended_at: datetime | None, how: str, paused_at: datetime | None, expected: str
) -> None:
    assert verdict(DUE, ended_at=ended_at, how=how, paused_at=paused_at) == expected
