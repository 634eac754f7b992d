"""How long it took, and which promises were made: the sums over one story (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dashboards.facts.story import Calendars, Cycle, Limit, Pause, Stay, Story

MEASURED = {"triage", "acceptance", "competence", "waiting", "ceiling"}


def add_up(story: Story, calendars: Calendars) -> None:
    """Working time of each stay and cycle, on the calendar of whoever held the complaint."""
    for stay in story.stays:
        end = stay.accepted or stay.ended
        if end is not None:
            stay.seconds = max(0, calendars(stay.agency).seconds_between(stay.began, end))
    for cycle in story.cycles:
        _add_up_cycle(story, cycle, calendars)


def _add_up_cycle(story: Story, cycle: Cycle, calendars: Calendars) -> None:
    stays = [stay for stay in story.stays if stay.cycle == cycle.number]
    total = paused = 0
    for stay in stays:
        if stay.ended is None:
            continue
        calendar = calendars(stay.agency)
        total += calendar.seconds_between(stay.began, stay.ended)
        paused += sum(
            calendar.seconds_between(began, ended) for began, ended in _within(stay, story.pauses)
        )
    cycle.paused_seconds = max(0, paused)
    if cycle.closed is not None:
        cycle.handling_seconds = max(0, total - paused)


def _within(stay: Stay, pauses: list[Pause]) -> Iterator[tuple[datetime, datetime]]:
    for pause in pauses:
        if pause.ended is not None and stay.ended is not None:
            began, ended = max(pause.began, stay.began), min(pause.ended, stay.ended)
            if began < ended:
                yield began, ended


def measured(story: Story, calendars: Calendars) -> Iterator[tuple[str, Limit]]:
    """Every limit that is counted; of the promises the first and the last of each cycle."""
    for limit in story.limits.values():
        if limit.kind in MEASURED:
            yield limit.kind, limit
    for cycle in story.cycles:
        promises = sorted(
            (
                limit
                for limit in story.limits.values()
                if limit.kind == "resolution" and limit.cycle == cycle.number
            ),
            key=lambda limit: (limit.started, limit.turn),
        )
        if promises:
            first, last = promises[0], promises[-1]
            yield "last_promise", last
            yield "first_promise", _shifted(first, last, story.pauses, calendars)


def _shifted(first: Limit, last: Limit, pauses: list[Pause], calendars: Calendars) -> Limit:
    """The first promise counts until the case closes, and moves by every pause before it is over."""
    if first is last:
        return first
    calendar, due, still = calendars(first.agency), first.due, None
    for pause in pauses:
        moved_before = first.ended is not None and pause.began >= first.ended
        if not moved_before or pause.began > due:
            continue
        if pause.ended is None:
            still = pause.began
        else:
            seconds = pause.seconds or calendar.seconds_between(pause.began, pause.ended)
            due = calendar.add_seconds(due, seconds)
    return Limit(
        kind=first.kind,
        hop=first.hop,
        cycle=first.cycle,
        turn=first.turn,
        agency=last.agency,
        started=first.started,
        due=due,
        ended=last.ended,
        how=last.how,
        paused=still,
    )
