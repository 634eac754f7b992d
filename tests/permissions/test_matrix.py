"""Every address × every role, in scope and out of scope: what is not yours does not exist."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from complaints_app.models import Complaint
from config.addresses import ADDRESSES, Who
from permissions.models import Role, User
from permissions.verbs import GovernmentVerb, RoleCode, Verb
from tests.config.test_addresses import ALL
from tests.factories import Office, appoint, new_office, person

pytestmark = pytest.mark.django_db

EVERYWHERE = {RoleCode.UNIT, RoleCode.AGENT, RoleCode.ADMINISTRATOR, RoleCode.AUDITOR}
AT_AN_AGENCY = [role for role in RoleCode if role not in EVERYWHERE]
NOT_FOUND, BROKEN = 404, 500
SHUT = {403, 404, 405}
# What some addresses must be asked with.
ASKED = {"export_start": {"dataset": "complaints"}}
NOTHING_THERE = {404, 405}  # 405: no such method, asked before any object
NO_CALL = UUID("00000000-0000-4000-8000-000000000000")

# Nothing of theirs exists in this play: only checked for never showing anything to the wrong person.
WITHOUT_AN_OBJECT = {
    "complaint_decide_request",
    "attachment",
    "export_job",
    "export_progress",
    "export_cancel",
    "export_download",
    "sms_message",
    "sms_send_again",
    "sms_notice_read",
    "rights:decide",
    "list_approvals:approval",
    "people:reactivate",
    "call_case",
    "call_attachment",
}
# The verb in the table is who may come; these acts are for some of them only, or for others too.
DECIDED_BY_THE_VIEW = {name for name in ADDRESSES if name.startswith(("complaint_", "call"))}
FOR_APPROVERS_TOO = re.compile(r"^(wagtailsnippets_|list_approvals:)")
# What belongs to one agency, for the test from outside of it.
OF_THE_AGENCY = re.compile(
    r"complaint_|attachment$|people:|rights:(give|revoke|agency)$|wagtailsnippets_complaints_app_agency:"
)
# Built by one view set, guarded by one mixin: two roles try all of them, the others three.
ALIKE = re.compile(r"wagtailsnippets_(?!complaints_app_(agency|policy):|permissions_role:)")
TABLE = dict(ALL)


@dataclass
class World:
    """One agency with a complaint, a group and people; and what each address needs of it."""

    office: Office
    complaint: Complaint
    followers: Group
    people: dict[str, User] = field(default_factory=dict)

    def arguments(self, name: str) -> dict[str, Any] | None:
        """What the address of this name is asked with: an object of the agency."""
        if re.fullmatch(r"wagtailsnippets_\w+:(?!list|add)\w+", name):
            return _row_of_a_list(self, name)
        for pattern, make in ARGUMENTS.items():
            if re.match(pattern, name):
                return make(self)
        return {} if "<" not in TABLE[name] else None


def _row_of_a_list(world: World, name: str) -> dict[str, Any]:
    label = re.sub(r"^wagtailsnippets_(\w+?):.*", r"\1", name)
    room = next(app for app in ("complaints_app", "permissions", "sms") if label.startswith(app))
    model = apps.get_model(room, label.removeprefix(f"{room}_"))
    if label == "complaints_app_agency":
        pk = world.office.agency.pk
    else:
        pk = model._default_manager.values_list("pk", flat=True).first()
    more: dict[str, dict[str, Any]] = {
        "revisions_revert": {"revision_id": 0},
        "revisions_compare": {"revision_id_a": "earliest", "revision_id_b": "latest"},
        "workflow_history_detail": {"workflow_state_id": 0},
    }
    return {"pk": pk} | more.get(name.rsplit(":", 1)[1], {})


Maker = Callable[[World], dict[str, Any]]


def _fixed(**arguments: Any) -> Maker:
    return lambda _: arguments


def _reference(world: World) -> dict[str, Any]:
    return {"reference": world.complaint.reference}


def _officer(world: World) -> dict[str, Any]:
    return {"pk": world.office.officer.pk}


def _agency(world: World) -> dict[str, Any]:
    return {"pk": world.office.agency.pk}


def _followers(world: World) -> dict[str, Any]:
    return {"pk": world.followers.pk}


# By the beginning of the name; the first that fits.
ARGUMENTS: dict[str, Maker] = {
    r"complaint_decide_request$": lambda w: {**_reference(w), "request_id": 0},
    r"complaint_(?!queue|desk|answers)": _reference,
    r"call_case$": lambda w: {**_reference(w), "call": NO_CALL},
    r"call_attachment$": _fixed(call=NO_CALL, name="x.pdf"),
    r"call(_caller|_preview)?$": _fixed(call=NO_CALL),
    r"attachment$": _fixed(attachment=0),
    r"export_(?!start)|sms_(message|send_again|notice_read)$": _fixed(pk=0),
    r"dashboard_(figure|csv)$": _fixed(name="months"),
    r"dashboard_counted$": _fixed(code="received"),
    r"list_approvals:urgent$": lambda w: {**_agency(w), "list": "agency"},
    r"list_approvals:approval$": _fixed(pk=0),
    r"people:(?!index|add)": _officer,
    r"people_groups:(?!index|add)": _followers,
    r"rights:give$": _officer,
    r"rights:give_group$": _followers,
    r"rights:revoke$": lambda w: {"pk": w.office.officer.grants.get().pk},
    r"rights:decide$": _fixed(pk=0),
    r"rights:agency$": _agency,
}


@pytest.fixture
def world() -> World:
    office = new_office()
    followers = Group.objects.create(name="متابعو قطاع المياه")
    made = World(office, office.call(), followers)
    for role in RoleCode:
        if role in EVERYWHERE:
            made.people[role] = appoint(person(f"{role}-all", f"{role}"), role)
        else:
            made.people[role] = appoint(person(f"{role}-own", f"{role}"), role, office.agency)
            made.people[f"foreign-{role}"] = appoint(
                person(f"{role}-foreign", f"{role}"), role, office.other
            )
    return made


def _rooms(world: World) -> list[tuple[str, dict[str, Any]]]:
    """The addresses that people of the house come to, with their arguments."""
    found = []
    for name, who in sorted(ADDRESSES.items()):
        arguments = world.arguments(name)
        signs_out = name == "wagtailadmin_logout"
        if who is not Who.ANYONE and arguments is not None and not signs_out:
            found.append((name, arguments))
    return found


def _holds(role: RoleCode, name: str) -> bool:
    verbs = set(Role.objects.get(code=role).verbs)
    who = ADDRESSES[name]
    if FOR_APPROVERS_TOO.match(name):
        agencys = {Verb.EDIT_AGENCY, Verb.APPROVE_AGENCY}
        return bool(verbs & {GovernmentVerb.EDIT_LISTS, GovernmentVerb.APPROVE_LISTS, *agencys})
    return who is Who.SIGNED_IN or who in verbs


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_every_address_of_the_table_has_its_arguments(world: World) -> None:
    lacking = [
        name
        for name, who in ADDRESSES.items()
        if who is not Who.ANYONE
        and world.arguments(name) is None
        and not name.startswith("wagtailadmin_")
    ]
    assert lacking == []


@pytest.mark.parametrize("role", AT_AN_AGENCY)
def test_out_of_scope_does_not_exist(world: World, role: RoleCode) -> None:
    """The same role at another agency: everything of this agency is 404, read or written."""
    client = _signed_in(world.people[f"foreign-{role}"])
    leaks: list[tuple[str, int]] = []
    for name, arguments in _rooms(world):
        if arguments and OF_THE_AGENCY.match(name):
            address = reverse(name, kwargs=arguments)
            answers = {client.get(address).status_code, client.post(address).status_code}
            leaks += [(name, status) for status in answers - NOTHING_THERE]
    assert leaks == []


@pytest.mark.parametrize("role", list(RoleCode))
def test_the_verb_opens_and_nothing_else_does(world: World, role: RoleCode) -> None:
    client = _signed_in(world.people[role])
    surprises: list[tuple[str, int]] = []
    for name, arguments in _rooms(world):
        if ALIKE.match(name) and role not in (RoleCode.OFFICER, RoleCode.ADMINISTRATOR):
            continue
        address = reverse(name, kwargs=arguments)
        expected, status = _expected(role, name), client.get(address, ASKED.get(name)).status_code
        if status >= BROKEN or (expected is False and status not in SHUT):
            surprises.append((name, status))
        elif expected is False and client.post(address).status_code not in SHUT:
            surprises.append((f"POST {name}", status))
        elif expected and status == NOT_FOUND:
            surprises.append((name, status))
    assert surprises == []


def _expected(role: RoleCode, name: str) -> bool | None:
    """Open, shut, or decided by the view and its own tests."""
    if name in DECIDED_BY_THE_VIEW:
        return None
    if not _holds(role, name):
        return False
    return None if name in WITHOUT_AN_OBJECT or FOR_APPROVERS_TOO.match(name) else True


def test_nobody_unknown_comes_anywhere(world: World, client: Client) -> None:
    wrong: list[tuple[str, int]] = []
    for name, arguments in _rooms(world):
        answer = client.get(reverse(name, kwargs=arguments))
        if not (answer.status_code == 302 and "/login" in answer.headers["Location"]):
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_posting_to_a_foreign_complaint_changes_nothing(world: World) -> None:
    client = _signed_in(world.office.outsider)
    for name, arguments in _rooms(world):
        if name.startswith("complaint_") and "reference" in arguments:
            answer = client.post(reverse(name, kwargs=arguments), {"version": 1})
            assert answer.status_code in SHUT, name
    assert Complaint.objects.get(pk=world.complaint.pk).version == world.complaint.version
