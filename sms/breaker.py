"""Stops knocking at a provider that does not answer: five failures, a minute of silence, one probe.

Kept in the cache: shared by all workers on Redis, one for each process otherwise. Where the cache
is away the breaker stays closed: messages go on.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core.cache import cache

log = logging.getLogger(__name__)

FAILURES = 5
SILENCE = timedelta(seconds=60)
_MEMORY = 24 * 3600


def _even_without_a_cache(step: Callable[..., bool]) -> Callable[..., bool]:
    @wraps(step)
    def tried(channel: str, **facts: datetime) -> bool:
        try:
            return step(channel, **facts)
        except Exception:
            log.warning("The cache does not answer; the breaker stays closed", exc_info=True)
            return True

    return tried


@_even_without_a_cache
def lets_through(channel: str, *, now: datetime) -> bool:
    """Whether a send may start. After the silence it says yes once: that send is the probe."""
    until = cache.get(f"sms:open:{channel}")
    if until is None:
        return True
    if now < until:
        return False
    return bool(cache.add(f"sms:probe:{channel}", 1, timeout=int(SILENCE.total_seconds())))


@_even_without_a_cache
def not_used(channel: str) -> bool:
    """There was nothing to send: the probe is given back. Returns whether there was one."""
    return bool(cache.delete(f"sms:probe:{channel}"))


@_even_without_a_cache
def answered(channel: str) -> bool:
    """The provider works: forget the failures."""
    cache.delete_many([f"sms:{what}:{channel}" for what in ("open", "probe", "failures")])
    return True


@_even_without_a_cache
def failed(channel: str, *, now: datetime) -> bool:
    """One failure more; returns whether that is enough to fall silent."""
    cache.add(f"sms:failures:{channel}", 0, timeout=_MEMORY)
    try:
        failures = cache.incr(f"sms:failures:{channel}")
    except ValueError:  # it left the cache between the two lines
        return False
    if failures < FAILURES:
        return False
    cache.set(f"sms:open:{channel}", now + SILENCE, timeout=_MEMORY)
    cache.delete(f"sms:probe:{channel}")
    return True
