"""Rights are asked once a request, cost at most two queries, and never go stale in a process."""

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from complaints_app.models import Agency
from permissions.grants import (
    agencies_open_to,
    may,
    people_who_may,
    rights_of,
    system_grant,
    system_revoke,
)
from permissions.models import Role, User
from permissions.verbs import RoleCode, Verb
from tests.permissions.conftest import DAY

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db


@pytest.fixture
def busy_officer(
    officer: User, followers: Group, roles: Roles, ministry: Agency, company: Agency
) -> User:
    officer.groups.add(followers)
    early = timezone.now() - DAY
    system_grant(
        holder=officer, role=roles[RoleCode.OFFICER], agency=company, reason="x", now=early
    )
    system_grant(
        holder=followers, role=roles[RoleCode.MANAGER], agency=ministry, reason="x", now=early
    )
    system_grant(
        holder=officer, role=roles[RoleCode.AUDITOR], everywhere=True, reason="x", now=early
    )
    return officer


def test_all_rights_of_a_request_cost_two_queries(
    busy_officer: User, company: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        for verb in Verb:
            agencies_open_to(busy_officer, verb)
            may(busy_officer, verb, company)


def test_the_reverse_costs_one_query(
    busy_officer: User, company: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = people_who_may(Verb.CLOSE, company)
    with django_assert_num_queries(1):
        assert list(people) == [busy_officer]


def test_a_job_that_gives_the_moment_reads_afresh(
    busy_officer: User, django_assert_num_queries: DjangoAssertNumQueries, now: datetime
) -> None:
    with django_assert_num_queries(4):
        rights_of(busy_officer, now)
        rights_of(busy_officer, now)


def test_kept_rights_learn_of_a_change(busy_officer: User, company: Agency) -> None:
    assert may(busy_officer, Verb.CLOSE, company)
    held = busy_officer.grants.get(agency=company)
    system_revoke(held, reason="moved", now=timezone.now())
    assert not may(busy_officer, Verb.CLOSE, company)


def test_an_anonymous_has_nothing_and_costs_nothing(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert not may(AnonymousUser(), Verb.VIEW)


def test_everywhere_adds_no_condition_to_a_query(busy_officer: User) -> None:
    rows = Agency.objects.all()
    assert "WHERE" not in str(agencies_open_to(busy_officer, Verb.VIEW).narrow(rows, "pk").query)
