"""Acts: they do what they say, refuse at the field, and never lose a typed word."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints_app import handling
from complaints_app.models import Complaint, Request
from complaints_app.status import State
from tests.factories import AMMAN, Office, amman

NOW = amman("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(office: Office) -> Client:
    client = Client()
    client.force_login(office.officer)
    return client


def act(client: Client, name: str, complaint: Complaint, **data: Any) -> Any:
    data.setdefault("version", complaint.version)
    return client.post(reverse(f"complaint_{name}", args=[complaint.reference]), data)


def state_of(complaint: Complaint) -> str:
    return Complaint.objects.get(pk=complaint.pk).state


def test_accepting_sets_the_promised_day(office: Office, desk: Client) -> None:
    complaint = office.call(now=NOW)
    page = desk.get(reverse("complaint_accept", args=[complaint.reference]))
    chosen = page.context["picker"].chosen
    assert act(desk, "accept", complaint, promise_on=chosen.isoformat()).status_code == 302
    kept = Complaint.objects.get(pk=complaint.pk)
    assert kept.state == State.IN_PROCESS
    assert kept.promised_at is not None
    assert kept.promised_at.astimezone(AMMAN).date() == chosen


def test_a_day_off_is_refused_at_the_field(office: Office, desk: Client) -> None:
    complaint = office.call(now=NOW)
    page = act(desk, "accept", complaint, promise_on="2026-11-27")
    assert page.status_code == 422
    assert page.context["form"].errors["promise_on"]
    assert state_of(complaint) == State.DELIVERED


def test_an_empty_form_says_what_is_missing(office: Office, desk: Client) -> None:
    complaint = office.call(now=NOW)
    page = act(desk, "return_to_unit", complaint)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"ground", "reason"}
    assert 'href="#id_reason"' in page.content.decode()


def test_a_first_return_goes_to_the_named_agency_and_leaves_our_sight(
    office: Office, desk: Client
) -> None:
    complaint = office.call(now=NOW)
    done = act(
        desk,
        "return_to_unit",
        complaint,
        ground="place",
        reason="خارج المنطقة",
        proposed=office.other.pk,
    )
    assert done.url == reverse("complaint_queue")
    assert Complaint.objects.get(pk=complaint.pk).agency == office.other


def test_who_was_slower_is_told_who_acted_and_keeps_his_words(office: Office, desk: Client) -> None:
    complaint = office.call(now=NOW)
    seen = complaint.version
    handling.return_to_unit(
        complaint, by=office.official, reason="ليست لنا", proposed=None, now=NOW
    )
    page = act(
        desk,
        "return_to_unit",
        complaint,
        version=seen,
        ground="subject",
        reason="كتبت سببًا طويلًا لا أريد أن يضيع",
    )
    text = page.content.decode()
    assert page.status_code == 409
    assert "عمر القضاة" in text
    assert "كتبت سببًا طويلًا لا أريد أن يضيع" in text
    assert page.context["still_offered"] is False


def test_a_conflict_that_still_allows_the_act_carries_the_new_version(
    office: Office, desk: Client
) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    seen = complaint.version
    moved = handling.extend(
        complaint,
        by=office.official,
        promise_on=amman("2026-11-26 10:00").date(),
        reason="القطعة لم تصل",
        now=NOW,
    )
    page = act(desk, "ask", complaint, version=seen, question="أين المدخل؟")
    assert page.status_code == 409
    assert page.context["form"]["version"].value() == str(moved.version)
    again = act(desk, "ask", complaint, version=moved.version, question="أين المدخل؟")
    assert again.status_code == 302
    assert state_of(complaint) == State.WAITING


def test_a_date_beyond_the_ceiling_becomes_a_request(office: Office, desk: Client) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    typed = {"promise_on": "2026-12-30", "reason": "يلزم حفر"}
    page = act(desk, "extend", complaint, **typed)
    assert page.status_code == 422
    assert "ask_superior" in page.content.decode()
    assert act(desk, "extend", complaint, **typed, ask_superior="1").status_code == 302
    asked = Request.objects.get()
    assert (asked.by, asked.proposed["promise_on"]) == (office.officer, "2026-12-30")


def test_a_superior_decides_a_request_and_nobody_his_own(office: Office, desk: Client) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    asked = handling.request_extension(
        complaint,
        by=office.officer,
        promise_on=amman("2026-12-30 10:00").date(),
        reason="يلزم حفر",
        now=NOW,
    )
    address = reverse("complaint_decide_request", args=[complaint.reference, asked.pk])
    said = {"granted": "yes", "decision": "موافق"}
    assert desk.post(address, said).status_code == 403
    desk.force_login(office.official)
    assert desk.post(address, said).status_code == 302
    asked.refresh_from_db()
    assert asked.state == Request.State.GRANTED


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("close", {"outcome": "resolved", "answer": "أُصلح الخط."}, State.CLOSED),
        ("ask", {"question": "أين؟"}, State.WAITING),
        ("note", {"text": "ملاحظة", "audience": "staff"}, State.IN_PROCESS),
        ("request_return", {"ground": "subject", "reason": "ليست لنا"}, State.IN_PROCESS),
    ],
)
def test_an_officer_does_his_acts(
    office: Office, desk: Client, name: str, data: dict[str, str], state: State
) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    assert act(desk, name, complaint, **data).status_code == 302
    assert state_of(complaint) == state


def test_a_colleague_is_assigned_and_a_complaint_claimed(office: Office, desk: Client) -> None:
    complaint = office.call(now=NOW)
    act(desk, "claim", complaint)
    assert Complaint.objects.get(pk=complaint.pk).officer == office.officer
    act(desk, "assign", complaint, officer=office.official.pk)
    assert Complaint.objects.get(pk=complaint.pk).officer == office.official


def test_the_unit_decides_competence_and_the_decision_is_shown_later(office: Office) -> None:
    complaint = handling.return_to_unit(
        office.call(now=amman("2026-11-23 09:00")),
        by=office.officer,
        reason="ليست لنا",
        proposed=None,
        now=amman("2026-11-23 10:00"),
    )
    client = Client()
    client.force_login(office.unit)
    done = act(client, "decide", complaint, agency=office.other.pk, reason="من اختصاص الأمانة")
    assert done.status_code == 302
    later = office.call(now=NOW)
    client.force_login(office.officer)
    page = client.get(reverse("complaint_return_to_unit", args=[later.reference]))
    assert [precedent.agency for precedent in page.context["precedents"]] == [office.other]


def test_an_act_that_is_not_offered_leads_back_with_the_reason(
    office: Office, desk: Client
) -> None:
    complaint = office.call(now=NOW)
    page = desk.get(reverse("complaint_close", args=[complaint.reference]), follow=True)
    assert page.redirect_chain[0][0] == reverse("complaint_case", args=[complaint.reference])
    assert [str(message) for message in page.context["messages"]]


def test_a_foreign_complaint_can_neither_be_opened_nor_acted_on(office: Office) -> None:
    complaint = office.call(now=NOW)
    client = Client()
    client.force_login(office.outsider)
    address = reverse("complaint_accept", args=[complaint.reference])
    assert client.get(address).status_code == 404
    assert client.post(address, {"promise_on": "2026-11-26"}).status_code == 404
    assert state_of(complaint) == State.DELIVERED
