"""A grant gives verbs on agencies while it holds, and nothing more."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group

from complaints_app.models import Agency, AgencyGroup
from permissions.grants import (
    GrantRefused,
    agencies_open_to,
    approve,
    check,
    decline,
    end_expired,
    grant,
    may,
    may_in_government,
    people_who_may,
    reproject_agency,
    reproject_agency_group,
    reproject_role,
    revoke,
    system_grant,
)
from permissions.models import Grant, Role, User
from permissions.verbs import GovernmentVerb, RoleCode, Verb
from tests.permissions.conftest import DAY, MakeAgency, MakePerson

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db


def test_a_grant_opens_its_agency_and_no_other(
    administrator: User,
    officer: User,
    roles: Roles,
    ministry: Agency,
    stranger: Agency,
    now: datetime,
) -> None:
    given = grant(
        holder=officer,
        role=roles[RoleCode.OFFICER],
        agency=ministry,
        reason="new officer",
        by=administrator,
        now=now,
    )
    assert given.state == Grant.State.IN_FORCE
    assert given.answers_for
    assert agencies_open_to(officer, Verb.RECEIVE, now).agency_ids == {ministry.pk}
    assert not may(officer, Verb.RECEIVE, stranger, now)
    assert not may(officer, Verb.EXPORT, ministry, now)
    assert officer in people_who_may(Verb.RECEIVE, ministry, now)
    assert not people_who_may(Verb.RECEIVE, stranger, now).exists()


def test_revoking_one_of_two_grants_of_a_verb_keeps_the_other(
    administrator: User, officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    first = system_grant(
        holder=officer, role=roles[RoleCode.OFFICER], agency=ministry, reason="a", now=now
    )
    system_grant(
        holder=officer, role=roles[RoleCode.OFFICIAL], agency=ministry, reason="b", now=now
    )
    revoke(first, by=administrator, reason="moved", now=now)
    assert may(officer, Verb.VIEW, ministry, now)
    assert not may(officer, Verb.RECEIVE, ministry, now)


def test_a_grant_whose_time_is_over_gives_nothing_at_that_very_moment(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    system_grant(
        holder=officer,
        role=roles[RoleCode.OFFICER],
        agency=ministry,
        starts_at=now - 2 * DAY,
        ends_at=now,
        reason="cover",
        now=now - 2 * DAY,
    )
    assert may(officer, Verb.RECEIVE, ministry, now - DAY)
    assert not may(officer, Verb.RECEIVE, ministry, now)
    assert not people_who_may(Verb.RECEIVE, ministry, now).exists()


def test_a_grant_of_next_week_gives_nothing_today(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    system_grant(
        holder=officer,
        role=roles[RoleCode.OFFICER],
        agency=ministry,
        starts_at=now + 7 * DAY,
        reason="starts later",
        now=now,
    )
    assert not may(officer, Verb.RECEIVE, ministry, now)
    assert may(officer, Verb.RECEIVE, ministry, now + 7 * DAY)


def test_expired_grants_are_ended_and_leave_no_rows(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    given = system_grant(
        holder=officer,
        role=roles[RoleCode.OFFICER],
        agency=ministry,
        starts_at=now - 2 * DAY,
        ends_at=now - DAY,
        reason="cover",
        now=now - 2 * DAY,
    )
    assert end_expired(now) == 1
    given.refresh_from_db()
    assert (given.state, given.ended_at) == (Grant.State.ENDED, now - DAY)
    assert not check()


def test_a_group_gives_to_its_members_only(
    officer: User, colleague: User, followers: Group, roles: Roles, ministry: Agency, now: datetime
) -> None:
    officer.groups.add(followers)
    given = system_grant(
        holder=followers, role=roles[RoleCode.MANAGER], agency=ministry, reason="x", now=now
    )
    assert may(officer, Verb.REPORT, ministry, now)
    assert not may(colleague, Verb.REPORT, ministry, now)
    assert list(people_who_may(Verb.REPORT, ministry, now)) == [officer]
    officer.groups.remove(followers)
    assert not may(officer, Verb.REPORT, ministry, now)
    assert given.answers_for  # on an agency, also for a group of people


def test_descendants_come_with_the_grant_only_when_it_says_so(
    officer: User, colleague: User, roles: Roles, ministry: Agency, company: Agency, now: datetime
) -> None:
    head = roles[RoleCode.HEAD]
    system_grant(
        holder=officer, role=head, agency=ministry, with_descendants=True, reason="x", now=now
    )
    system_grant(holder=colleague, role=head, agency=ministry, reason="x", now=now)
    assert may(officer, Verb.REPORT, company, now)
    assert not may(colleague, Verb.REPORT, company, now)


def test_everywhere_is_one_word_and_not_a_list(
    officer: User, roles: Roles, ministry: Agency, stranger: Agency, now: datetime
) -> None:
    given = system_grant(
        holder=officer, role=roles[RoleCode.UNIT], everywhere=True, reason="x", now=now
    )
    scope = agencies_open_to(officer, Verb.VIEW, now)
    assert scope.everywhere
    assert stranger in scope
    assert scope.narrow(Agency.objects.all(), "pk").count() == 2
    assert may_in_government(officer, GovernmentVerb.DECIDE, now)
    assert not given.answers_for
    assert officer in people_who_may(Verb.VIEW, ministry, now)


def test_a_government_verb_needs_a_grant_everywhere(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    system_grant(holder=officer, role=roles[RoleCode.UNIT], agency=ministry, reason="x", now=now)
    assert may(officer, Verb.VIEW, ministry, now)
    assert not may_in_government(officer, GovernmentVerb.DECIDE, now)


def test_a_group_of_agencies_follows_its_members(
    officer: User,
    roles: Roles,
    water_sector: AgencyGroup,
    company: Agency,
    stranger: Agency,
    now: datetime,
) -> None:
    given = system_grant(
        holder=officer, role=roles[RoleCode.MANAGER], agency_group=water_sector, reason="x", now=now
    )
    assert not given.answers_for
    assert may(officer, Verb.EXPORT, company, now)
    water_sector.agencies.set([stranger])
    water_sector.save()
    reproject_agency_group(water_sector)
    assert agencies_open_to(officer, Verb.EXPORT, now).agency_ids == {stranger.pk}


def test_a_new_agency_and_a_moved_one_are_projected_again(
    officer: User,
    colleague: User,
    roles: Roles,
    ministry: Agency,
    make_agency: MakeAgency,
    now: datetime,
) -> None:
    system_grant(holder=officer, role=roles[RoleCode.UNIT], everywhere=True, reason="x", now=now)
    system_grant(
        holder=colleague,
        role=roles[RoleCode.HEAD],
        agency=ministry,
        with_descendants=True,
        reason="x",
        now=now,
    )
    draft = make_agency("aqaba-water", live=False)
    reproject_agency(draft)
    assert list(people_who_may(Verb.VIEW, draft, now)) == [officer]
    draft.parent = ministry
    draft.save()
    reproject_agency(draft)
    assert set(people_who_may(Verb.VIEW, draft, now)) == {officer, colleague}
    assert not check()


def test_a_role_that_changes_is_projected_again(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    role = roles[RoleCode.HEAD]
    system_grant(holder=officer, role=role, agency=ministry, reason="x", now=now)
    role.verbs = [Verb.EXPORT]
    role.save()
    reproject_role(role)
    assert may(officer, Verb.EXPORT, ministry, now)
    assert not may(officer, Verb.VIEW, ministry, now)


def test_an_inactive_person_has_nothing(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    system_grant(holder=officer, role=roles[RoleCode.OFFICER], agency=ministry, reason="x", now=now)
    officer.is_active = False
    officer.save()
    assert not may(officer, Verb.RECEIVE, ministry, now)
    assert not people_who_may(Verb.RECEIVE, ministry, now).exists()


def test_nobody_gives_to_himself(
    administrator: User, followers: Group, roles: Roles, ministry: Agency, now: datetime
) -> None:
    administrator.groups.add(followers)
    for holder in (administrator, followers):
        with pytest.raises(GrantRefused, match=r"himself|لنفسه"):
            grant(
                holder=holder,
                role=roles[RoleCode.OFFICER],
                agency=ministry,
                reason="mine",
                by=administrator,
                now=now,
            )


def test_a_role_outside_the_list_is_refused(
    colleague: User, officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    giver = Role.objects.create(
        code="deputy", name_ar="نائب", name_en="Deputy", verbs=[Verb.GRANT], may_give=["officer"]
    )
    system_grant(holder=colleague, role=giver, agency=ministry, reason="x", now=now)
    wanted: dict[str, Any] = {
        "holder": officer,
        "agency": ministry,
        "reason": "x",
        "by": colleague,
        "now": now,
    }
    assert grant(role=roles[RoleCode.OFFICER], **wanted).pk
    with pytest.raises(GrantRefused) as refusal:
        grant(role=roles[RoleCode.HEAD], **wanted)
    assert refusal.value.field == "role"


def test_nobody_gives_beyond_his_own_ground(
    colleague: User,
    officer: User,
    roles: Roles,
    ministry: Agency,
    company: Agency,
    stranger: Agency,
    now: datetime,
) -> None:
    giver = Role.objects.create(
        code="deputy", name_ar="نائب", name_en="Deputy", verbs=[Verb.GRANT], may_give=["head"]
    )
    system_grant(holder=colleague, role=giver, agency=ministry, reason="x", now=now)
    for place in (
        {"agency": stranger},
        {"agency": ministry, "with_descendants": True},
        {"everywhere": True},
    ):
        with pytest.raises(GrantRefused):
            grant(
                holder=officer,
                role=roles[RoleCode.HEAD],
                reason="x",
                by=colleague,
                now=now,
                **place,
            )


def test_a_wide_grant_waits_for_a_second_person(
    administrator: User,
    second_administrator: User,
    officer: User,
    roles: Roles,
    ministry: Agency,
    now: datetime,
) -> None:
    asked = grant(
        holder=officer,
        role=roles[RoleCode.AUDITOR],
        everywhere=True,
        reason="audit year",
        by=administrator,
        now=now,
    )
    assert asked.state == Grant.State.ASKED
    assert not may(officer, Verb.VIEW, ministry, now)
    with pytest.raises(GrantRefused):
        approve(asked, by=administrator, now=now)
    given = approve(asked, by=second_administrator, now=now + DAY)
    assert given.starts_at == now + DAY
    assert may(officer, Verb.VIEW, ministry, now + DAY)
    with pytest.raises(GrantRefused):
        approve(asked, by=second_administrator, now=now + DAY)


def test_sight_of_identities_is_wide_even_on_one_agency(
    administrator: User, officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    asked = grant(
        holder=officer,
        role=roles[RoleCode.AGENT],
        agency=ministry,
        reason="x",
        by=administrator,
        now=now,
    )
    assert asked.state == Grant.State.ASKED


def test_nobody_approves_for_himself(
    administrator: User, second_administrator: User, roles: Roles, now: datetime
) -> None:
    asked = grant(
        holder=second_administrator,
        role=roles[RoleCode.AUDITOR],
        everywhere=True,
        reason="x",
        by=administrator,
        now=now,
    )
    with pytest.raises(GrantRefused):
        approve(asked, by=second_administrator, now=now)


def test_a_declined_grant_never_comes_into_force(
    administrator: User, second_administrator: User, officer: User, roles: Roles, now: datetime
) -> None:
    asked = grant(
        holder=officer,
        role=roles[RoleCode.AUDITOR],
        everywhere=True,
        reason="x",
        by=administrator,
        now=now,
    )
    refused = decline(asked, by=second_administrator, reason="not needed", now=now)
    assert refused.state == Grant.State.REFUSED
    with pytest.raises(GrantRefused):
        approve(asked, by=second_administrator, now=now)


def test_the_last_administrator_stays(
    administrator: User, second_administrator: User, now: datetime
) -> None:
    mine, other = administrator.grants.get(), second_administrator.grants.get()
    revoke(other, by=administrator, reason="left", now=now)
    with pytest.raises(GrantRefused, match=r"administrator|مسؤول نظام"):
        revoke(mine, by=administrator, reason="enough", now=now)


def test_a_reason_is_demanded_and_nothing_is_backdated(
    administrator: User, officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    wanted: dict[str, Any] = {
        "holder": officer,
        "role": roles[RoleCode.OFFICER],
        "agency": ministry,
        "by": administrator,
        "now": now,
    }
    with pytest.raises(GrantRefused) as refusal:
        grant(reason="  ", **wanted)
    assert refusal.value.field == "reason"
    assert grant(reason="x", starts_at=now - DAY, **wanted).starts_at == now
    with pytest.raises(GrantRefused):
        grant(reason="x", ends_at=now - DAY, **wanted)


def test_an_inactive_holder_is_refused(
    administrator: User, make_person: MakePerson, roles: Roles, ministry: Agency, now: datetime
) -> None:
    gone = make_person("gone", active=False)
    with pytest.raises(GrantRefused):
        grant(
            holder=gone,
            role=roles[RoleCode.OFFICER],
            agency=ministry,
            reason="x",
            by=administrator,
            now=now,
        )


def test_a_system_grant_is_given_once(
    officer: User, roles: Roles, ministry: Agency, now: datetime
) -> None:
    wanted: dict[str, Any] = {
        "holder": officer,
        "role": roles[RoleCode.OFFICER],
        "agency": ministry,
        "reason": "demo",
    }
    assert system_grant(now=now, **wanted) == system_grant(now=now + DAY, **wanted)
