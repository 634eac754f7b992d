"""What the numbers are made of, and the files that were asked for."""

from dashboards.models.exports import ExportJob
from dashboards.models.facts import (
    ComplaintFact,
    CycleFact,
    Freshness,
    LimitFact,
    Measure,
    StayFact,
    Verdict,
)

__all__ = [
    "ComplaintFact",
    "CycleFact",
    "ExportJob",
    "Freshness",
    "LimitFact",
    "Measure",
    "StayFact",
    "Verdict",
]
