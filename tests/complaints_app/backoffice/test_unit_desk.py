"""The unit's desk and the answers to give: each queue holds what waits there, and nobody else sees it."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints_app import handling
from complaints_app.backoffice.home import first_screen
from complaints_app.models import Complaint, IdentityView
from complaints_app.status import State
from tests.factories import Office, amman, appoint, person

NOW = amman("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def returned(office: Office) -> Complaint:
    return handling.return_to_unit(
        office.call(now=amman("2026-11-24 09:00")),
        by=office.officer,
        reason="ليست لنا",
        proposed=None,
        now=amman("2026-11-24 09:30"),
    )


def test_a_returned_complaint_waits_on_the_units_desk(office: Office) -> None:
    complaint = returned(office)
    page = client_of(office.unit).get(f"{reverse('complaint_desk')}?tab=returned")
    assert [row.complaint for row in page.context["rows"]] == [complaint]
    assert {tab.part.name: tab.count.n for tab in page.context["tabs"]}["returned"] == 1


def test_an_officer_finds_no_desk_and_a_superior_only_his_requests(office: Office) -> None:
    assert client_of(office.officer).get(reverse("complaint_desk")).status_code == 404
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    handling.request_extension(
        complaint,
        by=office.officer,
        promise_on=amman("2026-12-30 10:00").date(),
        reason="يلزم حفر",
        now=NOW,
    )
    page = client_of(office.official).get(reverse("complaint_desk"))
    assert [tab.part.name for tab in page.context["tabs"]] == ["requests"]
    assert [row.complaint for row in page.context["rows"]] == [complaint]
    outsider = appoint(person("foreign_head", "رئيس آخر"), "head", office.other)
    assert client_of(outsider).get(reverse("complaint_desk")).context["rows"] == []


def test_a_closed_complaint_waits_until_its_answer_was_given(office: Office) -> None:
    complaint = office.closed(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    listed = agent.get(reverse("complaint_answers"))
    assert [c for c, _badge in listed.context["rows"]] == [complaint]
    address = reverse("complaint_answer", args=[complaint.reference])
    assert "أُصلح الخط" not in agent.get(address).content.decode()
    assert agent.post(address, {"verify": "1"}).status_code == 422
    agent.post(address, {"verify": "1", "asked": ["reference", "name"]})
    assert "أُصلح الخط" in agent.get(address).content.decode()
    assert IdentityView.objects.get().what == "answer"
    agent.post(address, {"satisfaction": "4"})
    kept = Complaint.objects.get(pk=complaint.pk)
    assert kept.satisfaction == 4
    assert kept.answer_given_at is not None
    assert agent.get(reverse("complaint_answers")).context["rows"] == []


def test_an_answer_cannot_be_recorded_before_the_caller_was_verified(office: Office) -> None:
    complaint = office.closed(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    address = reverse("complaint_answer", args=[complaint.reference])
    assert agent.post(address, {"satisfaction": "4"}).status_code == 422
    assert Complaint.objects.get(pk=complaint.pk).answer_given_at is None


def test_the_agent_reopens_on_the_spot_without_seeing_the_case(office: Office) -> None:
    complaint = office.closed(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    address = reverse("complaint_reopen", args=[complaint.reference])
    assert agent.get(address).status_code == 200
    done = agent.post(address, {"reason": "لم يُصلح شيء", "version": complaint.version})
    assert done["Location"] == reverse("complaint_answer", args=[complaint.reference])
    assert Complaint.objects.get(pk=complaint.pk).state == State.IN_PROCESS
    assert agent.get(reverse("complaint_case", args=[complaint.reference])).status_code == 404


def test_a_question_to_the_complainant_is_shown_to_the_agent_after_verification(
    office: Office,
) -> None:
    complaint = office.waiting(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    address = reverse("complaint_answer", args=[complaint.reference])
    assert "أين؟" not in agent.get(address).content.decode()
    agent.post(address, {"verify": "1", "asked": ["phone"]})
    assert "أين؟" in agent.get(address).content.decode()


def test_a_call_about_an_open_complaint_is_recorded_for_the_agency(office: Office) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    page = agent.get(reverse("complaint_answer", args=[complaint.reference]))
    address = reverse("complaint_follow_up", args=[complaint.reference])
    assert address in page.content.decode()
    assert agent.post(address, {"text": "متى يصل الفريق؟"}).status_code == 302
    assert Complaint.objects.get(pk=complaint.pk).follow_ups == 1
    assert client_of(office.outsider).post(address, {"text": "س"}).status_code == 404


def test_answers_are_found_by_phone_and_reference(office: Office) -> None:
    complaint = office.closed(now=amman("2026-11-23 09:00"))
    agent = client_of(office.agent)
    for typed in (str(complaint.reference), "0791234123"):
        page = agent.get(reverse("complaint_answers"), {"q": typed})
        assert [c for c, _badge in page.context["rows"]] == [complaint]


def test_officers_have_no_list_of_answers(office: Office) -> None:
    assert client_of(office.officer).get(reverse("complaint_answers")).status_code == 404


def test_everybody_lands_on_his_own_work(office: Office) -> None:
    assert first_screen(office.officer) == reverse("complaint_queue")
    assert first_screen(office.unit) == reverse("complaint_desk")
    assert first_screen(office.head) == reverse("complaint_desk")
    assert first_screen(office.agent) == reverse("call_new")
    assert first_screen(person("nobody", "بلا دور")) is None
    for address in ("/", "/admin/"):
        assert client_of(office.officer).get(address)["Location"] == reverse("complaint_queue")
