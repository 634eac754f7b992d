"""Changes of rights at the same moment leave a true projection, and only one of two decisions holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from complaints_app.models import Agency
from permissions.grants import (
    GrantRefused,
    approve,
    check,
    decline,
    grant,
    reproject_agency,
    system_grant,
)
from permissions.models import Grant, Role, User
from permissions.verbs import RoleCode
from tests.permissions.conftest import DAY, MakeAgency

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs the acts in threads of their own, all from the same moment; answers or refusals come back."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except GrantRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_grants_and_new_agencies_at_the_same_moment_miss_nothing(
    officer: User, colleague: User, roles: Roles, ministry: Agency, make_agency: MakeAgency
) -> None:
    now = timezone.now()

    def give(person: User, role: RoleCode) -> None:
        system_grant(
            holder=person,
            role=roles[role],
            agency=ministry,
            with_descendants=True,
            reason="x",
            now=now,
        )

    def found(code: str) -> None:
        with transaction.atomic():
            reproject_agency(make_agency(code, parent=ministry))

    at_once(
        lambda: give(officer, RoleCode.HEAD),
        lambda: found("first"),
        lambda: give(colleague, RoleCode.HEAD),
        lambda: found("second"),
        lambda: give(officer, RoleCode.OFFICER),
        lambda: found("third"),
    )
    assert Grant.objects.count() == 3
    assert not check()


def test_of_two_decisions_at_the_same_moment_one_holds(
    administrator: User, second_administrator: User, officer: User, roles: Roles
) -> None:
    now = timezone.now()
    asked = grant(
        holder=officer,
        role=roles[RoleCode.AUDITOR],
        everywhere=True,
        reason="x",
        by=administrator,
        now=now - DAY,
    )
    answers = at_once(
        lambda: approve(asked, by=second_administrator, now=now),
        lambda: decline(asked, by=second_administrator, reason="no", now=now),
    )
    assert [isinstance(answer, GrantRefused) for answer in answers].count(True) == 1
    assert not check()
