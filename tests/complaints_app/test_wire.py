"""What the domain tells the wire: who may see the log, and where a message leads."""

from datetime import UTC, datetime

import pytest

from complaints_app import kinds
from complaints_app.models import Complaint
from permissions.models import User
from sms import registry
from sms.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> User:
    return User.objects.create(username="omar", name_ar="عمر", is_staff=True)


def test_who_does_not_operate_sees_no_message(stranger: User) -> None:
    assert not registry.may_see(stranger)
    assert not registry.may_operate(stranger)
    assert not registry.visible_to(stranger, Message.objects.all()).exists()


def test_a_message_about_nothing_leads_nowhere() -> None:
    assert registry.links_to(["", "complaint:999", "agency:7", "complaint:x"]) == {}
    assert not Complaint.objects.exists()


def test_every_kind_has_a_name_and_a_life() -> None:
    assert {kind.code for kind in registry.kinds()} == set(kinds.LABELS)
    assert datetime.now(UTC) + registry.kind_of("delivered").time_to_live > datetime.now(UTC)
