"""Who is calling: recognised by his number, his complaints shown, each look recorded once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints_app.models import Complaint, ComplaintEvent, EventWords, IdentityView
from complaints_app.reference import spoken_form
from permissions.models import User
from tests.factories import Office, appoint, person

SignIn = Callable[[User], Client]
HOUR_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture
def office(office: Office) -> Office:
    office.answers = {"leak_place": "street", "leak_size": "stream"}
    return office


@pytest.fixture
def agent(office: Office, signed_in: SignIn) -> Client:
    return signed_in(office.agent)


@pytest.fixture
def call() -> UUID:
    return uuid4()


@pytest.fixture
def earlier(office: Office) -> Complaint:
    return office.call(now=HOUR_AGO)


def caller(client: Client, call: UUID, phone: str = "0791234123") -> str:
    response = client.get(reverse("call_caller", args=[call]), {"phone": phone})
    assert response.status_code == 200
    return response.content.decode()


def case(call: UUID, complaint: Complaint) -> str:
    return reverse("call_case", args=[call, complaint.reference])


@pytest.mark.parametrize("typed", ["0791234123", "079 123 4123", "٠٧٩١٢٣٤١٢٣", "00962791234123"])
def test_a_caller_is_recognised_however_the_number_is_typed(
    agent: Client, call: UUID, earlier: Complaint, typed: str
) -> None:
    page = caller(agent, call, typed)
    assert "محمد أحمد العبداللات" in page
    assert spoken_form(earlier.reference) in page
    assert 'data-number="079 123 4123"' in page


def test_a_number_nobody_called_from_is_said_to_be_new(agent: Client, call: UUID) -> None:
    assert 'data-number="079 765 4321"' in caller(agent, call, "0797654321")
    assert "s-caller__new--no" in caller(agent, call, "07976")


def test_each_person_is_looked_at_once_a_call(
    agent: Client, call: UUID, office: Office, earlier: Complaint
) -> None:
    office.call(now=HOUR_AGO)
    office.call(now=HOUR_AGO, name="سعاد العبداللات")
    for _ in range(3):
        caller(agent, call)
    views = IdentityView.objects.filter(by=office.agent)
    occasions = list(views.values_list("occasion", flat=True))
    assert occasions == [f"call {call}"] * 2
    caller(agent, uuid4())
    assert views.count() == 4


def test_a_matched_complaint_shows_state_deadline_and_no_word_of_it(
    agent: Client, call: UUID, earlier: Complaint
) -> None:
    caller(agent, call)
    page = agent.get(case(call, earlier)).content.decode()
    assert "s-deadline" in page
    assert earlier.agency is not None
    assert earlier.agency.name_ar in page
    assert earlier.text not in page


def test_a_complaint_that_was_not_matched_in_this_call_does_not_exist(
    agent: Client, call: UUID, earlier: Complaint, signed_in: SignIn
) -> None:
    assert agent.get(case(call, earlier)).status_code == 404
    caller(agent, call)
    assert agent.get(case(uuid4(), earlier)).status_code == 404
    other = signed_in(appoint(person("maha", "مها السعود"), "agent"))
    assert other.get(case(call, earlier)).status_code == 404


def test_a_confidential_complaint_is_not_named_to_whoever_shares_the_number(
    agent: Client, call: UUID, office: Office
) -> None:
    hidden = office.call(now=HOUR_AGO, confidentiality="confidential")
    page = caller(agent, call)
    assert hidden.subject.name_ar not in page
    assert spoken_form(hidden.reference) in page


def test_a_follow_up_is_recorded_and_ends_the_call(
    agent: Client, call: UUID, earlier: Complaint
) -> None:
    caller(agent, call)
    response = agent.post(case(call, earlier), {"follow_up": "ما زال الماء يسيل."}, follow=True)
    earlier.refresh_from_db()
    assert earlier.follow_ups == 1
    assert EventWords.objects.filter(text="ما زال الماء يسيل.").exists()
    assert response.context["follow_up"] == earlier.reference
    assert Complaint.objects.count() == 1


def test_a_follow_up_sent_twice_is_recorded_once(
    agent: Client, call: UUID, earlier: Complaint
) -> None:
    caller(agent, call)
    for _ in range(2):
        agent.post(case(call, earlier), {"follow_up": "ما زال الماء يسيل."})
    assert ComplaintEvent.objects.filter(kind="follow_up").count() == 1


def test_a_follow_up_without_words_is_refused_and_the_call_goes_on(
    agent: Client, call: UUID, earlier: Complaint
) -> None:
    caller(agent, call)
    assert agent.post(case(call, earlier), {"follow_up": "  "}).status_code == 422
    assert agent.get(reverse("call", args=[call])).context["form"] is not None


def test_a_call_that_ended_by_a_follow_up_takes_no_draft_and_no_complaint(
    agent: Client, call: UUID, earlier: Complaint
) -> None:
    caller(agent, call)
    agent.post(case(call, earlier), {"follow_up": "ما زال الماء يسيل."})
    address = reverse("call", args=[call])
    body = {"seq": 9, "fields": {"text": "متأخر"}}
    assert agent.put(address, body, content_type="application/json").status_code == 410
    assert agent.post(address, {"text": "نص"}).status_code == 302
    assert Complaint.objects.count() == 1


def test_a_closed_complaint_leads_to_its_answer(agent: Client, call: UUID, office: Office) -> None:
    closed = office.closed()
    page = caller(agent, call)
    assert "s-caller__ready" in page
    panel = agent.get(case(call, closed)).content.decode()
    assert reverse("complaint_answer", args=[closed.reference]) in panel
    assert closed.answer not in panel


def test_a_complaint_is_found_by_its_number_too(agent: Client, earlier: Complaint) -> None:
    start = agent.get(reverse("call_find"))
    address = start.headers["Location"]
    for typed in (str(earlier), "0791234123"):
        page = agent.get(address, {"q": typed, "call": address.split("call=")[1]})
        assert spoken_form(earlier.reference) in page.content.decode()
    assert agent.get(address, {"q": "1", "call": str(uuid4())}).context["match"].rows == []
