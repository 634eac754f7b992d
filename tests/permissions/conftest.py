"""The people, roles and agencies of these tests: a ministry, a company below it, a stranger."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from complaints_app.models import Agency, AgencyGroup
from permissions.grants import system_grant
from permissions.models import Role, User
from permissions.verbs import GovernmentVerb, RoleCode, Verb

NOW = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)

BUNDLES: dict[RoleCode, tuple[list[str], list[str]]] = {
    RoleCode.OFFICER: ([Verb.VIEW, Verb.RECEIVE, Verb.PROCESS, Verb.CLOSE], []),
    RoleCode.OFFICIAL: ([Verb.VIEW, Verb.APPROVE_EXTENSION], []),
    RoleCode.HEAD: ([Verb.VIEW, Verb.REPORT], []),
    RoleCode.UNIT: ([Verb.VIEW, Verb.REOPEN, Verb.VIEW_IDENTITY, GovernmentVerb.DECIDE], []),
    RoleCode.AGENT: ([GovernmentVerb.REGISTER, Verb.READ_ANSWER, Verb.VIEW_IDENTITY], []),
    RoleCode.MANAGER: ([Verb.REPORT, Verb.EXPORT], []),
    RoleCode.ADMINISTRATOR: (
        [Verb.GRANT, Verb.EDIT_AGENCY, GovernmentVerb.EDIT_LISTS],
        list(RoleCode),
    ),
    RoleCode.AUDITOR: ([Verb.VIEW, GovernmentVerb.AUDIT], []),
}


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def roles(db: None) -> dict[RoleCode, Role]:
    return {
        code: Role.objects.create(
            code=code, name_ar=f"دور {code}", name_en=code.title(), verbs=verbs, may_give=may_give
        )
        for code, (verbs, may_give) in BUNDLES.items()
    }


MakeAgency = Callable[..., Agency]
MakePerson = Callable[..., User]


@pytest.fixture
def make_agency(db: None) -> MakeAgency:
    def make(code: str, parent: Agency | None = None, live: bool = True) -> Agency:
        agency: Agency = Agency.objects.create(
            code=code,
            name_ar=f"دائرة {code}",
            name_en=code,
            kind=Agency.Kind.MINISTRY,
            parent=parent,
            live=live,
        )
        return agency

    return make


@pytest.fixture
def ministry(make_agency: MakeAgency) -> Agency:
    return make_agency("water-ministry")


@pytest.fixture
def company(make_agency: MakeAgency, ministry: Agency) -> Agency:
    return make_agency("miyahuna", parent=ministry)


@pytest.fixture
def stranger(make_agency: MakeAgency) -> Agency:
    return make_agency("health-ministry")


@pytest.fixture
def water_sector(db: None, ministry: Agency, company: Agency) -> AgencyGroup:
    group: AgencyGroup = AgencyGroup.objects.create(code="water", name_ar="المياه", name_en="Water")
    group.agencies.set([ministry, company])
    group.save()
    return group


@pytest.fixture
def make_person(db: None) -> MakePerson:
    def make(username: str, *, name: str = "", active: bool = True) -> User:
        return User.objects.create_user(
            username,
            email=f"{username}@example.jo",
            password="a long enough password",
            name_ar=name or username,
            is_staff=True,
            is_active=active,
        )

    return make


@pytest.fixture
def officer(make_person: MakePerson) -> User:
    return make_person("rana", name="رنا الحموري")


@pytest.fixture
def colleague(make_person: MakePerson) -> User:
    return make_person("sami", name="سامي عبيدات")


@pytest.fixture
def administrator(make_person: MakePerson, roles: dict[RoleCode, Role]) -> User:
    person = make_person("hiba", name="هبة العزام")
    _everywhere(person, roles[RoleCode.ADMINISTRATOR])
    return person


@pytest.fixture
def second_administrator(make_person: MakePerson, roles: dict[RoleCode, Role]) -> User:
    person = make_person("omar", name="عمر القضاة")
    _everywhere(person, roles[RoleCode.ADMINISTRATOR])
    return person


def _everywhere(person: User, role: Role) -> None:
    early = min(NOW, timezone.now()) - 30 * DAY
    system_grant(holder=person, role=role, everywhere=True, reason="set-up", now=early)


@pytest.fixture
def followers(db: None) -> Group:
    return Group.objects.create(name="متابعو قطاع المياه")
