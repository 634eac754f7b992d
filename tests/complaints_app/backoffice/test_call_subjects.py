"""The list of subjects, the questions of one, what will follow, and the confirmation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints_app.backoffice.call.done import spelled
from complaints_app.models import ComplaintType, QuestionForm
from complaints_app.reference import spoken_form
from complaints_app.versioning import put_in_force
from permissions.models import User
from tests.factories import Office, person

SignIn = Callable[[User], Client]


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


def preview(client: Client, call: UUID, **asked: str) -> str:
    response = client.get(reverse("call_preview", args=[call]), asked)
    assert response.status_code == 200
    return response.content.decode()


def subjects(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(reverse("call_subjects")).json()
    return rows


def test_only_leaves_in_force_can_be_chosen(agent: Client) -> None:
    codes = {row["code"] for row in subjects(agent)}
    assert "water-leak" in codes
    assert "water-network" not in codes


def test_a_subject_is_found_by_the_words_people_use(agent: Client) -> None:
    leak = next(row for row in subjects(agent) if row["code"] == "water-leak")
    assert {"تسرب مه ف شرع", "تسرب م"} <= set(leak["keys"])
    assert leak["path"] == "شبكة المياه، المياه والصرف الصحي"


def test_the_list_is_sent_again_only_when_it_has_changed(agent: Client) -> None:
    address = reverse("call_subjects")
    mark = agent.get(address).headers["ETag"]
    assert agent.get(address, headers={"If-None-Match": mark}).status_code == 304
    leak = ComplaintType.objects.get(code="water-leak")
    leak.name_ar = "تسرب ماء في الطريق"
    put_in_force(leak, by=None, now=timezone.now())
    again = agent.get(address, headers={"If-None-Match": mark})
    assert again.status_code == 200
    assert "تسرب ماء في الطريق" in {row["name"] for row in again.json()}


def test_the_questions_of_a_subject_are_those_in_force(agent: Client) -> None:
    form = QuestionForm.objects.get(code="water-leak")
    question = form.questions.get(key="leak_size")
    question.label_ar = "كم حجم التسرب؟"
    question.save()
    put_in_force(form, by=None, now=timezone.now())
    page = agent.get(reverse("call_questions"), {"subject": "water-leak"}).content.decode()
    assert 'name="answer-leak_place"' in page
    assert "كم حجم التسرب؟" in page


def test_a_subject_without_questions_asks_nothing(agent: Client) -> None:
    for code in ("water-meter", "no-such-subject", ""):
        page = agent.get(reverse("call_questions"), {"subject": code}).content.decode()
        assert page.strip() == ""


def test_the_preview_names_the_agency_the_moment_and_the_people(
    agent: Client, call: UUID, office: Office
) -> None:
    page = preview(agent, call, subject="water-leak", governorate="JO-AM", kind="complaint")
    for words in (office.agency.name_ar, str(office.officer), str(office.official)):
        assert words in page


def test_the_preview_says_when_the_unit_must_decide(agent: Client, call: UUID) -> None:
    page = preview(agent, call, subject="road-lighting", governorate="JO-IR", chosen="1")
    assert 'data-needs-municipality="true"' in page
    assert "s-hourglass" not in page


def test_a_preview_writes_nothing(
    agent: Client, call: UUID, django_assert_max_num_queries: Any
) -> None:
    preview(agent, call, subject="water-leak", governorate="JO-AM")
    with django_assert_max_num_queries(30) as queries:
        preview(agent, call, subject="water-leak", governorate="JO-AM")
    assert not [q for q in queries.captured_queries if q["sql"].startswith(("INSERT", "UPDATE"))]


def test_likely_duplicates_are_proposed_for_the_same_place(
    agent: Client, call: UUID, office: Office
) -> None:
    first = office.call(now=timezone.now() - timedelta(hours=2), location="قرب مدرسة النصر")
    asked = {"subject": "water-leak", "chosen": "1"}
    assert spoken_form(first.reference) in preview(agent, call, governorate="JO-AM", **asked)
    assert spoken_form(first.reference) not in preview(agent, call, governorate="JO-IR", **asked)
    assert spoken_form(first.reference) not in preview(
        agent, call, governorate="JO-AM", subject="water-leak"
    )


def test_where_a_confidential_complaint_happened_is_not_shown(
    agent: Client, call: UUID, office: Office
) -> None:
    office.call(
        now=timezone.now() - timedelta(hours=2),
        location="بيت أبو علي",
        confidentiality="confidential",
    )
    page = preview(agent, call, governorate="JO-AM", subject="water-leak", chosen="1")
    assert "بيت أبو علي" not in page


def test_each_digit_has_its_spoken_word() -> None:
    assert spelled(2600123457, "ar")[:4] == [("2", "اثنان"), ("6", "ستة"), (" ", ""), ("0", "صفر")]
    assert len([word for _sign, word in spelled(2600123457, "en") if word]) == 10


def test_the_confirmation_says_what_happens_next_and_when(
    agent: Client, call: UUID, office: Office
) -> None:
    complaint = office.call(key=call, now=timezone.now())
    response = agent.get(reverse("call", args=[call]))
    page = response.content.decode()
    assert spoken_form(complaint.reference) in page
    assert office.agency.name_ar in " ".join(response.context["done"].say)
    words = " ".join(step.words for step in response.context["done"].steps)
    assert str(office.officer) in words
    assert str(office.official) in words
    assert [step.mark for step in response.context["done"].steps].count("is-next") == 1


def test_a_landline_is_promised_no_sms(agent: Client, call: UUID, office: Office) -> None:
    office.call(key=call, now=timezone.now(), phone="065008080")
    steps = agent.get(reverse("call", args=[call])).context["done"].steps
    assert not steps[1].state


def test_in_english_the_call_reads_from_the_left(office: Office, signed_in: SignIn) -> None:
    office.agent.language = "en"
    office.agent.save()
    client = signed_in(office.agent)
    page = client.get(reverse("call", args=[uuid4()])).content.decode()
    assert 'dir="ltr"' in page
    assert {row["name"] for row in subjects(client)} >= {"Water leak in the street"}


def test_a_person_without_a_role_sees_no_subject(db: None, signed_in: SignIn) -> None:
    assert signed_in(person("nobody", "أحد")).get(reverse("call_subjects")).status_code == 404


def test_the_preview_says_where_nobody_is_appointed(agent: Client, call: UUID) -> None:
    page = preview(agent, call, subject="water-leak", governorate="JO-AQ")
    assert "s-hourglass" in page
    assert "رنا" not in page
