"""One number for one question, the same for the period before, and its course in between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import TruncDate

from dashboards.filters import Question
from dashboards.kpis import cohorts
from dashboards.kpis.cohorts import Rows
from dashboards.kpis.definitions import MEASURES, Kind, Measure
from dashboards.kpis.rows import Indicator, Spread
from dashboards.models import ComplaintFact, LimitFact, StayFact, Verdict

NINE_TENTHS = 0.9
Value = float | None


def answer(measure: Measure, question: Question) -> Indicator:
    """The indicator, with numerator, denominator, n and the moment it holds for."""
    rows = measure.counted(question)
    n, numerator, denominator, value, spread = _COMPUTE[measure.kind](measure, question, rows)
    return Indicator(
        code=measure.code,
        name=str(measure.name),
        definition=str(measure.definition),
        unit=measure.unit.value,
        value=value,
        numerator=numerator,
        denominator=denominator,
        n=n,
        as_of=question.moment if measure.snapshot else question.now,
        spread=spread,
        details=_details(measure, question, rows),
    )


def answer_all(question: Question) -> list[Indicator]:
    return [answer(measure, question) for measure in MEASURES]


def before(measure: Measure, question: Question) -> Indicator:
    """The same number for the period before."""
    return answer(measure, question.within(question.span.before()))


def trend(measure: Measure, question: Question) -> list[Value]:
    """The number for each twelfth of the period."""
    steps = question.span.steps()
    if measure.snapshot:
        moments = [question.within(step) for step in steps]
        standing = backlog if measure.code == "open" else _overdue_at
        return [float(n) for n in standing(question, moments)]
    ends = [step.until for step in steps]
    piles: list[list[Any]] = [[] for _ in steps]
    for day, *found in _by_day(measure, question):
        place = bisect_left(ends, day)
        if place < len(piles):
            piles[place].append(found)
    return [_of_pile(measure, pile) for pile in piles]


Computed = tuple[int, int | None, int | None, Value, Spread | None]


def _count(measure: Measure, question: Question, rows: Rows) -> Computed:
    n = rows.count()
    return n, n, None, n, None


def _rate(measure: Measure, question: Question, rows: Rows) -> Computed:
    found = rows.aggregate(n=Count("pk"), hits=Count("pk", filter=measure.hit))
    return found["n"], found["hits"], found["n"], percent(found["hits"], found["n"]), None


def _mean(measure: Measure, question: Question, rows: Rows) -> Computed:
    found = rows.aggregate(n=Count(measure.column), total=Sum(measure.column))
    n, total = found["n"], found["total"] or 0
    return n, total, n, round(total / n, 2) if n else None, None


def _per_hundred(measure: Measure, question: Question, rows: Rows) -> Computed:
    n = measure.against(question).count() if measure.against else 0
    reached = rows.count()
    return n, reached, n, percent(reached, n), None


def _spread(measure: Measure, question: Question, rows: Rows) -> Computed:
    column = measure.column
    found = rows.aggregate(n=Count(column), mean=Avg(column))
    n = found["n"]
    if not n:
        return 0, None, 0, None, None
    ordered = rows.filter(**{f"{column}__isnull": False}).order_by(column)
    middle, high = (_at(ordered, column, part * (n - 1)) for part in (0.5, NINE_TENTHS))
    return n, None, n, middle, Spread(middle, high, round(found["mean"], 1))


def _at(ordered: Rows, column: str, position: float) -> float:
    """The value at a position between two rows, as PostgreSQL's percentile_cont has it."""
    low = int(position)
    near = list(ordered.values_list(column, flat=True)[low : low + 2])
    return float(near[0] + (near[-1] - near[0]) * (position - low))


_COMPUTE = {
    Kind.COUNT: _count,
    Kind.RATE: _rate,
    Kind.MEAN: _mean,
    Kind.PER_HUNDRED: _per_hundred,
    Kind.SPREAD: _spread,
}


def percent(part: int, whole: int) -> Value:
    """One digit after the point; nothing of nothing is no percentage."""
    return round(100 * part / whole, 1) if whole else None


def _details(measure: Measure, question: Question, rows: Rows) -> dict[str, int]:
    """What stands beside a number: escalations by level, limits that stand still."""
    if measure.code == "escalations":
        levels = rows.values_list("level").annotate(n=Count("pk")).order_by("level")
        by_level = {f"level_{level}": n for level, n in levels}
        return by_level | {"nobody_was_told": rows.filter(told=0).count()}
    if measure.code == "messages_delivered":
        channels = rows.values_list("channel").annotate(n=Count("pk")).order_by("channel")
        return {f"sent_by_{channel}": n for channel, n in channels}
    if measure.kind is Kind.RATE and measure.day == "due_on":
        counted = measure.counted.keywords["measure"]  # type: ignore[attr-defined]
        paused = cohorts.limits(question, counted).filter(verdict=Verdict.PAUSED)
        return {"paused": paused.count()}
    return {}


def _day_of(measure: Measure, rows: Rows) -> str:
    """Where an agency is asked, what it received is dated by its arrival."""
    if measure.code == "received" and rows.model is not ComplaintFact:
        return "began_on"
    return measure.day


def _by_day(measure: Measure, question: Question) -> Iterable[Any]:
    rows = measure.counted(question)
    column = _day_of(measure, rows)
    day = TruncDate(column) if column.endswith("_at") else F(column)
    if measure.kind is Kind.SPREAD:
        pairs: Rows = rows.annotate(day=day).values_list("day", measure.column)
        return pairs.iterator()
    hits = Sum(measure.column) if measure.kind is Kind.MEAN else Count("pk", filter=measure.hit)
    counts: Rows = (
        rows.annotate(day=day).order_by().values_list("day").annotate(n=Count("pk"), hits=hits)
    )
    return counts.iterator()


def _of_pile(measure: Measure, pile: list[Any]) -> Value:
    if measure.kind is Kind.SPREAD:
        values = [value for (value,) in pile if value is not None]
        return float(median(values)) if values else None
    n, hits = sum(row[0] for row in pile), sum(row[1] or 0 for row in pile)
    if measure.kind is Kind.RATE:
        return percent(hits, n)
    if measure.kind is Kind.MEAN:
        return round(hits / n, 2) if n else None
    return float(n)


def _overdue_at(question: Question, moments: list[Question]) -> list[int]:
    """How many were late at the end of each span: one query, by the agency whose limit it was."""
    ends = [one.moment for one in moments]
    standing = Q()
    for end in ends:
        # Most limits are late for hours only: they are not even fetched.
        standing |= Q(due_at__lt=end) & (Q(ended_at__isnull=True) | Q(ended_at__gt=end))
    passed = (
        LimitFact.objects.filter(
            standing,
            question.of_agencies(),
            question.of_complaint("fact__"),
            measure__in=cohorts.OVERDUE,
        )
        .exclude(verdict=Verdict.PAUSED)
        .values_list("fact_id", "due_at", "ended_at")
    )
    late: list[set[int]] = [set() for _ in ends]
    for fact, due, ended in passed.iterator():
        first = bisect_right(ends, due)
        last = len(ends) if ended is None else bisect_left(ends, ended)
        for place in range(first, last):
            late[place].add(fact)
    return [len(found) for found in late]


def backlog(question: Question, moments: list[Question]) -> list[int]:
    """How many were open at the end of each of these spans, in their order: two queries."""
    days = [one.last_day for one in moments]
    base = StayFact.objects.filter(
        question.of_agencies(), question.of_complaint("fact__")
    ).order_by()
    change: dict[date, int] = defaultdict(int)
    for column, sign in (("began_on", 1), ("ended_on", -1)):
        kept = base.filter(**{f"{column}__lte": days[-1]})
        for day, n in kept.values_list(column).annotate(n=Count("pk")):
            change[day] += sign * n
    return _running_totals(change, days)


def _running_totals(change: dict[date, int], days: list[date]) -> list[int]:
    totals, total, pending = [], 0, sorted(change.items(), reverse=True)
    for day in days:
        while pending and pending[-1][0] <= day:
            total += pending.pop()[1]
        totals.append(total)
    return totals
