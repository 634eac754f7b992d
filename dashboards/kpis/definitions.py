"""The indicators: what each counts, in which cohort, in which unit, and which way is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from complaints_app.status import State
from dashboards.filters import Question
from dashboards.kpis import cohorts
from dashboards.kpis.cohorts import REOPENING_WINDOW, Rows
from dashboards.kpis.rows import Better, Unit
from dashboards.models import Measure as Limit
from dashboards.models import Verdict
from sms.models import Message


class Kind(StrEnum):
    """How the rows of a cohort become one number."""

    COUNT = "count"
    RATE = "rate"
    SPREAD = "spread"
    MEAN = "mean"
    PER_HUNDRED = "per_hundred"


@dataclass(frozen=True)
class Measure:
    """One indicator. `counted` gives its rows: what is counted is what its list shows."""

    code: str
    name: StrPromise
    definition: StrPromise
    kind: Kind
    unit: Unit
    better: Better
    counted: Callable[[Question], Rows]
    day: str
    hit: Q | None = None
    column: str = ""
    snapshot: bool = False
    against: Callable[[Question], Rows] | None = None
    lists: bool = True  # a message shows no complaint


_ON_TIME = Q(verdict=Verdict.ON_TIME)


def _promise(code: str, limit: str, name: StrPromise, definition: StrPromise) -> Measure:
    return Measure(
        code=code,
        name=name,
        definition=definition,
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.UP,
        counted=partial(cohorts.decided, measure=limit),
        day="due_on",
        hit=_ON_TIME,
    )


MEASURES: tuple[Measure, ...] = (
    Measure(
        code="received",
        name=_("Complaints received"),
        definition=_(
            "Complaints filed in the period; for an agency, those that reached it in the period."
        ),
        kind=Kind.COUNT,
        unit=Unit.COMPLAINTS,
        better=Better.NEITHER,
        counted=cohorts.received,
        day="filed_on",
    ),
    Measure(
        code="open",
        name=_("Open"),
        definition=_("Complaints not yet closed at the end of the period, or now."),
        kind=Kind.COUNT,
        unit=Unit.COMPLAINTS,
        better=Better.DOWN,
        counted=cohorts.still_open,
        day="began_on",
        snapshot=True,
    ),
    Measure(
        code="late",
        name=_("Late"),
        definition=_("Open complaints with a limit that had passed by then."),
        kind=Kind.COUNT,
        unit=Unit.COMPLAINTS,
        better=Better.DOWN,
        counted=cohorts.overdue,
        day="began_on",
        snapshot=True,
    ),
    _promise(
        "accepted_on_time",
        Limit.ACCEPTANCE,
        _("Accepted on time"),
        _(
            "Accepted or returned by the limit ÷ limits that fall in the period and were answered or have passed."
        ),
    ),
    _promise(
        "resolved_on_time",
        Limit.FIRST_PROMISE,
        _("Resolved on time"),
        _(
            "Closed by the first promise ÷ first promises that fall in the period, closed or passed."
        ),
    ),
    Measure(
        code="handling_time",
        name=_("Handling time, median"),
        definition=_("Working time from registration to closing, without the pauses."),
        kind=Kind.SPREAD,
        unit=Unit.WORKING_SECONDS,
        better=Better.DOWN,
        counted=cohorts.closed,
        day="closed_on",
        column="handling_seconds",
    ),
    _promise(
        "resolved_by_last_promise",
        Limit.LAST_PROMISE,
        _("Resolved by the last promise"),
        _("Closed by the last promise ÷ last promises that fall in the period, closed or passed."),
    ),
    _promise(
        "resolved_by_ceiling",
        Limit.CEILING,
        _("Resolved within the ceiling"),
        _("Closed by the ceiling ÷ ceilings that fall in the period, closed or passed."),
    ),
    Measure(
        code="acceptance_time",
        name=_("Acceptance time, median"),
        definition=_("Working time from delivery to acceptance, all agencies before it summed."),
        kind=Kind.SPREAD,
        unit=Unit.WORKING_SECONDS,
        better=Better.DOWN,
        counted=cohorts.accepted,
        day="filed_on",
        column="acceptance_seconds",
    ),
    Measure(
        code="closed",
        name=_("Closings"),
        definition=_("Closings in the period; a complaint reopened and closed again counts again."),
        kind=Kind.COUNT,
        unit=Unit.COMPLAINTS,
        better=Better.UP,
        counted=cohorts.closed,
        day="closed_on",
    ),
    Measure(
        code="closure_rate",
        name=_("Closure rate"),
        definition=_("Of the complaints filed in the period, those that are closed."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.UP,
        counted=cohorts.filed,
        day="filed_on",
        hit=Q(state=State.CLOSED),
    ),
    Measure(
        code="escalations",
        name=_("Escalations per 100 limits"),
        definition=_("Rungs reached after a limit in the period ÷ limits that fall in it."),
        kind=Kind.PER_HUNDRED,
        unit=Unit.PER_HUNDRED,
        better=Better.DOWN,
        counted=cohorts.escalations,
        day="true_at",
        against=lambda question: cohorts.limits(question, *cohorts.OVERDUE).exclude(
            verdict=Verdict.OUT
        ),
    ),
    Measure(
        code="hops",
        name=_("Agencies per complaint"),
        definition=_("Agencies that a complaint filed in the period was sent to, mean."),
        kind=Kind.MEAN,
        unit=Unit.PER_COMPLAINT,
        better=Better.DOWN,
        counted=cohorts.filed,
        day="filed_on",
        column="hops",
    ),
    Measure(
        code="wrongly_refused",
        name=_("Wrongly refused"),
        definition=_("Returned and then sent back by the unit ÷ returned in the period."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.DOWN,
        counted=cohorts.refusals,
        day="ended_on",
        hit=Q(wrongly_refused=True),
    ),
    Measure(
        code="reopened",
        name=_("Reopened"),
        definition=_("Reopened within 30 days of closing ÷ closings in the period."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.DOWN,
        counted=cohorts.closed,
        day="closed_on",
        hit=Q(reopened_after_days__lte=REOPENING_WINDOW.days),
    ),
    Measure(
        code="satisfaction",
        name=_("Satisfaction"),
        definition=_("Mean score from 1 to 5 given when the answer was read out."),
        kind=Kind.MEAN,
        unit=Unit.SCORE,
        better=Better.UP,
        counted=cohorts.rated,
        day="closed_on",
        column="satisfaction",
    ),
    Measure(
        code="response_rate",
        name=_("Gave a score"),
        definition=_("Closings in the period for which a score was given."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.UP,
        counted=cohorts.closed,
        day="closed_on",
        hit=Q(satisfaction__isnull=False),
    ),
    Measure(
        code="answer_given",
        name=_("Answer given"),
        definition=_("Closings in the period whose answer was read out to the complainant."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.UP,
        counted=cohorts.closed,
        day="closed_on",
        hit=Q(answer_given_on__isnull=False),
    ),
    Measure(
        code="answer_time",
        name=_("Time to the answer, median"),
        definition=_("From closing to the answer being read out, day and night."),
        kind=Kind.SPREAD,
        unit=Unit.SECONDS,
        better=Better.DOWN,
        counted=cohorts.told,
        day="closed_on",
        column="answer_seconds",
    ),
    Measure(
        code="messages_delivered",
        name=_("Messages delivered"),
        definition=_("SMS and e-mails delivered ÷ sent in the period; whatever the complaint."),
        kind=Kind.RATE,
        unit=Unit.PERCENT,
        better=Better.UP,
        counted=cohorts.messages,
        day="made_at",
        hit=Q(state=Message.State.DELIVERED),
        lists=False,
    ),
)
TILES = (
    "received",
    "open",
    "late",
    "accepted_on_time",
    "resolved_on_time",
    "handling_time",
)
_BY_CODE = {measure.code: measure for measure in MEASURES}


def measure(code: str) -> Measure:
    """The indicator of this code; raises KeyError."""
    return _BY_CODE[code]


def found(code: str) -> Measure | None:
    """The indicator of a code that somebody typed; None when there is none."""
    return _BY_CODE.get(code)
