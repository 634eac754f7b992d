"""The projection is compared with the grants and mended: by the minute job and by `manage.py rights`."""

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from complaints_app.models import Agency
from complaints_app.models.agencies import AgencyUserPermission
from permissions.grants import check, may, repair, system_grant
from permissions.models import Role, User
from permissions.verbs import RoleCode, Verb

Roles = dict[RoleCode, Role]
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(officer: User, roles: Roles, ministry: Agency, now: datetime) -> User:
    system_grant(holder=officer, role=roles[RoleCode.OFFICER], agency=ministry, reason="x", now=now)
    return officer


def rights(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rights", *arguments, "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def test_a_row_that_was_lost_is_found_and_mended(
    held: User, ministry: Agency, now: datetime
) -> None:
    AgencyUserPermission.objects.filter(permission__codename=Verb.CLOSE).delete()
    assert check().counts() == {"missing": 1, "surplus": 0}
    with pytest.raises(CommandError):
        rights("--check")
    assert rights("--repair") == {"ended": 0, "missing": 1, "surplus": 0}
    assert may(held, Verb.CLOSE, ministry, now)
    assert rights("--check") == {"missing": 0, "surplus": 0}


def test_a_row_that_no_grant_gives_is_taken_away(
    held: User, colleague: User, ministry: Agency, now: datetime
) -> None:
    """Nobody gets rights by writing into guardian's tables."""
    row = AgencyUserPermission.objects.filter(permission__codename=Verb.CLOSE).get()
    row.pk, row.user = None, colleague
    row.save()
    assert may(colleague, Verb.CLOSE, ministry, now)
    assert repair(now) == (0, {"missing": 0, "surplus": 1})
    assert not may(colleague, Verb.CLOSE, ministry, now)


def test_nothing_to_mend_takes_no_lock(
    held: User, now: datetime, django_assert_num_queries: Any
) -> None:
    check()
    # What is over; the permissions; for each side the grants and the rows; the tree of agencies.
    with django_assert_num_queries(6):
        repair(now)
