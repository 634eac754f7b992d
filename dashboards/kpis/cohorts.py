"""Which rows a question is about: one query set for each cohort, counted and listed alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from complaints_app.models import Agency, Escalation
from dashboards.filters import Question
from dashboards.models import ComplaintFact, CycleFact, LimitFact, Measure, StayFact, Verdict
from sms.models import Message

Rows = QuerySet[Any]

SENT = (
    Message.State.ACCEPTED,
    Message.State.DELIVERED,
    Message.State.FAILED,
    Message.State.EXPIRED,
    Message.State.UNKNOWN,
)

# A first promise that was moved with consent is no lateness of today; nor is a silent complainant.
OVERDUE = (
    Measure.TRIAGE,
    Measure.ACCEPTANCE,
    Measure.COMPETENCE,
    Measure.LAST_PROMISE,
    Measure.CEILING,
)
REOPENING_WINDOW = timedelta(days=30)


def filed(question: Question) -> Rows:
    """Complaints filed in the period, by who has them now."""
    return ComplaintFact.objects.filter(
        question.during("filed_on"), question.of_agencies(), question.of_complaint()
    )


def accepted(question: Question) -> Rows:
    return filed(question).filter(acceptance_seconds__isnull=False)


def received(question: Question) -> Rows:
    """Everywhere: complaints filed. By agencies: hops that reached them (DECISION 39)."""
    return filed(question) if question.agencies is None else arrivals(question)


def arrivals(question: Question) -> Rows:
    return StayFact.objects.filter(
        question.during("began_on"),
        question.of_agencies(),
        question.of_complaint("fact__"),
        arrived=True,
        agency__isnull=False,
    )


def refusals(question: Question) -> Rows:
    return StayFact.objects.filter(
        question.during("ended_on"),
        question.of_agencies(),
        question.of_complaint("fact__"),
        ended_how=StayFact.Ended.RETURNED,
    )


def still_open(question: Question) -> Rows:
    """In somebody's hands at the end of the last day of the period that has begun."""
    day = question.last_day
    return StayFact.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day),
        question.of_agencies(),
        question.of_complaint("fact__"),
        began_on__lte=day,
    )


def overdue(question: Question) -> Rows:
    """Open, and a limit of an agency or of the unit had passed by then."""
    moment = question.moment
    passed = LimitFact.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
        fact=OuterRef("fact"),
        measure__in=OVERDUE,
        due_at__lt=moment,
    ).exclude(verdict=Verdict.PAUSED)
    return still_open(question).filter(Exists(passed))


def closed(question: Question) -> Rows:
    return CycleFact.objects.filter(
        question.during("closed_on"), question.of_agencies(), question.of_complaint("fact__")
    )


def rated(question: Question) -> Rows:
    return closed(question).filter(satisfaction__isnull=False)


def told(question: Question) -> Rows:
    return closed(question).filter(answer_seconds__isnull=False)


def limits(question: Question, *measures: str) -> Rows:
    return LimitFact.objects.filter(
        question.during("due_on"),
        question.of_agencies(),
        question.of_complaint("fact__"),
        measure__in=measures,
    )


def decided(question: Question, measure: str) -> Rows:
    """The denominator of "on time" (DECISION 38): answered, or the limit has passed."""
    return limits(question, measure).filter(
        Q(verdict__in=(Verdict.ON_TIME, Verdict.LATE))
        | Q(verdict=Verdict.UNDECIDED, due_at__lt=question.now)
    )


def escalations(question: Question) -> Rows:
    """Rungs reached in the period; reminders before a limit are none."""
    return Escalation.objects.filter(
        question.of_agencies(),
        question.of_complaint("complaint__fact__"),
        true_at__gte=question.starts_at,
        true_at__lt=question.moment,
        level__gte=1,
    )


def messages(question: Question) -> Rows:
    """Texts and e-mails that left us in the period; a message knows its agency, not its complaint."""
    rows = Message.objects.filter(
        made_at__gte=question.starts_at, made_at__lt=question.moment, state__in=SENT
    ).exclude(channel=Message.Channel.IN_APP)
    if question.agencies is None:
        return rows
    codes = Agency.objects.filter(pk__in=question.agencies).values("code")
    return rows.filter(scope__in=codes)
