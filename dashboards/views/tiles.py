"""A number as the page shows it: value, change in words, course, n, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _

from complaints_app import wording
from dashboards import kpis
from dashboards.filters import Question
from dashboards.kpis import Indicator, Measure, Unit
from dashboards.kpis.rows import Better, Spread

HOUR = 3600
WIDTH, HEIGHT, EDGE = 96, 28, 3
DAY_AND_NIGHT = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile; every text is ready to print."""

    code: str
    name: str
    definition: str
    value: str
    unit: str
    change: str
    tone: str
    icon: str
    more: tuple[str, ...]
    points: str
    end: tuple[str, str] | None
    as_of: datetime


def tiles(question: Question, codes: tuple[str, ...] = kpis.TILES) -> list[Tile]:
    return [tile(kpis.measure(code), question) for code in codes]


def tile(measure: Measure, question: Question) -> Tile:
    found, earlier = kpis.answer(measure, question), kpis.before(measure, question)
    change, tone, icon = _change(measure, found.value, earlier.value)
    points = _points(kpis.trend(measure, question))
    value, unit = shown(found.value, found.unit)
    return Tile(
        code=measure.code,
        name=found.name,
        definition=found.definition,
        value=value,
        unit=unit,
        change=change,
        tone=tone,
        icon=icon,
        more=tuple(_more(measure, found)),
        points=" ".join(f"{x},{y}" for x, y in points),
        # As text: a template would print 3.5 as «3,5».
        end=(str(points[-1][0]), str(points[-1][1])) if points else None,
        as_of=found.as_of,
    )


def shown(value: float | None, unit: str) -> tuple[str, str]:
    """A value and its unit in words; «–» where there was nothing to count."""
    if value is None:
        return "–", ""
    if unit == Unit.WORKING_SECONDS:
        if value >= wording.USUAL_DAY:
            return _number(round(value / wording.USUAL_DAY, 1)), _("working days")
        return _number(round(value / HOUR, 1)), _("working hours")
    if unit == Unit.SECONDS:
        if value >= DAY_AND_NIGHT:
            return _number(round(value / DAY_AND_NIGHT, 1)), _("days")
        return _number(round(value / HOUR, 1)), _("hours")
    units = {
        Unit.COMPLAINTS: npgettext("counted", "complaint", "complaints", int(value)),
        Unit.PERCENT: "%",
        Unit.SCORE: _("of 5"),
    }
    return _number(round(value, 2)), units.get(Unit(unit), "")


def _more(measure: Measure, found: Indicator) -> list[str]:
    """How many it rests on, and what stands beside it."""
    if measure.unit is Unit.COMPLAINTS:
        return []
    lines = [_n(measure, found)]
    if found.spread is not None:
        lines += _spread(found.spread, found.unit)
    if paused := found.details.get("paused"):
        lines.append(_("Paused: %(n)s") % {"n": _number(paused)})
    return lines


def _n(measure: Measure, found: Indicator) -> str:
    if not found.n:
        return _("n = 0: nothing to measure")
    if found.numerator is not None and found.denominator is not None:
        return _("%(part)s of %(n)s") % {
            "part": _number(found.numerator),
            "n": _number(found.denominator),
        }
    return _("n = %(n)s") % {"n": _number(found.n)}


def _spread(spread: Spread, unit: str) -> list[str]:
    return [
        _("90th percentile: %(value)s") % {"value": " ".join(shown(spread.p90, unit))},
        _("mean: %(value)s") % {"value": " ".join(shown(spread.mean, unit))},
    ]


def _change(measure: Measure, value: float | None, earlier: float | None) -> tuple[str, str, str]:
    """Words, tone and icon of the change against the period before."""
    if value is None or earlier is None:
        return _("Nothing to compare with"), "", "minus"
    difference = value - earlier
    if abs(difference) < 0.05:  # noqa: PLR2004 - less than what is printed
        return _("Unchanged"), "", "minus"
    up = difference > 0
    words = _words_of_change(measure, abs(difference), earlier, up=up)
    icon = "arrow-up" if up else "arrow-down"
    if measure.better is Better.NEITHER:
        return words, "", icon
    better = up is (measure.better is Better.UP)
    verdict = _("better") if better else _("worse")
    return (
        f"{words}{'، ' if get_language() != 'en' else ', '}{verdict}",
        "done" if better else "late",
        icon,
    )


def _words_of_change(measure: Measure, size: float, earlier: float, *, up: bool) -> str:
    if measure.unit is Unit.COMPLAINTS:
        facts = {"before": _number(earlier), "by": _number(size)}
        if up:
            return _("%(by)s more than before (%(before)s)") % facts
        return _("%(by)s fewer than before (%(before)s)") % facts
    by = " ".join(shown(size, measure.unit.value))
    if measure.unit is Unit.PERCENT:
        by = _("%(n)s points") % {"n": _number(round(size, 1))}
    return (_("up %(by)s") if up else _("down %(by)s")) % {"by": by}


def _points(values: list[float | None]) -> list[tuple[float, float]]:
    """The course as points of a small drawing, read in the direction of the page."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line needs two
        return []
    low, high = min(value for _p, value in known), max(value for _p, value in known)
    span = (high - low) or 1
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    points = []
    for place, value in known:
        x = EDGE + place * step
        if get_language() != "en":
            x = WIDTH - x
        y = HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE)
        points.append((round(x, 1), round(y, 1)))
    return points


def _number(value: float) -> str:
    whole = int(value) if float(value).is_integer() else value
    return wording.number(whole, get_language() or "ar")
