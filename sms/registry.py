"""Where other rooms tell the wire what it cannot know: kinds, relevance, who may look, what follows.

Filled in `AppConfig.ready()`; the wire itself imports no other room.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sms.models import Message

log = logging.getLogger(__name__)

Words = str | Promise
Judge = Callable[["Message"], bool]
Links = Callable[[Iterable[str]], Mapping[str, str]]
Follower = Callable[["Message"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: its name, what may stand in braces, and how long it is worth sending."""

    code: str
    label: Words
    placeholders: Mapping[str, tuple[Words, Words]]  # name → (label, sample)
    time_to_live: timedelta


def _nobody(user: Any) -> bool:
    return False


def _nothing(user: Any, messages: "QuerySet[Message]") -> "QuerySet[Message]":
    return messages.none()


def _nowhere(abouts: Iterable[str]) -> Mapping[str, str]:
    return {}


@dataclass
class _Access:
    """Nobody sees anything until a room that knows people says otherwise."""

    may_see: Callable[[Any], bool] = _nobody
    scope: Callable[[Any, "QuerySet[Message]"], "QuerySet[Message]"] = _nothing
    may_operate: Callable[[Any], bool] = _nobody


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)
    judges: dict[str, Judge] = field(default_factory=dict)
    settled: list[Follower] = field(default_factory=list)
    silent: list[Follower] = field(default_factory=list)
    links: Links = _nowhere
    access: _Access = field(default_factory=_Access)


_known = _Registry()


def register_kind(
    code: str,
    *,
    placeholders: Mapping[str, tuple[Words, Words]],
    label: Words = "",
    time_to_live: timedelta = timedelta(days=1),
) -> None:
    """A kind of message and the values its template may use: {"reference": (label, sample)}."""
    _known.kinds[code] = Kind(code, label or code, dict(placeholders), time_to_live)


def register_relevance(kind: str, function: Judge) -> None:
    """`function(message)` is asked just before sending; False means: no longer needed, do not send."""
    _known.judges[kind] = function


def register_settled(function: Follower) -> None:
    """`function(message)` runs in the transaction that settles a message (accepted, delivered, failed,
    expired, unknown); it may run again for the same state and must not mind. It must be short.
    """
    _known.settled.append(function)


def register_silence(function: Follower) -> None:
    """`function(message)` runs once, when a message has been unknown for ten minutes: time to fall back."""
    _known.silent.append(function)


def register_links(function: Links) -> None:
    """`function(abouts)` gives the addresses of what messages are about, all of a page at once."""
    _known.links = function


def register_access(
    may_see: Callable[[Any], bool],
    scope: Callable[[Any, "QuerySet[Message]"], "QuerySet[Message]"],
    may_operate: Callable[[Any], bool] | None = None,
) -> None:
    """Who may open the log, which rows he finds there, and who may send again (default: who may see)."""
    _known.access = _Access(may_see, scope, may_operate or may_see)


def kind_of(code: str) -> Kind:
    """The registered kind; an unregistered one has no placeholders and lives a day."""
    return _known.kinds.get(code) or Kind(code, code, {}, timedelta(days=1))


def kinds() -> list[Kind]:
    return [_known.kinds[code] for code in sorted(_known.kinds)]


def is_registered(code: str) -> bool:
    return code in _known.kinds


def is_relevant(message: "Message") -> bool:
    """A judge that fails does not silence a message: it is sent, and the failure logged."""
    judge = _known.judges.get(message.kind)
    if judge is None:
        return True
    try:
        with transaction.atomic():
            return judge(message)
    except Exception:
        log.exception("The relevance of message %s could not be judged", message.pk)
        return True


def tell_settled(message: "Message") -> None:
    _tell(_known.settled, message)


def tell_silent(message: "Message") -> None:
    _tell(_known.silent, message)


def _tell(followers: list[Follower], message: "Message") -> None:
    for follower in followers:
        try:
            with transaction.atomic():
                follower(message)
        except Exception:
            log.exception("A follower of message %s failed", message.pk)


def links_to(abouts: Iterable[str]) -> Mapping[str, str]:
    """The address of each thing that has one."""
    asked = {about for about in abouts if about}
    return _known.links(asked) if asked else {}


def link_to(about: str) -> str:
    return links_to([about]).get(about, "")


def may_see(user: Any) -> bool:
    return bool(user.is_active) and _known.access.may_see(user)


def may_operate(user: Any) -> bool:
    return may_see(user) and _known.access.may_operate(user)


def visible_to(user: Any, messages: "QuerySet[Message]") -> "QuerySet[Message]":
    return _known.access.scope(user, messages) if may_see(user) else messages.none()
