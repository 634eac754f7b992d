"""The screens of rights: what an administrator does alone, and what nobody reaches."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from complaints_app.models import Agency
from permissions.grants import may, system_grant
from permissions.models import Grant, Role, User
from permissions.people import keep_group
from permissions.verbs import RoleCode, Verb
from tests.permissions.conftest import DAY, MakePerson

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def deputy(make_person: MakePerson, roles: Roles, ministry: Agency) -> User:
    """Gives the officer's role, at the ministry only."""
    role = Role.objects.create(
        code="deputy", name_ar="نائب", name_en="Deputy", verbs=[Verb.GRANT], may_give=["officer"]
    )
    person = make_person("nada")
    system_grant(holder=person, role=role, agency=ministry, reason="x", now=timezone.now() - DAY)
    return person


PERSON = {
    "name_ar": "ليلى الخطيب",
    "username": "layla",
    "phone": "٠٧٩ ١٢٣ ٤١٢٣",
    "email": "layla@example.jo",
    "language": "ar",
}


def wish(role: Role, **more: Any) -> dict[str, Any]:
    return {"role": role.pk, "where": "agency", "answers_for": "on", "reason": "بديلة", **more}


def test_a_person_is_added_invited_and_is_no_superuser(desk: Client) -> None:
    response = desk.post(
        reverse("people:add"), PERSON | {"is_superuser": "on", "user_permissions": "1"}
    )
    made = User.objects.get(username="layla")
    assert response.status_code == 302
    assert (made.phone, made.is_staff, made.is_superuser) == ("+962791234123", True, False)
    assert "/password_reset/confirm/" in mail.outbox[0].body


def test_a_wrong_phone_is_said_at_its_field(desk: Client) -> None:
    response = desk.post(reverse("people:add"), PERSON | {"phone": "12"})
    assert response.status_code == 422
    assert "phone" in response.context["form"].errors
    assert not User.objects.filter(username="layla").exists()


def test_people_are_found_by_name_and_by_any_way_of_writing_the_phone(
    desk: Client, officer: User, colleague: User
) -> None:
    User.objects.filter(pk=officer.pk).update(phone="+962791234123")
    for words in ("الحموري", "0791234123", "٠٧٩ ١٢٣ ٤١٢٣", "rana@"):
        found = desk.get(reverse("people:index"), {"q": words}).context["page"].object_list
        assert list(found) == [officer]


def test_a_role_is_given_on_the_screen_and_taken_back(
    desk: Client, officer: User, roles: Roles, ministry: Agency
) -> None:
    address = reverse("rights:give", args=[officer.pk])
    assert desk.get(address).status_code == 200
    desk.post(address, wish(roles[RoleCode.OFFICER], agency=ministry.pk))
    assert may(officer, Verb.RECEIVE, ministry)
    given = officer.grants.get()
    assert desk.get(reverse("people:person", args=[officer.pk])).status_code == 200
    revoking = reverse("rights:revoke", args=[given.pk])
    assert desk.post(revoking, {"reason": ""}).status_code == 422
    assert desk.post(revoking, {"reason": "انتقل"}).status_code == 302
    assert not may(officer, Verb.RECEIVE, ministry)


def test_what_the_verb_refuses_stands_at_its_field(
    desk: Client, officer: User, roles: Roles
) -> None:
    response = desk.post(reverse("rights:give", args=[officer.pk]), wish(roles[RoleCode.OFFICER]))
    assert response.status_code == 422
    assert "agency" in response.context["form"].errors


def test_a_wide_role_is_decided_by_a_second_person_on_the_screen(
    desk: Client, second_administrator: User, officer: User, roles: Roles
) -> None:
    address = reverse("rights:give", args=[officer.pk])
    desk.post(address, wish(roles[RoleCode.AUDITOR], where="everywhere"))
    asked = officer.grants.get()
    assert asked.state == Grant.State.ASKED
    decide = reverse("rights:decide", args=[asked.pk])
    assert desk.post(decide, {"decision": "approve"}).status_code == 422
    other = signed_in(second_administrator)
    assert [line.may_decide for line in other.get(reverse("rights:pending")).context["lines"]] == [
        True
    ]
    assert other.post(decide, {"decision": "approve"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (Grant.State.IN_FORCE, second_administrator)


def test_nobody_opens_the_form_for_himself(desk: Client, administrator: User) -> None:
    response = desk.get(reverse("rights:give", args=[administrator.pk]))
    assert response.status_code == 403


def test_a_deputy_sees_his_own_people_only_and_gives_only_his_list(
    deputy: User, officer: User, colleague: User, roles: Roles, ministry: Agency, stranger: Agency
) -> None:
    now = timezone.now() - DAY
    system_grant(holder=colleague, role=roles[RoleCode.HEAD], agency=stranger, reason="x", now=now)
    system_grant(holder=officer, role=roles[RoleCode.HEAD], agency=ministry, reason="x", now=now)
    desk = signed_in(deputy)
    assert desk.get(reverse("people:person", args=[colleague.pk])).status_code == 404
    assert desk.get(reverse("people:person", args=[officer.pk])).status_code == 200
    assert desk.get(reverse("people:edit", args=[officer.pk])).status_code == 403
    assert desk.get(reverse("rights:revoke", args=[officer.grants.get().pk])).status_code == 403
    assert desk.get(reverse("rights:agency", args=[stranger.pk])).status_code == 404
    address = reverse("rights:give", args=[officer.pk])
    for more in ({"agency": stranger.pk}, {"where": "everywhere"}):
        assert desk.post(address, wish(roles[RoleCode.OFFICER], **more)).status_code == 422
    assert desk.post(address, wish(roles[RoleCode.HEAD], agency=ministry.pk)).status_code == 422
    assert desk.post(address, wish(roles[RoleCode.OFFICER], agency=ministry.pk)).status_code == 302


def test_a_foreign_administrators_address_cannot_be_changed(
    deputy: User, administrator: User
) -> None:
    desk = signed_in(deputy)
    address = reverse("people:edit", args=[administrator.pk])
    assert desk.post(address, PERSON | {"email": "mine@example.jo"}).status_code in (403, 404)


def test_an_officer_reaches_none_of_these_screens(
    officer: User, roles: Roles, ministry: Agency
) -> None:
    now = timezone.now() - DAY
    system_grant(holder=officer, role=roles[RoleCode.OFFICER], agency=ministry, reason="x", now=now)
    desk = signed_in(officer)
    for address in (
        reverse("people:index"),
        reverse("people:add"),
        reverse("people_groups:index"),
        reverse("rights:pending"),
        reverse("rights:give", args=[officer.pk]),
        reverse("rights:agencies"),
    ):
        assert desk.get(address).status_code == 404
    refused = desk.get(reverse("rights:agency", args=[ministry.pk]))
    assert refused.status_code == 403


def test_deactivating_ends_rights_groups_and_the_session(
    desk: Client, officer: User, followers: Group, roles: Roles, ministry: Agency
) -> None:
    officer.groups.add(followers)
    now = timezone.now() - DAY
    system_grant(holder=officer, role=roles[RoleCode.OFFICER], agency=ministry, reason="x", now=now)
    his = signed_in(officer)
    address = reverse("people:deactivate", args=[officer.pk])
    assert desk.post(address, {"reason": "ترك العمل"}).status_code == 302
    officer.refresh_from_db()
    assert not officer.is_active
    assert not officer.groups.exists()
    assert officer.grants.get().state == Grant.State.ENDED
    assert "login" in his.get(reverse("wagtailadmin_home")).headers["Location"]


def test_nobody_enters_a_group_by_his_own_hand(
    desk: Client, administrator: User, officer: User, followers: Group
) -> None:
    address = reverse("people_groups:edit", args=[followers.pk])
    fields = {"name": followers.name, "reason": "فريق"}
    refused = desk.post(address, fields | {"members": [administrator.pk]})
    assert refused.status_code == 422
    assert desk.post(address, fields | {"members": [officer.pk]}).status_code == 302
    assert list(followers.user_set.all()) == [officer]


def test_in_a_big_house_members_are_added_by_user_name_or_phone(
    desk: Client, officer: User, colleague: User, followers: Group, monkeypatch: Any
) -> None:
    monkeypatch.setattr("permissions.backoffice.forms.ALL_SHOWN", 1)
    followers.user_set.add(officer)
    User.objects.filter(pk=colleague.pk).update(phone="+962791234123")
    address = reverse("people_groups:edit", args=[followers.pk])
    fields = {"name": followers.name, "reason": "فريق", "members": [officer.pk]}
    refused = desk.post(address, fields | {"adding": "0791234123\nnobody"})
    assert "nobody" in str(refused.context["form"].errors["adding"])
    assert desk.post(address, fields | {"adding": "٠٧٩١٢٣٤١٢٣"}).status_code == 302
    assert set(followers.user_set.all()) == {officer, colleague}


def test_a_group_is_changed_only_by_who_may_give_its_roles(
    deputy: User, officer: User, followers: Group, roles: Roles, ministry: Agency
) -> None:
    now = timezone.now() - DAY
    system_grant(holder=followers, role=roles[RoleCode.HEAD], agency=ministry, reason="x", now=now)
    desk = signed_in(deputy)
    assert desk.get(reverse("people_groups:edit", args=[followers.pk])).status_code == 403


def test_the_page_of_an_agency_shows_who_may_what_there(
    desk: Client, officer: User, roles: Roles, ministry: Agency, company: Agency
) -> None:
    now = timezone.now() - DAY
    head = roles[RoleCode.HEAD]
    system_grant(
        holder=officer, role=head, agency=ministry, with_descendants=True, reason="x", now=now
    )
    lines = desk.get(reverse("rights:agency", args=[company.pk])).context["lines"]
    assert {str(line.holder): line.roles[0].way for line in lines}["رنا الحموري"] == "parent"


def test_wagtails_own_user_screens_do_not_exist(desk: Client) -> None:
    for name in ("wagtailusers_users:index", "wagtailusers_groups:add"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert desk.get("/admin/users/").status_code == 404


def test_the_frame_calls_people_by_their_name(desk: Client) -> None:
    assert json.dumps("هبة العزام") in desk.get(reverse("people:index")).content.decode()


def test_people_are_never_deleted_not_even_in_bulk(officer: User) -> None:
    with pytest.raises(TypeError):
        officer.delete()
    with pytest.raises(TypeError):
        User.objects.filter(pk=officer.pk).delete()


def test_a_superuser_rings_an_alarm_when_signing_in(
    caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    root = User.objects.create_superuser(
        "root", email="r@example.jo", password="x", name_ar="طوارئ"
    )
    with caplog.at_level("CRITICAL", logger="shakwa.alarms"):
        client.force_login(root)
    assert "root signed in" in caplog.text


def test_a_list_of_people_costs_the_same_for_three_and_for_thirty(
    desk: Client, make_person: MakePerson, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make_person(f"clerk{number}")
    with django_assert_max_num_queries(14):
        assert desk.get(reverse("people:index")).status_code == 200


def test_a_change_of_members_is_recorded_with_its_reason(
    administrator: User, officer: User, followers: Group
) -> None:
    from wagtail.models import ModelLogEntry

    keep_group(followers, [officer], by=administrator, reason="فريق المياه", now=timezone.now())
    entry = ModelLogEntry.objects.get(action="permissions.members")
    assert entry.user == administrator
    assert entry.data["added"] == [officer.pk]
    assert entry.data["reason"] == "فريق المياه"
