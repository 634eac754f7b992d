"""Moments as whole microseconds, and the moment at which a zone's clocks show a time (pure)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND


def number_of(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no place in working time")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def moment_at(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def instant_at(zone: ZoneInfo, day: date, clock_time: timedelta) -> int:
    """The moment at which a zone's clocks show a time: the first of two, and where they skip it
    (midnight in Amman, nine times from 2014 to 2022) the moment at which they jump."""
    wall = datetime.combine(day, time.min) + clock_time
    instant = number_of(wall.replace(tzinfo=zone))
    if moment_at(instant).astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _jump(zone, number_of(wall.replace(tzinfo=zone, fold=1)), instant)


def _jump(zone: ZoneInfo, early: int, late: int) -> int:
    after = moment_at(late).astimezone(zone).utcoffset()
    while early < late:
        middle = (early + late) // (2 * SECOND) * SECOND
        if moment_at(middle).astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle + SECOND
    return late
