"""Who is told: whoever answers for the agency, nearest first, and never everybody who can see it."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group

from complaints_app.models import Agency, AgencyGroup
from permissions.grants import Answerers, answering_for, system_grant
from permissions.models import Role, User
from permissions.verbs import RoleCode
from tests.permissions.conftest import DAY

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db


def test_the_officer_of_the_agency_is_told_before_the_one_above(
    officer: User, colleague: User, roles: Roles, ministry: Agency, company: Agency, now: datetime
) -> None:
    role = roles[RoleCode.OFFICER]
    system_grant(
        holder=colleague, role=role, agency=ministry, with_descendants=True, reason="x", now=now
    )
    assert answering_for(RoleCode.OFFICER, company, now) == [colleague]
    system_grant(holder=officer, role=role, agency=company, reason="x", now=now)
    assert answering_for(RoleCode.OFFICER, company, now) == [officer]


def test_a_grant_above_without_descendants_does_not_answer(
    colleague: User, roles: Roles, ministry: Agency, company: Agency, now: datetime
) -> None:
    system_grant(holder=colleague, role=roles[RoleCode.HEAD], agency=ministry, reason="x", now=now)
    assert answering_for(RoleCode.HEAD, company, now) == []


def test_seeing_everything_is_not_answering_for_everything(
    officer: User, colleague: User, roles: Roles, company: Agency, now: datetime
) -> None:
    unit = roles[RoleCode.UNIT]
    system_grant(holder=officer, role=unit, everywhere=True, reason="x", now=now)
    system_grant(
        holder=colleague, role=unit, everywhere=True, answers_for=True, reason="x", now=now
    )
    assert answering_for(RoleCode.UNIT, company, now) == [colleague]
    assert Answerers(now).everywhere(RoleCode.UNIT) == [colleague]


def test_members_of_a_group_answer_each_once_and_only_while_active(
    officer: User, colleague: User, followers: Group, roles: Roles, company: Agency, now: datetime
) -> None:
    followers.user_set.add(officer, colleague)
    colleague.is_active = False
    colleague.save()
    role = roles[RoleCode.OFFICER]
    system_grant(holder=followers, role=role, agency=company, reason="x", now=now)
    system_grant(holder=officer, role=role, agency=company, reason="y", now=now)
    assert answering_for(RoleCode.OFFICER, company, now) == [officer]


def test_an_inactive_officer_leaves_it_to_the_one_above(
    officer: User, colleague: User, roles: Roles, ministry: Agency, company: Agency, now: datetime
) -> None:
    role = roles[RoleCode.OFFICER]
    system_grant(holder=officer, role=role, agency=company, reason="x", now=now)
    system_grant(
        holder=colleague, role=role, agency=ministry, with_descendants=True, reason="x", now=now
    )
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert answering_for(RoleCode.OFFICER, company, now) == [colleague]


def test_a_group_of_agencies_answers_only_when_flagged(
    officer: User,
    colleague: User,
    roles: Roles,
    water_sector: AgencyGroup,
    company: Agency,
    now: datetime,
) -> None:
    role = roles[RoleCode.OFFICER]
    system_grant(holder=colleague, role=role, agency_group=water_sector, reason="x", now=now)
    assert answering_for(RoleCode.OFFICER, company, now) == []
    system_grant(
        holder=officer, role=role, agency_group=water_sector, answers_for=True, reason="x", now=now
    )
    assert answering_for(RoleCode.OFFICER, company, now) == [officer]


def test_a_grant_that_is_over_does_not_answer(
    officer: User, roles: Roles, company: Agency, now: datetime
) -> None:
    system_grant(
        holder=officer,
        role=roles[RoleCode.OFFICER],
        agency=company,
        ends_at=now + DAY,
        reason="x",
        now=now,
    )
    assert answering_for(RoleCode.OFFICER, company, now + DAY) == []


def test_many_questions_cost_four_queries(
    officer: User,
    roles: Roles,
    ministry: Agency,
    company: Agency,
    water_sector: AgencyGroup,
    followers: Group,
    now: datetime,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    role = roles[RoleCode.OFFICER]
    system_grant(
        holder=officer, role=role, agency=ministry, with_descendants=True, reason="x", now=now
    )
    system_grant(
        holder=followers,
        role=role,
        agency_group=water_sector,
        answers_for=True,
        reason="x",
        now=now,
    )
    answerers = Answerers(now)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        for _again in range(10):
            answerers.of(RoleCode.OFFICER, company)
            answerers.of(RoleCode.HEAD, ministry)
