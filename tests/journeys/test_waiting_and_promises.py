"""Waiting pauses the clock; a promise moves only within its limits; nothing else moves it."""

from datetime import date, timedelta

import pytest

from complaints_app import handling
from complaints_app.escalation import sweep
from complaints_app.models import Clock, Complaint, Request
from complaints_app.refusals import Invalid, MovedMeanwhile, NeedsSuperior, NotAllowed
from complaints_app.status import State
from tests.factories import SUNDAY, Office, amman


def resolution(complaint: Complaint) -> Clock:
    return Clock.objects.get(complaint=complaint, kind="resolution", ended_at=None)


def test_waiting_for_the_complainant_stops_the_resolution_clock(office: Office) -> None:
    waiting = office.waiting()
    assert waiting.state == State.WAITING
    assert resolution(waiting).next_check_at is None


def test_the_time_waited_is_added_to_the_promise(office: Office) -> None:
    waiting = office.waiting()
    later = SUNDAY + timedelta(days=1)  # one working day of 7.5 hours
    back = handling.resume(waiting, by=office.officer, reply="قرب المسجد", now=later)
    assert back.state == State.IN_PROCESS
    assert resolution(back).due_at == amman("2026-11-26 15:30")
    assert back.promised_at == amman("2026-11-26 15:30")


def test_a_comment_moves_no_clock(office: Office) -> None:
    complaint = office.accepted()
    before = resolution(complaint).due_at
    handling.note(complaint, by=office.officer, text="اتصلت بالمقاول", now=SUNDAY)
    handling.follow_up(complaint, by=office.agent, text="يسأل متى", now=SUNDAY)
    assert resolution(complaint).due_at == before


def test_a_day_off_cannot_be_promised(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        office.accepted(on=date(2026, 11, 27))
    assert refused.value.field == "promise_on"


def test_a_date_beyond_the_ceiling_needs_a_superior(office: Office) -> None:
    with pytest.raises(NeedsSuperior):
        office.accepted(on=date(2027, 1, 10))


def test_the_date_is_moved_as_often_as_the_policy_allows(office: Office) -> None:
    complaint = office.accepted()
    for day in (26, 29):
        complaint = handling.extend(
            complaint,
            by=office.officer,
            promise_on=date(2026, 11, day),
            reason="القطعة لم تصل",
            now=SUNDAY,
        )
    with pytest.raises(NeedsSuperior):
        handling.extend(
            complaint, by=office.officer, promise_on=date(2026, 11, 30), reason="ثانية", now=SUNDAY
        )


def test_a_date_moved_after_it_passed_keeps_the_old_rungs(office: Office) -> None:
    complaint = office.accepted(on=date(2026, 11, 23))
    later = amman("2026-11-24 09:00")
    with pytest.raises(NeedsSuperior):
        handling.extend(
            complaint, by=office.officer, promise_on=date(2026, 12, 1), reason="تأخر", now=later
        )
    asked = handling.request_extension(
        complaint, by=office.officer, promise_on=date(2026, 12, 1), reason="تأخر", now=later
    )
    handling.decide_request(asked, by=office.official, granted=True, now=later)
    swept = sweep(amman("2026-11-25 15:31"))
    assert swept.escalated == 1  # the head hears two working days after the first date all the same
    assert resolution(complaint).due_at == amman("2026-12-01 15:30")


def test_nobody_decides_his_own_request(office: Office) -> None:
    asked = handling.request_extension(
        office.accepted(),
        by=office.officer,
        promise_on=date(2027, 1, 10),
        reason="مناقصة",
        now=SUNDAY,
    )
    with pytest.raises(NotAllowed):
        handling.decide_request(asked, by=office.officer, granted=True, now=SUNDAY)
    assert Request.objects.get(pk=asked.pk).state == "open"


def test_two_people_close_at_once_one_wins_the_other_is_told(office: Office) -> None:
    complaint = office.accepted()
    version = complaint.version
    handling.close(
        complaint, by=office.officer, outcome="resolved", answer="تم", version=version, now=SUNDAY
    )
    with pytest.raises(MovedMeanwhile) as told:
        handling.close(
            complaint,
            by=office.official,
            outcome="resolved",
            answer="تم أيضًا",
            version=version,
            now=SUNDAY,
        )
    assert told.value.by_name == str(office.officer)


def test_another_agencys_officer_may_do_nothing(office: Office) -> None:
    complaint = office.call()
    with pytest.raises(NotAllowed):
        handling.accept(complaint, by=office.outsider, promise_on=date(2026, 11, 25), now=SUNDAY)


def test_a_reminder_comes_before_the_date_and_is_not_sent_after_it(office: Office) -> None:
    complaint = office.accepted(on=date(2026, 11, 25))
    sweep(amman("2026-12-10 10:00"))
    reached = complaint.escalations.filter(clock__kind="resolution").order_by("true_at")
    assert reached.count() >= 4
    assert reached[0].told is None
    assert reached[1].told
