"""What was computed a moment ago for the same question is not computed again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from dashboards.filters import Question

SECONDS = 30
Found = TypeVar("Found")


def kept(name: str, question: Question, compute: Callable[[], Found]) -> Found:
    """`compute()`, or its answer of the last half minute. The question names the scope, so it is safe to share."""
    parts = (
        name,
        get_language(),
        question.span,
        sorted(question.agencies) if question.agencies is not None else "everywhere",
        question.place,
        sorted(question.subjects) if question.subjects is not None else "",
        question.kind,
        question.channel,
        question.state,
    )
    key = f"numbers:{sha256(repr(parts).encode()).hexdigest()}"
    found: Found | None = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, SECONDS)
    return found
