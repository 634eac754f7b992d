"""What happened before we were there: complaints of imports and the demonstration, at their true times."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from complaints_app import bulk, chain, deadlines
from complaints_app.case import Case
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
from complaints_app.reference import unspoken

__all__ = ["Case", "History", "Past", "as_history", "record_history", "relive"]


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


def relive(complaint: Complaint, *, at: datetime) -> Case:
    """A case that nobody has locked: the rules of today act on it in memory, `case.now` is moved by hand."""
    return Case(complaint, Head(), [], by=None, now=at)


def as_history(case: Case) -> History:
    """What a relived case amounts to; its rungs count as told at their moments."""
    escalation_of = {id(entry): row for entry, row in case.escalations}
    events = []
    for number, entry in enumerate(case.entries, 1):
        if (row := escalation_of.get(id(entry))) is not None:
            row.seq, row.told, row.noticed_at = number, 1, row.true_at
        events.append(
            Past(
                kind=entry.kind,
                at=entry.happened_at,
                to_state=entry.to_state,
                facts=entry.facts,
                words=entry.words,
                audience=entry.audience,
                actor_id=entry.actor.pk if entry.actor else None,
            )
        )
    rows = [row for _, row in case.escalations]
    return History(case.complaint, events, clocks=case.clocks, escalations=rows)


def record_history(
    histories: Sequence[History], *, recorded_at: datetime, imported: bool = True
) -> None:
    """Saves complaints with journal, heads and clocks, all or nothing. No notice, no alarm, no rung owed.

    The caller composes the facts; keys, hashes, the place in the queue and the dirt are made here. A complaint
    that was given no reference gets one that nobody speaks.
    """
    with transaction.atomic():
        keys = bulk.take_keys(Complaint, len(histories))
        journal = Journal(recorded_at)
        heads = []
        for key, history in zip(keys, histories, strict=True):
            complaint = history.complaint
            complaint.pk = key
            if not complaint.reference:
                complaint.reference = unspoken(key)
            deadlines.arrange(complaint, history.clocks)
            head = Head(complaint_id=key)
            for past in history.events:
                journal.append(head, past)
            heads.append((key, head.seq, head.hash, head.happened_at))
        bulk.put_in(Complaint, [history.complaint for history in histories])
        bulk.put_rows(Head, ("complaint", "seq", "hash", "happened_at"), heads)
        journal.save()
        _save_clocks(histories)
        bulk.put_rows(DirtyComplaint, ("complaint", "imported"), [(key, imported) for key in keys])


def continue_history(history: History, *, recorded_at: datetime) -> None:
    """More of the life of a complaint that record_history wrote: appended, at true times.

    `history.clocks` are all of its open clocks, changed and new; `complaint` carries its new values.
    """
    complaint = history.complaint
    with transaction.atomic():
        head = Head.objects.select_for_update().get(complaint_id=complaint.pk)
        before = ComplaintEvent.objects.get(complaint=complaint, seq=head.seq).to_state
        journal = Journal(recorded_at)
        for past in history.events:
            journal.append(head, past, since=before)
        deadlines.arrange(complaint, history.clocks)
        complaint.version += 1
        complaint.save()
        head.save()
        journal.save()
        for clock in history.clocks:
            clock.complaint = complaint
            clock.save()
        DirtyComplaint.objects.create(complaint=complaint, imported=True)


def _save_clocks(histories: Sequence[History]) -> None:
    for history in histories:
        for clock in history.clocks:
            clock.complaint_id = history.complaint.pk
    clocks = [clock for history in histories for clock in history.clocks]
    for key, clock in zip(bulk.take_keys(Clock, len(clocks)), clocks, strict=True):
        clock.pk = key
    bulk.put_in(Clock, clocks)
    escalations = [row for history in histories for row in history.escalations]
    for row in escalations:
        row.clock_id = row.clock.pk
        row.complaint_id = row.clock.complaint_id
    bulk.put_in(Escalation, escalations)


class Journal:
    """Entries of many complaints as plain rows: instances of models would cost more than their hashes."""

    EVENT = (
        "complaint",
        "seq",
        "kind",
        "happened_at",
        "recorded_at",
        "actor",
        "from_state",
        "to_state",
        "audience",
        "facts",
        "words_digest",
        "previous",
        "hash",
    )
    WORDS = ("complaint", "seq", "text", "salt")

    def __init__(self, recorded_at: datetime) -> None:
        self.recorded_at = recorded_at
        self.events: list[tuple[Any, ...]] = []
        self.words: list[tuple[Any, ...]] = []
        self._state = ""

    def append(self, head: Head, past: Past, *, since: str = "") -> None:
        """The next entry of the head's complaint; `since` is its state before the first one appended here."""
        salt = secrets.token_hex(16) if past.words else ""
        digest = chain.words_digest(past.words, salt)
        followed = bool(self.events) and self.events[-1][0] == head.complaint_id
        from_state = self._state if followed else since
        head.seq += 1
        previous = head.hash
        head.hash = chain.link(
            previous,
            complaint=head.complaint_id,
            seq=head.seq,
            kind=past.kind,
            happened_at=past.at,
            recorded_at=self.recorded_at,
            actor=past.actor_id,
            from_state=from_state,
            to_state=past.to_state,
            audience=past.audience,
            facts=past.facts,
            words=digest,
        )
        head.happened_at = max(past.at, head.happened_at or past.at)
        self._state = past.to_state
        self.events.append(
            (
                head.complaint_id,
                head.seq,
                past.kind,
                past.at,
                self.recorded_at,
                past.actor_id,
                from_state,
                past.to_state,
                str(past.audience),
                past.facts,
                digest,
                previous,
                head.hash,
            )
        )
        if past.words:
            self.words.append((head.complaint_id, head.seq, past.words, salt))

    def save(self) -> None:
        bulk.put_rows(ComplaintEvent, self.EVENT, self.events)
        bulk.put_rows(EventWords, self.WORDS, self.words)
