"""Definitions and numbers: frozen rows that page, chart, workbook and command all draw."""

from dashboards.kpis.answers import answer, answer_all, before, trend
from dashboards.kpis.definitions import MEASURES, TILES, Measure, found, measure
from dashboards.kpis.rows import Indicator, Row, Table, Unit
from dashboards.kpis.tables import by_agency, by_governorate, by_month, heads

__all__ = [
    "MEASURES",
    "TILES",
    "Indicator",
    "Measure",
    "Row",
    "Table",
    "Unit",
    "answer",
    "answer_all",
    "before",
    "by_agency",
    "by_governorate",
    "by_month",
    "found",
    "heads",
    "measure",
    "trend",
]
