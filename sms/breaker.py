"""Stops knocking at a provider that does not answer: five failures, a minute of silence, one probe.

Kept in the cache: shared by all workers on Redis, one for each process otherwise.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

FAILURES = 5
SILENCE = timedelta(seconds=60)
_MEMORY = 24 * 3600


def lets_through(channel: str, *, now: datetime) -> bool:
    """Whether a send may start. After the silence it says yes once: that send is the probe."""
    until = cache.get(f"sms:open:{channel}")
    if until is None:
        return True
    if now < until:
        return False
    return bool(cache.add(f"sms:probe:{channel}", 1, timeout=int(SILENCE.total_seconds())))


def not_used(channel: str) -> None:
    """There was nothing to send: the probe is given back."""
    cache.delete(f"sms:probe:{channel}")


def answered(channel: str) -> None:
    """The provider works: forget the failures."""
    cache.delete_many([f"sms:{what}:{channel}" for what in ("open", "probe", "failures")])


def failed(channel: str, *, now: datetime) -> None:
    cache.add(f"sms:failures:{channel}", 0, timeout=_MEMORY)
    try:
        failures = cache.incr(f"sms:failures:{channel}")
    except ValueError:  # it left the cache between the two lines
        return
    if failures >= FAILURES:
        cache.set(f"sms:open:{channel}", now + SILENCE, timeout=_MEMORY)
        cache.delete(f"sms:probe:{channel}")
