"""Writes the facts of many complaints in place of the old ones, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, models, transaction
from django.utils import timezone

from complaints_app import bulk
from dashboards.facts.reading import Case, World
from dashboards.facts.story import Cycle, Limit, Stay, Story
from dashboards.facts.sums import measured
from dashboards.facts.verdicts import verdict
from dashboards.models import ComplaintFact, CycleFact, LimitFact, StayFact

PARTS: tuple[type[models.Model], ...] = (StayFact, CycleFact, LimitFact)


@dataclass(slots=True)
class Rows:
    """New facts, not yet written."""

    facts: list[ComplaintFact] = field(default_factory=list)
    stays: list[StayFact] = field(default_factory=list)
    cycles: list[CycleFact] = field(default_factory=list)
    limits: list[LimitFact] = field(default_factory=list)


def day_of(moment: datetime) -> date:
    """The date on the site's calendar: cohorts are made of these (DECISION 40)."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def local_day(moment: datetime | None) -> date | None:
    return None if moment is None else day_of(moment)


def lay_out(rows: Rows, case: Case, story: Story, world: World) -> None:
    """Adds the rows of one complaint."""
    rows.facts.append(_fact(case, story, world))
    rows.stays += [_stay(case, stay, world) for stay in story.stays]
    rows.cycles += [_cycle(case, cycle, world) for cycle in story.cycles]
    rows.limits += [
        _limit(case, measure, limit, world) for measure, limit in measured(story, world.calendar)
    ]


def write(ids: Sequence[int], rows: Rows) -> None:
    """Exchanges the facts of these complaints: all or nothing."""
    with transaction.atomic():
        for model in PARTS:
            model._default_manager.filter(fact_id__in=ids).delete()
        # Its parts are gone: asking for them again, row by row, is what delete() would do.
        ComplaintFact.objects.filter(pk__in=ids)._raw_delete(connection.alias)  # noqa: SLF001
        bulk.put_in(ComplaintFact, rows.facts)
        bulk.put_in(StayFact, rows.stays)
        bulk.put_in(CycleFact, rows.cycles)
        bulk.put_in(LimitFact, rows.limits)


def _fact(case: Case, story: Story, world: World) -> ComplaintFact:
    filed = story.cycles[0].opened if story.cycles else case.registered_at
    return ComplaintFact(
        complaint_id=case.pk,
        agency_id=case.agency_id,
        governorate_id=world.governorate(case.place_id),
        place_id=case.place_id,
        subject_id=case.subject_id,
        subject_root_id=world.subject_root(case.subject_id),
        kind_id=case.kind_id,
        channel=case.channel,
        filed_on=day_of(filed),
        closed_on=local_day(case.closed_at),
        state=case.state,
        outcome=case.outcome,
        hops=story.hops,
        returns=story.returns,
        reopenings=case.reopenings,
        follow_ups=story.follow_ups,
        level=story.level,
        acceptance_seconds=story.acceptance_seconds,
        last_seq=story.last_seq,
    )


def _stay(case: Case, stay: Stay, world: World) -> StayFact:
    return StayFact(
        fact_id=case.pk,
        agency_id=world.agency_id(stay.agency),
        cycle=stay.cycle,
        arrived=stay.arrived,
        began_on=day_of(stay.began),
        ended_on=local_day(stay.ended),
        ended_how=stay.how,
        accepted=stay.accepted is not None,
        wrongly_refused=stay.wrongly_refused,
        seconds=stay.seconds,
    )


def _cycle(case: Case, cycle: Cycle, world: World) -> CycleFact:
    waited = None
    if cycle.answer_given is not None and cycle.closed is not None:
        waited = int((cycle.answer_given - cycle.closed).total_seconds())
    return CycleFact(
        fact_id=case.pk,
        agency_id=world.agency_id(cycle.agency),
        cycle=cycle.number,
        opened_on=day_of(cycle.opened),
        closed_on=local_day(cycle.closed),
        outcome=cycle.outcome,
        handling_seconds=cycle.handling_seconds,
        paused_seconds=cycle.paused_seconds,
        reopened_after_days=_days(cycle.closed, cycle.reopened),
        answer_given_on=local_day(cycle.answer_given),
        answer_seconds=waited,
        satisfaction=cycle.satisfaction,
    )


def _days(since: datetime | None, until: datetime | None) -> int | None:
    first, last = local_day(since), local_day(until)
    return None if first is None or last is None else (last - first).days


def _limit(case: Case, measure: str, limit: Limit, world: World) -> LimitFact:
    return LimitFact(
        fact_id=case.pk,
        measure=measure,
        agency_id=world.agency_id(limit.agency),
        hop=limit.hop,
        cycle=limit.cycle,
        turn=limit.turn,
        started_at=limit.started,
        due_at=limit.due,
        due_on=day_of(limit.due),
        ended_at=limit.ended,
        how=limit.how,
        paused_at=limit.paused,
        verdict=verdict(limit.due, ended_at=limit.ended, how=limit.how, paused_at=limit.paused),
    )
