"""Every address × every kind of person × own and foreign: who comes in, who is kept out, who is not told it exists."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from complaints_app.models import Complaint
from config.addresses import ADDRESSES, Verdict, Who
from permissions.models import Role, User
from tests.factories import Office, appoint, new_office, person

ROLE_OF = {
    "agent": "agent",
    "officer": "officer",
    "official": "official",
    "head": "head",
    "unit": "unit",
    "manager": "manager",
    "administrator": "administrator",
    "auditor": "auditor",
    "outsider": "officer",
}
CALL = UUID("00000000-0000-4000-8000-00000000000c")
OUT, GONE, IN = frozenset({403, 404}), frozenset({404}), None
# They change something, or end the visit: asked by their own tests.
NOT_BY_GET = {"wagtailadmin_logout", "export_start", "call_new", "sms_notice_read"}
NOT_IN_A_TEST = {"readyz"}  # no queue beats here


def _patterns(
    resolver: URLResolver, space: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, what its path asks for) of every named address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield ":".join([*space, entry.name]), dict(entry.pattern.converters)
        else:
            inner = (*space, entry.namespace) if entry.namespace else space
            for name, asked in _patterns(entry, inner):
                yield name, {**asked, **dict(entry.pattern.converters)}


ASKED = dict(_patterns(get_resolver()))


@pytest.fixture
def office(db: None) -> Office:
    office = new_office()
    for role in ("manager", "administrator", "auditor"):
        appoint(person(role, role), role)
    return office


@pytest.fixture
def complaint(office: Office) -> Complaint:
    return office.call()


def _path(name: str, complaint: Complaint) -> str | None:
    """The address with our complaint in it; None where it asks for something this test does not make."""
    known = {"reference": complaint.reference, "call": CALL}
    asked = ASKED.get(name, {})
    if not set(asked) <= set(known):
        return None
    try:
        return reverse(name, kwargs={key: known[key] for key in asked})
    except Exception:  # noqa: BLE001 - a regular expression with groups of its own
        return None


def _expected(name: str, verdict: Verdict, who: str) -> frozenset[int] | None:
    """The statuses of somebody kept out; None where he comes in."""
    if verdict is Who.ANYONE:
        return IN
    if verdict is Who.SIGNED_IN:
        return frozenset(range(500))  # the view decides by what is asked of it
    if who == "outsider" and "reference" in ASKED.get(name, {}):
        return GONE
    verbs = set(Role.objects.get(code=ROLE_OF[who]).verbs)
    wanted = {str(verdict)}
    if name.startswith("wagtailsnippets_"):
        wanted.add("approve_lists")  # a second person reads what he approves
    return IN if wanted & verbs else OUT


@pytest.mark.parametrize("who", ROLE_OF)
def test_each_person_comes_where_his_role_leads_and_nowhere_else(
    who: str, complaint: Complaint, client: Client
) -> None:
    user = User.objects.get(username=who)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    wrong = []
    for name, verdict in ADDRESSES.items():
        path = _path(name, complaint)
        if path is None or name in NOT_BY_GET | NOT_IN_A_TEST:
            continue
        status = client.get(path).status_code
        kept_out = _expected(name, verdict, who)
        fine = status < 500 and (status != 404 if kept_out is None else status in kept_out)
        if not fine and not (kept_out is None and "reference" in ASKED[name]):
            wrong.append(f"{name}: {status}, should {'be kept out' if kept_out else 'come in'}")
    assert not wrong, "\n".join(wrong)


def test_nobody_unknown_comes_anywhere(complaint: Complaint, client: Client) -> None:
    wrong = []
    for name, verdict in ADDRESSES.items():
        path = _path(name, complaint)
        if path is None or verdict is Who.ANYONE:
            continue
        answer = client.get(path)
        if not (answer.status_code == 302 and "/login" in answer["Location"]):
            wrong.append((name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", ["outsider", "agent", "administrator"])
def test_a_foreign_complaint_does_not_exist(who: str, complaint: Complaint, client: Client) -> None:
    client.force_login(User.objects.get(username=who), backend=settings.AUTHENTICATION_BACKENDS[0])
    mine = [name for name, asked in ASKED.items() if set(asked) == {"reference"}]
    seen = {
        name: client.get(reverse(name, args=[complaint.reference])).status_code
        for name in mine
        if ADDRESSES.get(name) == "view"
    }
    assert seen
    assert set(seen.values()) == {404}


def test_posting_to_a_foreign_complaint_changes_nothing(
    complaint: Complaint, client: Client, office: Office
) -> None:
    client.force_login(office.outsider, backend=settings.AUTHENTICATION_BACKENDS[0])
    for name, asked in ASKED.items():
        if set(asked) == {"reference"} and name.startswith("complaint_"):
            answer = client.post(reverse(name, args=[complaint.reference]), {"version": 1})
            assert answer.status_code in (403, 404, 405), name
    assert Complaint.objects.get(pk=complaint.pk).version == complaint.version
