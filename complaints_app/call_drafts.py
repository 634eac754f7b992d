"""What an agent has typed so far, under the call's own address; gone when the call is registered."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from complaints_app.models import CallDraft, Complaint
from permissions.models import User

KEPT_FOR = timedelta(days=2)
ENDED = 2**31 - 1  # no draft can be newer than the end of its call


class CallEnded(Exception):
    """The call is registered or was ended by a follow-up: nothing more is kept of it."""


class Stale(Exception):
    """A newer draft is already kept."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class Foreign(Exception):
    """The call belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The kept words of a call; `follow_up` is the reference number by which it was ended."""

    seq: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    saved_at: datetime | None = None
    follow_up: int | None = None


def read(call: UUID, by: User) -> Draft:
    """What is kept of this call; an empty draft if nothing is. Raises Foreign."""
    row = CallDraft.objects.filter(call=call).first()
    if row is None:
        return Draft()
    if row.owner_id != by.pk:
        raise Foreign
    if row.seq == ENDED:
        return Draft(ENDED, follow_up=row.data["follow_up"], saved_at=row.saved_at)
    return Draft(row.seq, row.data, row.started_at, row.saved_at)


def save(call: UUID, *, by: User, seq: int, fields: dict[str, Any], now: datetime) -> None:
    """Keeps a newer draft. Raises CallEnded, Stale, Foreign."""
    if Complaint.objects.filter(idempotency_key=call).exists():
        raise CallEnded
    if not _overtake(call, by=by, seq=seq, fields=fields, now=now):
        _save_first(call, by=by, seq=seq, fields=fields, now=now)
    # The call may have been registered while this was on its way.
    if Complaint.objects.filter(idempotency_key=call).exists():
        CallDraft.objects.filter(call=call).delete()
        raise CallEnded


def _overtake(call: UUID, *, by: User, seq: int, fields: dict[str, Any], now: datetime) -> bool:
    older = CallDraft.objects.filter(call=call, owner=by, seq__lt=seq)
    return bool(older.update(seq=seq, data=fields, saved_at=now))


def _save_first(call: UUID, *, by: User, seq: int, fields: dict[str, Any], now: datetime) -> None:
    try:
        with transaction.atomic():
            CallDraft.objects.create(
                call=call, owner=by, seq=seq, data=fields, started_at=now, saved_at=now
            )
    except IntegrityError:
        # Another one was faster, and may be older.
        if _overtake(call, by=by, seq=seq, fields=fields, now=now):
            return
        kept = CallDraft.objects.get(call=call)
        if kept.owner_id != by.pk:
            raise Foreign from None
        if kept.seq == ENDED:
            raise CallEnded from None
        raise Stale(kept.seq) from None


def end_by_follow_up(call: UUID, *, by: User, reference: int, now: datetime) -> bool:
    """Ends the call without a complaint, inside the caller's transaction; False if it had ended already."""
    ended = {"seq": ENDED, "data": {"follow_up": reference}, "saved_at": now}
    if CallDraft.objects.filter(call=call, owner=by, seq__lt=ENDED).update(**ended):
        return True
    _row, created = CallDraft.objects.get_or_create(
        call=call, defaults={"owner": by, "started_at": now, **ended}
    )
    return created


def forget(call: UUID) -> None:
    CallDraft.objects.filter(call=call).delete()


def forget_old(now: datetime) -> int:
    """Calls nobody came back to; how many went."""
    return CallDraft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]
