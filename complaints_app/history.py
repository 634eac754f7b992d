"""What happened before we were there: complaints of imports and the demonstration, at their true times."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from complaints_app import chain, deadlines
from complaints_app.models import (
    Audience,
    Clock,
    Complaint,
    ComplaintEvent,
    DirtyComplaint,
    Escalation,
    EventWords,
    Head,
)


@dataclass(slots=True)
class Past:
    """One thing that happened. Nobody is told of it; its actor is known or not."""

    kind: str
    at: datetime
    to_state: str
    facts: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    audience: str = Audience.STAFF
    actor_id: int | None = None


@dataclass(slots=True)
class History:
    """One complaint, not saved yet, with all that is known of its life, in order of time."""

    complaint: Complaint
    events: list[Past]
    clocks: list[Clock] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)


def record_history(
    histories: Sequence[History], *, recorded_at: datetime, imported: bool = True
) -> None:
    """Saves complaints with journal, heads and clocks, all or nothing. No notice, no alarm, no rung owed.

    The caller composes the facts; numbers, hashes, the place in the queue and the dirt are made here.
    """
    with transaction.atomic():
        for history in histories:
            deadlines.arrange(history.complaint, history.clocks)
        Complaint.objects.bulk_create([history.complaint for history in histories])
        events: list[ComplaintEvent] = []
        words: list[EventWords] = []
        heads: list[Head] = []
        for history in histories:
            head = Head(complaint=history.complaint)
            for past in history.events:
                _append(
                    head,
                    past,
                    complaint=history.complaint,
                    recorded_at=recorded_at,
                    events=events,
                    words=words,
                )
            heads.append(head)
        Head.objects.bulk_create(heads)
        ComplaintEvent.objects.bulk_create(events)
        EventWords.objects.bulk_create(words)
        _save_clocks(histories)
        DirtyComplaint.objects.bulk_create(
            [
                DirtyComplaint(complaint_id=history.complaint.pk, imported=imported)
                for history in histories
            ]
        )


def _save_clocks(histories: Sequence[History]) -> None:
    for history in histories:
        for clock in history.clocks:
            clock.complaint = history.complaint
    Clock.objects.bulk_create([clock for history in histories for clock in history.clocks])
    escalations = [row for history in histories for row in history.escalations]
    for row in escalations:
        row.clock_id = row.clock.pk
        row.complaint_id = row.clock.complaint_id
    Escalation.objects.bulk_create(escalations)


def _append(
    head: Head,
    past: Past,
    *,
    complaint: Complaint,
    recorded_at: datetime,
    events: list[ComplaintEvent],
    words: list[EventWords],
) -> None:
    salt = secrets.token_hex(16) if past.words else ""
    digest = chain.words_digest(past.words, salt)
    from_state = events[-1].to_state if head.seq else ""
    head.seq += 1
    previous = head.hash
    head.hash = chain.link(
        previous,
        complaint=complaint.pk,
        seq=head.seq,
        kind=past.kind,
        happened_at=past.at,
        recorded_at=recorded_at,
        actor=past.actor_id,
        from_state=from_state,
        to_state=past.to_state,
        audience=past.audience,
        facts=past.facts,
        words=digest,
    )
    head.happened_at = past.at
    events.append(
        ComplaintEvent(
            complaint_id=complaint.pk,
            seq=head.seq,
            kind=past.kind,
            happened_at=past.at,
            recorded_at=recorded_at,
            actor_id=past.actor_id,
            from_state=from_state,
            to_state=past.to_state,
            audience=past.audience,
            facts=past.facts,
            words_digest=digest,
            previous=previous,
            hash=head.hash,
        )
    )
    if past.words:
        words.append(
            EventWords(complaint_id=complaint.pk, seq=head.seq, text=past.words, salt=salt)
        )
