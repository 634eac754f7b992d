"""What becomes of a message without its sender: lost leases, time run out, silence, receipts."""

from datetime import datetime, timedelta

from django.db import transaction

from sms import registry, segments
from sms.models import Message, Reason

State = Message.State
SILENCE_IS_NEWS = timedelta(minutes=10)
_BATCH = 500


def tell(pk: int, *, now: datetime) -> None:
    """Whoever follows a message hears of its state; a receipt may have come before the answer did."""
    if not apply_receipts(pk, now=now):
        registry.tell_settled(Message.objects.get(pk=pk))


def recover_lost_leases(now: datetime) -> int:
    """Puts right what a dead sender left: without an attempt queued again, with an open one unknown."""
    lost = Message.objects.filter(
        state=State.SENDING, next_attempt_at__isnull=False, next_attempt_at__lte=now
    )
    recovered = 0
    for pk in list(lost.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            # The row first, then its attempts: a slow sender may be writing one.
            message = lost.filter(pk=pk).select_for_update().first()
            if message is None:
                continue
            recovered += 1
            if message.tries.filter(ended_at__isnull=True).exists():
                _unknown(message, now)
            else:
                lost.filter(pk=pk).update(
                    state=State.QUEUED, next_attempt_at=now, lease="", leased_until=None
                )
    return recovered


def _unknown(message: Message, now: datetime) -> None:
    """The token stays: a sender that is only slow may still tell what came of it."""
    Message.objects.filter(pk=message.pk).update(
        state=State.UNKNOWN,
        reason=Reason.INTERRUPTED,
        settled_at=now,
        next_attempt_at=now + SILENCE_IS_NEWS,
        leased_until=None,
    )
    tell(message.pk, now=now)


def expire(now: datetime) -> int:
    """Queued messages whose time has run out are sent no more."""
    over = Message.objects.filter(
        state=State.QUEUED,
        next_attempt_at__isnull=False,
        next_attempt_at__lte=now,
        expires_at__lte=now,
    )
    expired = 0
    for pk in list(over.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            changed = over.filter(pk=pk).update(
                state=State.EXPIRED, reason=Reason.TOO_LATE, settled_at=now, next_attempt_at=None
            )
            if changed:
                tell(pk, now=now)
        expired += changed
    return expired


def tell_of_silence(now: datetime) -> int:
    """Unknown for ten minutes and no receipt: once, whoever registered for it may fall back."""
    silent = Message.objects.filter(
        state=State.UNKNOWN, next_attempt_at__isnull=False, next_attempt_at__lte=now
    )
    told = 0
    for pk in list(silent.values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            changed = silent.filter(pk=pk).update(next_attempt_at=None)
            if changed:
                registry.tell_silent(Message.objects.get(pk=pk))
        told += changed
    return told


def apply_receipts(pk: int, *, now: datetime) -> bool:
    """Reads a message's receipts in any order: all parts delivered wins, else one lost part fails it.

    Returns whether that changed the message.
    """
    state = _said(Message.objects.get(pk=pk))
    if state is None:
        return False
    reason = Reason.UNDELIVERED if state == State.FAILED else ""
    # One being sent waits for its sender, who asks again; what was delivered stays delivered.
    closed = [State.SENDING, State.DELIVERED]
    if state == State.FAILED:
        closed += [State.FAILED, State.EXPIRED, State.QUEUED]
    with transaction.atomic():
        changed = (
            Message.objects.filter(pk=pk)
            .exclude(state__in=closed)
            .update(state=state, reason=reason, settled_at=now, next_attempt_at=None, lease="")
        )
        if changed:
            registry.tell_settled(Message.objects.get(pk=pk))
    return bool(changed)


def _said(message: Message) -> str | None:
    """What the receipts since the last attempt say; an earlier attempt's parts prove nothing."""
    attempt = message.tries.order_by("-number").first()
    if attempt is None:
        return None
    receipts = message.receipts.filter(received_at__gte=attempt.started_at)
    parts: dict[str, set[str]] = {"delivered": set(), "lost": set()}
    for provider_id, status in receipts.values_list("provider_id", "status"):
        if status in {"delivered", "failed", "rejected", "expired"}:
            parts["delivered" if status == "delivered" else "lost"].add(provider_id)
    if parts["lost"] - parts["delivered"]:
        return State.FAILED
    expected = message.parts or segments.parts(message.body, unicode=True)
    return State.DELIVERED if len(parts["delivered"]) >= max(expected, 1) else None
