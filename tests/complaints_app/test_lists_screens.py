"""The screens of the lists: search in any spelling, fields of their own, the staff of one agency."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints_app.backoffice.list_fields import ChoicesField, MinuteField
from complaints_app.backoffice.lists import ListMenuItem
from complaints_app.models import Agency
from complaints_app.versioning import put_in_force
from permissions.models import Role, User
from tests.complaints_app.desk_of_lists import Desk, new_desk, typed
from tests.factories import SUNDAY, appoint, person


@pytest.fixture
def desk(db: None) -> Desk:
    return new_desk()


@pytest.fixture
def miyahuna(desk: Desk) -> Agency:
    return Agency.objects.get(code="miyahuna")


@pytest.fixture
def manager(desk: Desk, miyahuna: Agency) -> User:
    """Drafts changes of Miyahuna and what stands below it, and of nothing else."""
    role = Role(name_ar="مدير بيانات", name_en="Keeper", verbs=["edit_agency"])
    put_in_force(role, by=None, now=SUNDAY)
    return appoint(person("keeper", "نور"), str(role.code), miyahuna, with_descendants=True)


def agency(name: str, **columns: Any) -> Agency:
    item = Agency(name_ar=name, name_en=name, kind="authority", **columns)
    put_in_force(item, by=None, now=SUNDAY)
    return item


def found(desk: Desk, text: str) -> list[str]:
    page = desk.client(desk.writer).get(desk.url("agency", "list"), {"q": text})
    return [str(row) for row in page.context["object_list"]]


def test_a_name_is_found_in_any_spelling(desk: Desk) -> None:
    agency("أمانة عمان الكبرى")
    assert found(desk, "امانه عمّان") == ["أمانة عمان الكبرى"]
    assert found(desk, "بلدية") == []


def test_a_longer_list_costs_no_more_queries(desk: Desk) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.client(desk.writer).get(desk.url("agency", "list"))
        return len(queries)

    parent = agency("الأم")
    cost()
    few = cost()
    for number in range(20):
        agency(f"دائرة {number}", parent=parent)
    assert cost() == few


def test_lists_stand_in_the_menu_of_those_who_may_see_them(desk: Desk) -> None:
    item = type("Item", (ListMenuItem,), {"model": Agency})("Agencies", "/")
    for user, shown in ((desk.writer, True), (desk.officer, False)):
        request = type("Request", (), {"user": user})
        assert item.is_shown(request) is shown


def test_agency_staff_draft_their_own_agency_and_find_no_other(
    desk: Desk, manager: User, miyahuna: Agency
) -> None:
    other = agency("غيرها")
    page = desk.client(manager).get(desk.url("agency", "list"))
    assert list(page.context["object_list"]) == [miyahuna]
    desk.edit(miyahuna, by=manager, name_en="Miyahuna Company", press="submit")
    desk.edit(other, by=manager, answer=404)
    assert desk.client(manager).get(desk.url("place", "list")).status_code == 404
    assert desk.decide(miyahuna).status_code == 302


def test_agency_staff_add_a_child_and_nothing_at_the_top(
    desk: Desk, manager: User, miyahuna: Agency
) -> None:
    child = desk.send("agency", by=manager, parent=miyahuna.pk)
    page = desk.client(manager).get(desk.url("agency", "edit", child.pk))
    assert page.status_code == 200
    top = desk.client(manager).post(desk.url("agency", "add"), typed("agency") | {"name_ar": "قمة"})
    assert "parent" in top.context["form"].errors


def test_agency_staff_cannot_move_their_agency_under_a_foreign_one(
    desk: Desk, manager: User, miyahuna: Agency
) -> None:
    foreign = agency("أجنبية")
    answer = desk.edit(miyahuna, by=manager, answer=200, parent=foreign.pk)
    assert "parent" in answer.context["form"].errors


def test_only_what_is_in_force_is_offered(desk: Desk) -> None:
    draft = desk.draft("agency", name_ar="مسودة")
    page = desk.client(desk.writer).get(desk.url("routing_rule", "add"))
    offered = page.context["form"].fields["agency"].queryset
    assert draft not in offered
    assert offered.filter(code="miyahuna").exists()


def test_a_form_asks_each_question_once(desk: Desk) -> None:
    twice = {"questions-TOTAL_FORMS": "2"} | {
        key.replace("-0-", "-1-"): value for key, value in typed("form").items() if "-0-" in key
    }
    post = typed("form") | twice | {"action-submit": "1"}
    answer = desk.client(desk.writer).post(desk.url("form", "add"), post)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_a_key_never_changes_its_type(desk: Desk) -> None:
    form = desk.send("form")
    desk.decide(form)
    question = form.questions.get()
    same = {"questions-INITIAL_FORMS": "1", "questions-0-id": question.pk}
    changed = {"questions-0-key": question.key, "questions-0-field_type": "number"}
    answer = desk.edit(form, answer=200, press="submit", **same, **changed)
    assert answer.context["form"].non_field_errors()


def test_the_home_of_approvals_is_reached_by_approvers(desk: Desk) -> None:
    assert desk.client(desk.second).get(reverse("list_approvals:index")).status_code == 200


@pytest.mark.parametrize(
    ("typed_in", "minutes"), [("08:30", 510), ("٠٨:٣٠", 510), ("24:00", 1440), ("", None)]
)
def test_hours_are_kept_as_minutes(typed_in: str, minutes: int | None) -> None:
    assert MinuteField(required=False).clean(typed_in) == minutes


@pytest.mark.parametrize("nonsense", ["8.30", "24:01", "12:60", "morning"])
def test_what_is_no_hour_is_refused(nonsense: str) -> None:
    with pytest.raises(ValidationError):
        MinuteField().clean(nonsense)


def test_choices_are_written_a_line_each() -> None:
    field = ChoicesField()
    choices = [["street", "الشارع", "Street"], ["at-home", "البيت", "At home"]]
    assert field.clean("street | الشارع | Street\nالبيت | At home\n") == choices
    assert field.clean(field.prepare_value(choices)) == choices
    for wrong in ("one", "a | أ | A\na | ب | B"):
        with pytest.raises(ValidationError):
            field.clean(wrong)
