"""Returned once it goes to the agency named; returned twice the unit decides, and its word is kept."""

from datetime import timedelta

import pytest

from complaints_app import handling, routing
from complaints_app.models import Agency, Clock, Complaint, Precedent
from complaints_app.refusals import NotAllowed, UnlawfulMove
from complaints_app.status import State
from tests.factories import SUNDAY, Office, appoint, person


def returned_twice(office: Office) -> Complaint:
    passed = handling.return_to_unit(
        office.call(), by=office.officer, reason="شارع فرعي", proposed=office.other, now=SUNDAY
    )
    return handling.return_to_unit(
        passed, by=office.outsider, reason="ليس لنا", proposed=office.agency, now=SUNDAY
    )


def test_the_first_return_goes_to_the_agency_it_names(office: Office) -> None:
    passed = handling.return_to_unit(
        office.call(), by=office.officer, reason="شارع فرعي", proposed=office.other, now=SUNDAY
    )
    assert (passed.state, passed.agency, passed.hop) == (State.DELIVERED, office.other, 2)


def test_the_citizens_ceiling_does_not_restart_at_another_agency(office: Office) -> None:
    complaint = office.call()
    later = SUNDAY + timedelta(days=1)
    handling.return_to_unit(
        complaint, by=office.officer, reason="شارع فرعي", proposed=office.other, now=later
    )
    ceilings = Clock.objects.filter(complaint=complaint, kind="ceiling")
    assert [clock.started_at for clock in ceilings] == [SUNDAY]


def test_a_return_without_another_agency_waits_for_the_unit(office: Office) -> None:
    back = handling.return_to_unit(
        office.call(), by=office.officer, reason="ليس لنا", proposed=None, now=SUNDAY
    )
    assert back.state == State.RETURNED
    assert Clock.objects.filter(complaint=back, kind="competence", ended_at=None).exists()


def test_the_second_return_waits_for_the_unit_whatever_it_names(office: Office) -> None:
    assert returned_twice(office).state == State.RETURNED


def test_the_units_decision_is_a_precedent_that_routing_follows(office: Office) -> None:
    decided = handling.decide(
        returned_twice(office),
        by=office.unit,
        agency=office.other,
        reason="تتبع الأمانة",
        binding=True,
        now=SUNDAY,
    )
    assert decided.agency == office.other
    assert Precedent.objects.filter(complaint=decided, binding=True).count() == 1
    route = routing.find(office.subject, place=office.place, kind=office.kind)
    assert (route.agency, route.how) == (office.other, "precedent")


def test_the_same_agency_gets_only_what_was_left_of_its_time(office: Office) -> None:
    later = SUNDAY + timedelta(hours=3)
    back = handling.return_to_unit(
        office.call(), by=office.officer, reason="ليس لنا", proposed=None, now=later
    )
    decided = handling.decide(
        back, by=office.unit, agency=office.agency, reason="بل لكم", now=later
    )
    clock = Clock.objects.get(complaint=decided, kind="acceptance", ended_at=None)
    assert clock.allowance == 60


def test_only_the_unit_decides_competence(office: Office) -> None:
    back = handling.return_to_unit(
        office.call(), by=office.officer, reason="ليس لنا", proposed=None, now=SUNDAY
    )
    with pytest.raises(NotAllowed):
        handling.decide(back, by=office.head, agency=office.other, reason="لهم", now=SUNDAY)


def test_no_agency_at_all_is_closed_by_the_unit(office: Office) -> None:
    back = handling.return_to_unit(
        office.call(), by=office.officer, reason="ليس لنا", proposed=None, now=SUNDAY
    )
    closed = handling.refuse_competence(back, by=office.unit, reason="شأن خاص", now=SUNDAY)
    assert (closed.state, closed.outcome) == (State.CLOSED, "no_competence")


def test_a_closed_complaint_cannot_be_accepted(office: Office) -> None:
    closed = office.closed()
    with pytest.raises(UnlawfulMove):
        handling.accept(closed, by=office.officer, promise_on=SUNDAY.date(), now=SUNDAY)


def test_a_new_agency_gets_its_full_time(office: Office) -> None:
    third = Agency.objects.get(code="yarmouk-water")
    appoint(person("third", "نور"), "officer", third)
    later = SUNDAY + timedelta(hours=3)
    passed = handling.return_to_unit(
        office.call(), by=office.officer, reason="شمال", proposed=third, now=later
    )
    clock = Clock.objects.get(complaint=passed, hop=2, kind="acceptance")
    assert (clock.allowance, clock.started_at) == (240, later)
