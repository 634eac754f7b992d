"""A call becomes a complaint, once; what was typed is never lost; others never see it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from complaints_app import call_drafts
from complaints_app.backoffice.call.done import isolated
from complaints_app.backoffice.call.forms import places
from complaints_app.models import CallDraft, Complaint, ComplaintEvent, Confidentiality, Place
from permissions.models import User
from tests.factories import Office, appoint, person

SignIn = Callable[[User], Client]
XHR = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def agent(office: Office, signed_in: SignIn) -> Client:
    return signed_in(office.agent)


@pytest.fixture
def call() -> UUID:
    return uuid4()


def at(call: UUID) -> str:
    return reverse("call", args=[call])


def said(**changes: Any) -> dict[str, Any]:
    return {
        "phone": "0791234123",
        "name": "محمد أحمد العبداللات",
        "kind": "complaint",
        "subject": "water-leak",
        "answer-leak_place": "street",
        "answer-leak_size": "stream",
        "governorate": "JO-AM",
        "location": "قرب مدرسة النصر",
        "text": "ماء يسيل في الشارع منذ يومين.",
        "channel": "phone",
        "confidentiality": "",
        **changes,
    }


def keep(client: Client, call: UUID, seq: int, **fields: Any) -> int:
    body = {"seq": seq, "fields": fields}
    response = client.put(at(call), body, content_type="application/json", headers=XHR)
    return response.status_code


def test_each_new_call_has_an_address_of_its_own(agent: Client) -> None:
    first, second = (agent.get(reverse("call_new")).headers["Location"] for _ in range(2))
    assert first != second
    assert agent.get(first).status_code == 200


def test_a_call_becomes_a_complaint_without_any_script(agent: Client, call: UUID) -> None:
    response = agent.post(at(call), said(), follow=True)
    complaint = Complaint.objects.get(idempotency_key=call)
    assert response.redirect_chain == [(at(call), 302)]
    assert str(complaint) in response.content.decode()
    assert complaint.answers["leak_place"] == "street"
    assert complaint.agency is not None
    assert complaint.complainant is not None
    assert complaint.complainant.name == "محمد أحمد العبداللات"


def test_a_double_click_registers_one_complaint(agent: Client, call: UUID) -> None:
    agent.post(at(call), said())
    agent.post(at(call), said())
    assert Complaint.objects.filter(idempotency_key=call).count() == 1


def test_a_fetch_is_told_where_the_confirmation_is(agent: Client, call: UUID) -> None:
    response = agent.post(at(call), said(), headers=XHR)
    assert (response.status_code, response.json()) == (201, {"location": at(call)})


def test_the_tracking_secret_is_shown_once(agent: Client, call: UUID) -> None:
    agent.post(at(call), said())
    first, second = agent.get(at(call)), agent.get(at(call))
    assert len(first.context["secret"]) == 20
    assert first.context["secret"] in first.content.decode()
    assert second.context["secret"] == ""


def test_every_error_stands_at_its_field_and_nothing_is_cleared(agent: Client, call: UUID) -> None:
    wrong = said(phone="12", text="", **{"answer-leak_size": ""})
    response = agent.post(at(call), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert {"phone", "text"} <= set(response.context["form"].errors)
    assert set(response.context["asked"].errors) == {"leak_size"}
    for anchor in ('href="#phone"', 'href="#text"', 'href="#answer-leak_size"', 'id="phone_error"'):
        assert anchor in page
    assert "قرب مدرسة النصر" in page
    assert 'value="12"' in page
    assert not Complaint.objects.exists()


def test_an_unknown_subject_is_an_error_and_so_is_none(agent: Client, call: UUID) -> None:
    for code in ("", "no-such-subject", "water"):  # the last one has subjects below it
        assert "subject" in agent.post(at(call), said(subject=code)).context["form"].errors


def test_a_district_must_lie_in_its_governorate(agent: Client, call: UUID, office: Office) -> None:
    from complaints_app.models import Place

    foreign = Place.objects.filter(kind="district").exclude(parent=office.place).first()
    assert foreign is not None
    form = agent.post(at(call), said(district=foreign.code)).context["form"]
    assert "district" in form.errors


def test_nobody_is_not_a_caller_unless_he_wants_to_be(agent: Client, call: UUID) -> None:
    nobody = said(phone="", name="")
    assert "phone" in agent.post(at(call), nobody).context["form"].errors
    agent.post(at(call), {**nobody, "confidentiality": "anonymous"})
    assert Complaint.objects.get().complainant is None


def test_an_anonymous_request_keeps_neither_name_nor_number(agent: Client, call: UUID) -> None:
    agent.post(at(call), said(confidentiality="anonymous"))
    complaint = Complaint.objects.get()
    assert complaint.complainant is None
    assert complaint.confidentiality == Confidentiality.ANONYMOUS


def test_the_municipality_is_asked_only_where_it_decides(agent: Client, call: UUID) -> None:
    dark = said(subject="road-lighting", governorate="JO-IR")
    form = agent.post(at(call), dark).context["form"]
    assert set(form.errors) == {"municipality"}
    agent.post(at(call), {**dark, "municipality": "unknown"})
    assert Complaint.objects.get().agency is None  # the unit decides


def test_a_draft_is_kept_and_comes_back(agent: Client, call: UUID) -> None:
    kept = {"text": "بدأ الكلام", "subject": "water-leak", "answer-leak_place": "meter"}
    assert keep(agent, call, 1, **kept) == 204
    page = agent.get(at(call))
    assert page.context["form"]["text"].value() == "بدأ الكلام"
    assert page.context["asked"]["leak_place"].value() == "meter"
    assert 'data-call-seq-value="1"' in page.content.decode()


def test_a_draft_that_was_overtaken_changes_nothing(agent: Client, call: UUID) -> None:
    keep(agent, call, 5, text="الجديد")
    assert keep(agent, call, 4, text="القديم") == 409
    assert CallDraft.objects.get().data == {"text": "الجديد"}


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"seq": true, "fields": {}}', '{"seq": 0, "fields": {}}', '{"seq": 1}'],
)
def test_what_is_no_draft_is_refused(agent: Client, call: UUID, body: str) -> None:
    assert agent.put(at(call), body, content_type="application/json").status_code == 400


def test_a_draft_keeps_only_the_fields_of_a_call(agent: Client, call: UUID) -> None:
    keep(agent, call, 1, text="نص", csrfmiddlewaretoken="secret", name=7)
    assert CallDraft.objects.get().data == {"text": "نص"}


def test_after_registering_the_draft_is_gone_and_none_is_taken(agent: Client, call: UUID) -> None:
    keep(agent, call, 1, text="نص")
    agent.post(at(call), said())
    assert not CallDraft.objects.exists()
    assert keep(agent, call, 2, text="متأخر") == 410
    assert not CallDraft.objects.exists()


def test_a_call_belongs_to_the_agent_who_took_it(
    agent: Client, call: UUID, signed_in: SignIn, office: Office
) -> None:
    keep(agent, call, 1, text="سر")
    other = signed_in(appoint(person("maha", "مها السعود"), "agent"))
    assert other.get(at(call)).status_code == 404
    assert other.post(at(call), said()).status_code == 404
    assert keep(other, call, 9, text="غيره") == 404
    agent.post(at(call), said())
    assert other.get(at(call)).status_code == 404
    assert CallDraft.objects.count() == 0


def test_who_takes_no_calls_finds_no_such_page(
    office: Office, signed_in: SignIn, call: UUID
) -> None:
    for somebody in (office.officer, office.head, office.unit):
        client = signed_in(somebody)
        for address in (
            reverse("call_new"),
            at(call),
            reverse("call_find"),
            reverse("call_subjects"),
            reverse("call_questions"),
            reverse("call_caller", args=[call]),
            reverse("call_preview", args=[call]),
            reverse("call_case", args=[call, 2600000017]),
        ):
            assert client.get(address).status_code == 404, address
        assert client.post(at(call), said()).status_code == 404


def test_only_agents_see_the_entries_of_the_menu(office: Office, signed_in: SignIn) -> None:
    from complaints_app.backoffice.call.addresses import entries

    class Request:
        user = office.agent

    assert all(entry.is_shown(Request()) for entry in entries())
    Request.user = office.officer
    assert not any(entry.is_shown(Request()) for entry in entries())


def test_a_lost_session_is_told_to_a_fetch(call: UUID, db: None) -> None:
    assert (
        Client().put(at(call), {}, content_type="application/json", headers=XHR).status_code == 403
    )


def test_a_likely_duplicate_is_linked_when_the_agent_says_so(
    agent: Client, call: UUID, office: Office
) -> None:
    office.answers = {"leak_place": "street", "leak_size": "stream"}
    first = office.call()
    agent.post(at(call), said(phone="0797654321", name="سعاد", same_as=str(first.reference)))
    second = Complaint.objects.get(idempotency_key=call)
    assert second.duplicate_of == first
    assert second.outcome == "duplicate"
    assert isolated(str(first)) in agent.get(at(call)).content.decode()


def test_the_registration_stands_in_the_journal_with_its_agent(
    agent: Client, call: UUID, office: Office
) -> None:
    agent.post(at(call), said())
    kinds = list(ComplaintEvent.objects.order_by("seq").values_list("kind", "actor"))
    assert kinds == [("registered", office.agent.pk), ("routed", office.agent.pk)]


def test_old_drafts_are_forgotten(agent: Client, call: UUID) -> None:
    keep(agent, call, 1, text="نص")
    saved = CallDraft.objects.get().saved_at
    assert call_drafts.forget_old(saved) == 0
    assert call_drafts.forget_old(saved + call_drafts.KEPT_FOR * 2) == 1


def test_nothing_is_taken_without_the_token_of_the_session(office: Office, call: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    strict.get(at(call))
    body = {"seq": 1, "fields": {"text": "نص"}}
    put = partial(strict.put, at(call), body, content_type="application/json")
    assert put().status_code == 403
    assert put(headers={"X-CSRFToken": strict.cookies["csrftoken"].value}).status_code == 204
    assert strict.post(at(call), said()).status_code == 403


def test_the_places_stand_in_the_order_of_their_list(agent: Client) -> None:
    moved = Place.objects.get(code="JO-AM")
    moved.save()  # PostgreSQL puts a changed row last on its page
    codes = [place.code for place in places(Place.Kind.GOVERNORATE)]
    assert codes[:3] == ["JO-AM", "JO-BA", "JO-AZ"]
