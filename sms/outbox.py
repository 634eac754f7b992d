"""The outbox: what is put in is sent, or somebody learns that it was not. Never twice by itself.

Claim (short transaction, token and lease) → write the attempt → call the provider outside any
transaction → settle with the same token. Whoever dies on the way leaves a lease that runs out: before
the attempt was written the message is queued again, afterwards it is unknown and nobody repeats it.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sms import breaker, gateways, outcomes, phone, registry
from sms.models import Attempt, Message, Reason

log = logging.getLogger(__name__)

State, Channel = Message.State, Message.Channel
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = 30, 3600  # seconds
UNUSABLE = [Reason.NO_MOBILE, Reason.NO_ADDRESS]
_jitter = random.SystemRandom()
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Counts:
    """What one round of sending did."""

    accepted: int = 0
    delivered: int = 0
    retried: int = 0
    failed: int = 0
    expired: int = 0
    unknown: int = 0
    recovered: int = 0
    silent: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    def add(self, state: str) -> None:
        name = "retried" if state == State.QUEUED else state
        setattr(self, name, getattr(self, name) + 1)


def put(
    *,
    key: str,
    kind: str,
    channel: str,
    body: str,
    now: datetime,
    subject: str = "",
    person: Any = None,
    address: str = "",
    language: str = "ar",
    about: str = "",
    scope: str = "",
    urgent: bool = True,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Puts a message into the outbox, in the caller's transaction; the same key again changes nothing.

    A notice in the system is delivered at once. A message without a usable address is FAILED at once
    (`state` tells the caller to fall back), so that it is seen in the log.
    """
    if channel == Channel.IN_APP and person is None:
        raise ValueError("A notice in the system is for a person.")
    usable, reason = _address(channel, address)
    state, next_attempt_at = State.QUEUED, max(now, not_before or now)
    if channel == Channel.IN_APP:
        state = State.DELIVERED
    elif reason:
        state = State.FAILED
    at_rest = state != State.QUEUED
    return Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "channel": channel,
            "person": person,
            "address": usable,
            "language": language,
            "subject": subject[:200],
            "body": body,
            "about": about,
            "scope": scope,
            "urgent": urgent,
            "made_at": now,
            "expires_at": expires_at or next_attempt_at + registry.kind_of(kind).time_to_live,
            "state": state,
            "reason": reason,
            "next_attempt_at": None if at_rest else next_attempt_at,
            "settled_at": now if at_rest else None,
        },
    )[0]


def _address(channel: str, address: str) -> tuple[str, str]:
    """The address as it is used, and the reason if none can be."""
    if channel == Channel.IN_APP:
        return "", ""
    if channel == Channel.SMS:
        number = phone.normalise(address)
        return (number, "") if phone.is_mobile(number) else (number, Reason.NO_MOBILE)
    try:
        validate_email(address)
    except ValidationError:
        return address[:254], Reason.NO_ADDRESS
    return address, ""


def send_due(
    *,
    gateway: gateways.Gateway | None = None,
    now: datetime | None = None,
    limit: int = 10_000,
    deadline: float = 240,
) -> Counts:
    """Sends what is due, urgent first, and puts right what died or ran out of time.

    `deadline`: seconds this call may take; it ends while one more send still fits. `now` stops the
    clock (tests); `gateway` replaces the settings' choice for every channel.
    """
    clock: Clock = (lambda: now) if now is not None else timezone.now
    begun = time.monotonic()
    counts = Counts()
    counts.recovered = outcomes.recover_lost_leases(clock())
    counts.expired = outcomes.expire(clock())
    counts.silent = outcomes.tell_of_silence(clock())
    while limit > 0 and time.monotonic() - begun < deadline - gateways.LONGEST_SEND:
        sent = 0
        for channel in (Channel.SMS, Channel.EMAIL):
            sent += _send_one(channel, gateway, clock, counts)
        if not sent:
            break
        limit -= sent
    return counts


def _send_one(channel: str, gateway: gateways.Gateway | None, clock: Clock, counts: Counts) -> int:
    """Sends the next message of a channel: 1, or 0 if there is none or the provider is left alone."""
    if not breaker.lets_through(channel, now=clock()):
        return 0
    message = claim(channel, now=clock())
    if message is None:
        breaker.not_used(channel)
        return 0
    if not registry.is_relevant(message):
        breaker.not_used(channel)
        _settle(message, State.EXPIRED, clock(), reason=Reason.NOT_RELEVANT)
        counts.add(State.EXPIRED)
        return 1
    attempt = begin(message, now=clock())
    if attempt is None:  # too slow: somebody else has it, or the send could outlive the lease
        breaker.not_used(channel)
        return 0
    counts.add(_send(message, attempt, gateway or gateways.for_channel(channel), clock))
    return 1


def claim(channel: str, *, now: datetime) -> Message | None:
    """Takes the next due message for one lease, in a transaction of its own."""
    due = Message.objects.filter(
        channel=channel,
        state=State.QUEUED,
        next_attempt_at__isnull=False,
        next_attempt_at__lte=now,
        expires_at__gt=now,
    )
    token = str(uuid.uuid4())
    with transaction.atomic():
        message = _unlocked(due).order_by("-urgent", "next_attempt_at").first()
        if message is None:
            return None
        # The whole condition again: SQLite knows no row locks.
        taken = due.filter(pk=message.pk).update(
            state=State.SENDING, lease=token, leased_until=now + LEASE, next_attempt_at=now + LEASE
        )
    message.lease, message.leased_until, message.state = token, now + LEASE, State.SENDING
    return message if taken else None


def begin(message: Message, *, now: datetime) -> Attempt | None:
    """Writes down that a send begins now; None if the lease is lost or too short for one."""
    if message.leased_until is None:
        return None
    if now + timedelta(seconds=gateways.LONGEST_SEND) > message.leased_until:
        return None
    with transaction.atomic():
        if not _mine(message).update(attempts=F("attempts") + 1):
            return None
        message.attempts += 1
        number = message.tries.count() + 1  # goes on when a dead letter is sent again
        return Attempt.objects.create(message=message, number=number, started_at=now)


def _send(message: Message, attempt: Attempt, gateway: gateways.Gateway, clock: Clock) -> str:
    """One call of the provider, and what it means. Returns the state the message is in then."""
    try:
        accepted = gateway.send(message)
    except gateways.Refusal as refusal:
        return _refused(message, attempt, refusal, clock())
    except Exception as fault:  # a gateway's own mistake: nobody knows how far it came
        log.exception("The gateway failed on message %s", message.pk)
        garbled = gateways.Unknown(Reason.GARBLED, type(fault).__name__)
        return _refused(message, attempt, garbled, clock())
    breaker.answered(message.channel)
    state = State.DELIVERED if accepted.delivered else State.ACCEPTED
    _settle(
        message,
        state,
        clock(),
        attempt=attempt,
        provider_id=accepted.provider_id,
        parts=accepted.parts,
        cost=accepted.cost,
    )
    return state


def _refused(message: Message, attempt: Attempt, refusal: gateways.Refusal, now: datetime) -> str:
    if isinstance(refusal, gateways.Permanent):
        breaker.answered(message.channel)
        state: str = State.FAILED
    else:
        breaker.failed(message.channel, now=now)
        state = State.UNKNOWN if isinstance(refusal, gateways.Unknown) else State.QUEUED
    reason = refusal.reason
    if state == State.QUEUED and message.attempts >= MOST_ATTEMPTS:
        state, reason = State.FAILED, Reason.TOO_MANY
    wait = max(_wait(message.attempts), timedelta(seconds=refusal.retry_after))
    _settle(message, state, now, attempt=attempt, reason=reason, answer=refusal.answer, wait=wait)
    return state


def _wait(attempts: int) -> timedelta:
    """Full jitter between half a minute and a ceiling that doubles up to an hour."""
    ceiling = min(FIRST_WAIT * 2**attempts, LONGEST_WAIT)
    return timedelta(seconds=_jitter.uniform(FIRST_WAIT, ceiling))


def _settle(
    message: Message,
    state: str,
    now: datetime,
    *,
    attempt: Attempt | None = None,
    reason: str = "",
    answer: str = "",
    wait: timedelta = timedelta(0),
    **facts: object,
) -> None:
    """Writes the outcome down if the lease is still ours; a stranger's message is left alone."""
    changes = {"state": state, "reason": reason, "settled_at": now, "next_attempt_at": None} | facts
    if state == State.QUEUED:
        # No later than its end, so that the index finds it when it expires.
        changes |= {"settled_at": None, "next_attempt_at": min(now + wait, message.expires_at)}
    if state == State.UNKNOWN:
        changes["next_attempt_at"] = now + outcomes.SILENCE_IS_NEWS
    with transaction.atomic():
        if attempt is not None:
            Attempt.objects.filter(pk=attempt.pk).update(
                ended_at=now, result=reason or state, answer=answer
            )
        # Also when the lease ran out meanwhile (unknown): the token says that nobody else has it.
        mine = Message.objects.filter(
            pk=message.pk, lease=message.lease, state__in=[State.SENDING, State.UNKNOWN]
        )
        if not mine.update(lease="", leased_until=None, **changes):
            log.warning("Message %s was settled by somebody else", message.pk)
            return
        if state != State.QUEUED:
            outcomes.tell(message.pk, now=now)


def dead_letters() -> QuerySet[Message]:
    """What did not arrive and will not by itself: somebody should look."""
    return Message.objects.filter(
        Q(state__in=[State.FAILED, State.EXPIRED]) | Q(state=State.UNKNOWN, next_attempt_at=None)
    ).exclude(reason=Reason.NOT_RELEVANT)


def send_again(message: Message, *, by: Any, now: datetime) -> bool:
    """Queues a dead letter anew with a fresh life; False if it is none (any more)."""
    life = registry.kind_of(message.kind).time_to_live
    return bool(
        dead_letters()
        .filter(pk=message.pk)
        .exclude(reason__in=UNUSABLE)
        .update(
            state=State.QUEUED,
            reason="",
            attempts=0,
            next_attempt_at=now,
            expires_at=now + life,
            settled_at=None,
            lease="",
            again_by=by,
            again_at=now,
        )
    )


def _unlocked(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Passes by rows that another sender is just claiming, where the database can."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def _mine(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, lease=message.lease, state=State.SENDING)
