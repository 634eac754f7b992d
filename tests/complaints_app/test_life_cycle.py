"""Any sequence of acts: no undeclared state, no lost entry, no open complaint without queue and next moment."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from complaints_app import chain, handling
from complaints_app.escalation import sweep
from complaints_app.models import Clock, Complaint, ComplaintEvent, Escalation, Head, Request
from complaints_app.refusals import Refusal
from complaints_app.status import State
from tests.factories import SUNDAY, Office, new_office

ACTORS = ("officer", "official", "head", "unit", "agent", "outsider")
VERBS = (
    "accept",
    "return_to_unit",
    "ask",
    "resume",
    "extend",
    "request_extension",
    "note",
    "claim",
    "close",
    "close_at_once",
    "withdraw",
    "follow_up",
    "reopen",
    "give_answer",
    "triage",
    "decide",
    "refuse_competence",
)


class LifeOfAComplaint(RuleBasedStateMachine):
    """One complaint, many hands, a clock that only goes forward."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = SUNDAY
        self.complaint = self.office.call(now=self.now)
        self.entries = 2

    @rule(verb=st.sampled_from(VERBS), actor=st.sampled_from(ACTORS), days=st.integers(0, 12))
    def act(self, verb: str, actor: str, days: int) -> None:
        """Somebody tries something; whatever is refused changes nothing."""
        by = getattr(self.office, actor)
        said = self._said(verb, days)
        before = Complaint.objects.get(pk=self.complaint.pk)
        try:
            getattr(handling, verb)(before, by=by, now=self.now, **said)
        except Refusal:
            assert Head.objects.get(complaint=before).seq == self.entries
            assert Complaint.objects.get(pk=before.pk).version == before.version
        self.entries = Head.objects.get(complaint=before).seq

    @rule(granted=st.booleans(), actor=st.sampled_from(ACTORS))
    @precondition(lambda self: self.complaint.requests.filter(state="open").exists())
    def decide_a_request(self, granted: bool, actor: str) -> None:
        asked = Request.objects.filter(complaint=self.complaint, state="open").first()
        if asked is not None:
            with suppress(Refusal):
                handling.decide_request(
                    asked,
                    by=getattr(self.office, actor),
                    granted=granted,
                    decision="قرار",
                    now=self.now,
                )
            self.entries = Head.objects.get(complaint=self.complaint).seq

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_sweep_runs(self) -> None:
        sweep(self.now)
        self.entries = Head.objects.get(complaint=self.complaint).seq

    def _said(self, verb: str, days: int) -> dict[str, Any]:
        day = (self.now + timedelta(days=days)).date()
        words = {"reason": "سبب"}
        table: dict[str, dict[str, Any]] = {
            "accept": {"promise_on": day},
            "extend": {"promise_on": day, **words},
            "request_extension": {"promise_on": day, **words},
            "return_to_unit": {"proposed": self.office.other if days % 2 else None, **words},
            "ask": {"question": "أين؟"},
            "resume": {"reply": "هنا"},
            "note": {"text": "ملاحظة"},
            "follow_up": {"text": "متى؟"},
            "claim": {},
            "close": {"outcome": "resolved", "answer": "تم"},
            "close_at_once": {"outcome": "answered", "answer": "تم"},
            "give_answer": {"verified": True, "satisfaction": days % 5 + 1},
            "triage": {"agency": self.office.other},
            "decide": {"agency": self.office.agency if days % 2 else self.office.other, **words},
        }
        return table.get(verb, words)

    @invariant()
    def the_state_is_declared(self) -> None:
        assert Complaint.objects.get(pk=self.complaint.pk).state in set(State)

    @invariant()
    def an_open_complaint_is_in_a_queue_and_has_a_next_moment(self) -> None:
        complaint = Complaint.objects.get(pk=self.complaint.pk)
        running = Clock.objects.filter(complaint=complaint, ended_at=None)
        if complaint.is_open:
            assert complaint.queue_key is not None
            assert complaint.due_at is not None
            assert running.filter(next_check_at__isnull=False).exists()
        else:
            assert complaint.queue_key is None
            assert not running.exists()

    @invariant()
    def the_journal_has_no_gap_and_its_chain_holds(self) -> None:
        events = list(ComplaintEvent.objects.filter(complaint=self.complaint).order_by("seq"))
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        previous = ""
        for event in events:
            assert event.previous == previous
            assert event.hash == chain.link(
                previous,
                complaint=event.complaint_id,
                seq=event.seq,
                kind=event.kind,
                happened_at=event.happened_at,
                recorded_at=event.recorded_at,
                actor=event.actor_id,
                from_state=event.from_state,
                to_state=event.to_state,
                audience=event.audience,
                facts=event.facts,
                words=event.words_digest,
            )
            previous = event.hash

    @invariant()
    def every_escalation_stands_in_the_journal(self) -> None:
        told = ComplaintEvent.objects.filter(complaint=self.complaint, kind="escalated").count()
        assert Escalation.objects.filter(complaint=self.complaint).count() == told


@pytest.mark.django_db(transaction=False)
def test_no_sequence_of_acts_breaks_the_life_of_a_complaint() -> None:
    LifeOfAComplaint.office = new_office()
    run_state_machine_as_test(
        LifeOfAComplaint,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
