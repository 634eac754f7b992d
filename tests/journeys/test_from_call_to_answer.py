"""Call → SMS → accept → late → escalate, once for each rung → close → message → answer given."""

from datetime import date, timedelta

from complaints_app import handling, notices
from complaints_app.escalation import sweep
from complaints_app.models import ComplaintEvent, Escalation
from complaints_app.status import State
from sms.models import Message
from tests.factories import SUNDAY, Office, amman

DUE = amman("2026-11-22 14:00")


def kinds_of(complaint_id: int) -> list[str]:
    return list(
        ComplaintEvent.objects.filter(complaint=complaint_id)
        .order_by("seq")
        .values_list("kind", flat=True)
    )


def sms_to(number: str) -> list[str]:
    return list(
        Message.objects.filter(channel="sms", address=number).values_list("kind", flat=True)
    )


def words_of(kind: str) -> str:
    return Message.objects.get(channel="sms", kind=kind).body


def test_a_call_is_delivered_at_once_with_an_sms_to_the_officer(office: Office) -> None:
    complaint = office.call()
    notices.tell(SUNDAY)
    assert (complaint.state, complaint.agency) == (State.DELIVERED, office.agency)
    assert complaint.due_at == DUE
    assert sms_to("+962791000001") == ["delivered"]
    assert sms_to("+962791234123") == ["registered"]
    assert sms_to("+962791000005") == []


def test_the_sms_names_the_number_and_no_word_of_the_complaint(office: Office) -> None:
    complaint = office.call()
    notices.tell(SUNDAY)
    body = words_of("delivered")
    assert str(complaint) in body
    assert "المدرسة" not in body
    assert "العبداللات" not in body


def test_an_accepted_complaint_is_in_process_until_the_promised_day_closes(office: Office) -> None:
    complaint = office.accepted(on=date(2026, 11, 25))
    assert complaint.state == State.IN_PROCESS
    assert complaint.promised_at == amman("2026-11-25 15:30")
    assert complaint.officer == office.officer


def test_nobody_accepts_so_official_then_head_then_unit_hear_of_it(office: Office) -> None:
    complaint = office.call()
    sweep(DUE + timedelta(seconds=1))
    sweep(amman("2026-11-23 14:01"))
    sweep(amman("2026-11-24 14:01"))
    rungs = Escalation.objects.filter(complaint=complaint).order_by("true_at")
    assert [rung.true_at for rung in rungs] == [
        DUE,
        amman("2026-11-23 14:00"),
        amman("2026-11-24 14:00"),
    ]
    assert sms_to("+962791000002") == ["escalated"]
    assert sms_to("+962791000003") == ["escalated"]
    assert sms_to("+962791000004") == ["escalated_unit"]


def test_a_second_sweep_adds_nothing(office: Office) -> None:
    complaint = office.call()
    first = sweep(amman("2026-11-24 14:01"))
    again = sweep(amman("2026-11-24 14:01"))
    assert (first.escalated, again.escalated) == (3, 0)
    assert Escalation.objects.filter(complaint=complaint).count() == 3


def test_the_moment_itself_is_still_on_time(office: Office) -> None:
    office.call()
    assert sweep(DUE).escalated == 0
    assert sweep(DUE + timedelta(microseconds=1)).escalated == 1


def test_the_last_rung_repeats_until_somebody_acts(office: Office) -> None:
    complaint = office.call()
    sweep(amman("2026-12-20 10:00"))
    repeated = Escalation.objects.filter(complaint=complaint, clock__kind="acceptance")
    assert repeated.filter(occurrence__gt=0).count() == 3


def test_an_act_after_the_limit_first_writes_the_rung_it_owed(office: Office) -> None:
    complaint = office.call()
    late = handling.accept(
        complaint,
        by=office.officer,
        promise_on=date(2026, 11, 25),
        now=DUE + timedelta(seconds=40),
    )
    assert kinds_of(late.pk) == ["registered", "routed", "escalated", "accepted"]
    assert sweep(DUE + timedelta(minutes=5)).escalated == 0


def test_closing_tells_the_complainant_to_call_and_the_answer_is_given(office: Office) -> None:
    closed = office.closed()
    notices.tell(SUNDAY)
    text = words_of("closed")
    assert str(closed) in text
    assert "06-5008080" in text
    told = handling.give_answer(closed, by=office.agent, verified=True, satisfaction=4, now=SUNDAY)
    assert (told.answer_given_at, told.satisfaction) == (SUNDAY, 4)


def test_a_reopened_complaint_begins_a_new_cycle_with_the_policys_date(office: Office) -> None:
    again = handling.reopen(office.closed(), by=office.agent, reason="عاد التسرب", now=SUNDAY)
    assert (again.state, again.cycle, again.reopenings) == (State.IN_PROCESS, 2, 1)
    assert again.promised_at == amman("2026-11-25 10:00")
