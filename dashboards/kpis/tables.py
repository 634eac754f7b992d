"""The same numbers line by line: by agency, by governorate, by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import Any

from babel.dates import format_date
from django.db import connection
from django.db.models import Aggregate, Count, FloatField, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from complaints_app.models import Agency, Place
from dashboards.filters import Question
from dashboards.kpis import cohorts
from dashboards.kpis.answers import backlog, percent
from dashboards.kpis.definitions import Kind, Measure, measure
from dashboards.kpis.rows import Row, Table, Unit
from dashboards.models import ComplaintFact, StayFact
from dashboards.periods import DAY, Span, back

COLUMNS = (
    "received",
    "open",
    "late",
    "accepted_on_time",
    "resolved_on_time",
    "handling_time",
    "closed",
)
MONTHLY = ("received", "closed", "accepted_on_time", "resolved_on_time", "handling_time")
MONTH_COLUMNS = ("received", "closed", "open", *MONTHLY[2:])
Cells = dict[Any, dict[str, float | None]]


def by_agency(question: Question) -> Table:
    """One line an agency, the busiest first. «Received» counts what reached each of them."""
    cells = _grouped(question, COLUMNS, "agency")
    return _table("agency", COLUMNS, cells, Agency.objects.filter(pk__in=_keys(cells)))


def by_governorate(question: Question) -> Table:
    """One line a governorate, and one for complaints of no place."""

    cells = _grouped(question, COLUMNS, "governorate")
    return _table("governorate", COLUMNS, cells, Place.objects.filter(pk__in=_keys(cells)))


def heads(by: str) -> list[tuple[Any, str]]:
    """The columns of a table before it is computed: title and Excel's format of its numbers."""
    formats = {Unit.PERCENT: "0.0%", Unit.WORKING_SECONDS: "0.0"}
    found: list[tuple[Any, str]] = []
    for code in MONTH_COLUMNS if by == "month" else COLUMNS:
        asked = measure(code)
        found.append((asked.name, formats.get(asked.unit, "#,##0")))
        if asked.kind is not Kind.COUNT:
            found.append((format_lazy(gettext_lazy("{name}: n"), name=asked.name), "#,##0"))
    return found


def by_month(question: Question) -> Table:
    """One line a month, in order, with what was open at its end."""
    months = list(question.span.months())
    cells: Cells = {month: {} for month in months}
    for code in MONTHLY:
        _fill(cells, code, question, "month")
    spans = [question.within(Span(month, back(month, -1) - DAY)) for month in months]
    for month, n in zip(months, backlog(question, spans), strict=True):
        cells[month]["open"] = n
    rows = tuple(
        Row(f"{month:%Y-%m}", month_name(month), _complete(cells[month], MONTH_COLUMNS))
        for month in months
    )
    return Table("month", _heads(MONTH_COLUMNS), rows, _units(MONTH_COLUMNS))


def month_name(month: date) -> str:
    """«تشرين الثاني 2026»."""
    return format_date(month, "MMMM y", locale="en" if get_language() == "en" else "ar_JO")


def _grouped(question: Question, codes: Iterable[str], by: str) -> Cells:
    cells: Cells = defaultdict(dict)
    for code in codes:
        rows = _rows(measure(code), question, by)
        on_fact = by == "agency" or rows.model is ComplaintFact
        _fill_from(cells, measure(code), rows, by if on_fact else f"fact__{by}")
    return cells


def _rows(asked: Measure, question: Question, by: str) -> QuerySet[Any]:
    """By agency it is always arrivals that are received, whoever asks."""
    if asked.code == "received" and by == "agency":
        return cohorts.arrivals(question)
    return asked.counted(question)


def _fill(cells: Cells, code: str, question: Question, key: str) -> None:
    asked = measure(code)
    rows = asked.counted(question)
    day = "began_on" if rows.model is StayFact else asked.day
    _fill_from(cells, asked, rows.annotate(month=TruncMonth(day)), key)


def _fill_from(cells: Cells, asked: Measure, rows: QuerySet[Any], key: str) -> None:
    rows = rows.order_by()
    if asked.kind is Kind.SPREAD:
        for group, middle, n in _medians(rows, key, asked.column):
            cells[group][asked.code] = middle
            cells[group][f"{asked.code}_n"] = n
        return
    counts = {"n": Count("pk"), "hits": Count("pk", filter=asked.hit)}
    for group, n, hits in rows.values_list(key).annotate(**counts):
        if asked.kind is Kind.RATE:
            cells[group][asked.code] = percent(hits, n)
            cells[group][f"{asked.code}_n"] = n
        else:
            cells[group][asked.code] = n


class Median(Aggregate):
    """PostgreSQL's own; SQLite has none."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _medians(rows: QuerySet[Any], key: str, column: str) -> Iterable[tuple[Any, float, int]]:
    rows = rows.filter(**{f"{column}__isnull": False})
    if connection.vendor == "postgresql":
        found = rows.values_list(key).annotate(middle=Median(column), n=Count("pk"))
        return [(group, middle, n) for group, middle, n in found]
    piles: dict[Any, list[int]] = defaultdict(list)
    for group, value in rows.values_list(key, column).iterator():
        piles[group].append(value)
    return [(group, float(median(values)), len(values)) for group, values in piles.items()]


def _keys(cells: Cells) -> list[Any]:
    return [key for key in cells if key is not None]


def _table(by: str, codes: tuple[str, ...], cells: Cells, things: QuerySet[Any]) -> Table:
    names = {thing.pk: (str(thing.code), thing.name) for thing in things}
    nameless = _("No agency yet") if by == "agency" else _("No place")
    rows = [
        Row(*names.get(key, ("", nameless)), _complete(found, codes))
        for key, found in cells.items()
    ]
    rows.sort(key=lambda row: (-(row.cells["received"] or 0), row.name))
    return Table(by, _heads(codes), tuple(rows), _units(codes))


def _complete(found: dict[str, float | None], codes: Iterable[str]) -> dict[str, float | None]:
    """Every column in its order; nothing counted is 0, no rate is None, and each rate has its n."""
    whole: dict[str, float | None] = {}
    for code in codes:
        if measure(code).kind is Kind.COUNT:
            whole[code] = found.get(code) or 0
        else:
            whole[code] = found.get(code)
            whole[f"{code}_n"] = found.get(f"{code}_n") or 0
    return whole


def _heads(codes: Iterable[str]) -> dict[str, str]:
    heads: dict[str, str] = {}
    for code in codes:
        heads[code] = str(measure(code).name)
        if measure(code).kind is not Kind.COUNT:
            heads[f"{code}_n"] = _("{name}: n").format(name=measure(code).name)
    return heads


def _units(codes: Iterable[str]) -> dict[str, str]:
    return {code: measure(code).unit.value for code in codes}
