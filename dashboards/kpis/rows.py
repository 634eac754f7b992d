"""Numbers as frozen rows: nothing that draws them can change them (pure)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What a value counts."""

    COMPLAINTS = "complaints"
    PERCENT = "percent"
    WORKING_SECONDS = "working_seconds"
    SECONDS = "seconds"
    SCORE = "score"
    PER_HUNDRED = "per_hundred"
    PER_COMPLAINT = "per_complaint"


class Better(StrEnum):
    """In which direction a value gets better; neither: it only gets bigger or smaller."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Spread:
    """Where durations lie; a mean alone misleads."""

    median: float
    p90: float
    mean: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number with all that is needed to check it. `value` None: there was nothing to count."""

    code: str
    name: str
    definition: str
    unit: str
    value: float | None
    numerator: int | None
    denominator: int | None
    n: int
    as_of: datetime
    spread: Spread | None = None
    details: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        facts = asdict(self) | {"as_of": self.as_of.isoformat()}
        spread = facts.pop("spread")
        return facts | ({} if spread is None else spread)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: an agency, a place or a month, with its values by column."""

    code: str
    name: str
    cells: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under named columns; `by` says what a line is."""

    by: str
    columns: dict[str, str]
    rows: tuple[Row, ...]
    units: dict[str, str] = field(default_factory=dict)
