"""Who reads numbers: a manager of everything, one of one agency, one who may not open complaints, a stranger."""

from __future__ import annotations

from datetime import UTC, datetime

from complaints_app.models import Agency
from permissions.grants import system_grant
from permissions.models import Role, User
from permissions.verbs import Verb

ALL = (Verb.VIEW, Verb.REPORT, Verb.EXPORT)


def reader(name: str, *verbs: Verb, agency: Agency | None = None) -> User:
    """A person with these verbs at one agency, or everywhere."""
    user = User.objects.create(
        username=name, name_ar=f"الموظف {name}", email=f"{name}@example.jo", is_staff=True
    )
    if verbs:
        role = Role.objects.create(
            code=f"role-{name}", name_ar=name, name_en=name, verbs=list(verbs), live=True
        )
        system_grant(
            holder=user,
            role=role,
            reason="test",
            now=datetime(2014, 1, 1, tzinfo=UTC),
            **({"agency": agency} if agency else {"everywhere": True}),
        )
    return user
