"""What people do becomes numbers: the verbs write the journal, the facts read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaints_app import handling
from complaints_app.models import Complaint
from dashboards import facts, kpis
from dashboards.filters import Question
from dashboards.kpis import Indicator
from dashboards.models import ComplaintFact, CycleFact, LimitFact, StayFact
from dashboards.periods import Span
from tests.factories import SUNDAY, Office, new_office

MONTH = Span(date(2026, 11, 1), date(2026, 12, 31))
LATER = SUNDAY + timedelta(days=20)


@pytest.fixture
def office(db: None) -> Office:
    return new_office()


def ask(code: str, **changes: object) -> Indicator:
    return kpis.answer(kpis.measure(code), Question(span=MONTH, now=LATER, **changes))  # type: ignore[arg-type]


def verdicts(complaint: Complaint) -> dict[str, str]:
    return dict(LimitFact.objects.filter(fact_id=complaint.pk).values_list("measure", "verdict"))


def test_a_complaint_that_was_handled_in_time(office: Office) -> None:
    complaint = office.closed()
    facts.refresh(LATER)
    found = verdicts(complaint)
    assert found == dict.fromkeys(
        ("acceptance", "first_promise", "last_promise", "ceiling"), "on_time"
    )
    fact = ComplaintFact.objects.get(pk=complaint.pk)
    assert (fact.agency, fact.state, fact.outcome) == (office.agency, "closed", "resolved")
    assert fact.governorate == office.place
    assert ask("accepted_on_time").value == ask("resolved_on_time").value == 100.0
    assert (ask("received").value, ask("open").value, ask("closed").value) == (1, 0, 1)


def test_a_complaint_that_nobody_accepts_becomes_late(office: Office) -> None:
    office.call()
    facts.refresh(SUNDAY)
    assert (ask("late").value, ask("accepted_on_time").value) == (1, 0.0)


def test_a_return_that_goes_on_at_once_is_a_return_in_time(office: Office) -> None:
    complaint = office.call()
    handling.return_to_unit(
        complaint, by=office.officer, reason="شارع فرعي", proposed=office.other, now=SUNDAY
    )
    facts.refresh(SUNDAY)
    fact = ComplaintFact.objects.get(pk=complaint.pk)
    assert (fact.hops, fact.returns) == (2, 1)
    assert ask("accepted_on_time", agencies=frozenset({office.agency.pk})).value == 100.0
    assert ask("received", agencies=frozenset({office.other.pk})).value == 1
    assert ask("open", agencies=frozenset({office.agency.pk})).value == 0


def test_who_refused_what_the_unit_gives_him_refused_it_wrongly(office: Office) -> None:
    complaint = office.call()
    handling.return_to_unit(
        complaint, by=office.officer, reason="ليس لنا", proposed=None, now=SUNDAY
    )
    facts.refresh(SUNDAY)
    waiting = StayFact.objects.get(fact_id=complaint.pk, ended_on=None)
    assert waiting.agency is None
    complaint.refresh_from_db()
    handling.decide(complaint, by=office.unit, agency=office.agency, reason="لكم", now=SUNDAY)
    facts.refresh(SUNDAY)
    assert ask("wrongly_refused").value == 100.0


def test_waiting_for_the_complainant_is_a_pause(office: Office) -> None:
    complaint = office.waiting()
    facts.refresh(SUNDAY)
    assert verdicts(complaint)["last_promise"] == "paused"
    assert ask("resolved_on_time").details == {"paused": 1}
    back = SUNDAY + timedelta(hours=2)
    handling.resume(complaint, by=office.officer, reply="قرب المدرسة", now=back)
    complaint.refresh_from_db()
    handling.close(
        complaint,
        by=office.officer,
        outcome="resolved",
        answer="تم.",
        now=back + timedelta(hours=1),
    )
    facts.refresh(back)
    cycle = CycleFact.objects.get(fact_id=complaint.pk)
    assert (cycle.paused_seconds, cycle.handling_seconds) == (2 * 3600, 3600)


def test_a_later_date_breaks_the_first_promise_and_keeps_the_last(office: Office) -> None:
    complaint = office.accepted(on=date(2026, 11, 24))
    handling.extend(
        complaint, by=office.officer, promise_on=date(2026, 11, 26), reason="قطعة", now=SUNDAY
    )
    complaint.refresh_from_db()
    handling.close(
        complaint,
        by=office.officer,
        outcome="resolved",
        answer="تم.",
        now=SUNDAY + timedelta(days=3),
    )
    facts.refresh(LATER)
    found = verdicts(complaint)
    assert (found["first_promise"], found["last_promise"]) == ("late", "on_time")


def test_the_answer_and_its_score_belong_to_the_closing(office: Office) -> None:
    complaint = office.closed()
    handling.give_answer(
        complaint, by=office.agent, verified=True, satisfaction=4, now=SUNDAY + timedelta(days=1)
    )
    facts.refresh(LATER)
    assert (ask("satisfaction").value, ask("answer_given").value) == (4.0, 100.0)
    assert ask("answer_time").value == 86_400
