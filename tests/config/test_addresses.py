"""Every address has a verdict; one without is 404."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.addresses import ADDRESSES, Who
from permissions.models import User

pytestmark = pytest.mark.django_db


def _addresses(
    resolver: URLResolver, space: tuple[str, ...] = (), path: str = ""
) -> Iterator[tuple[str, str]]:
    """Every (name, path) that the site answers to; unnamed ones have the name ""."""
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield ":".join([*space, entry.name or ""]) if entry.name else "", here
        else:
            inner = (*space, entry.namespace) if entry.namespace else space
            yield from _addresses(entry, inner, here)


ALL = sorted(set(_addresses(get_resolver())))
CLOSED = [(name, path) for name, path in ALL if name not in ADDRESSES]


def _filled(path: str) -> str:
    """The path with something plausible in each place."""
    path = re.sub(r"<int:\w+>", "1", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    path = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)|<(\w+:)?\w+>", "x", path)
    path = path.replace(".*", "x").replace("\\.", ".")
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.fixture
def somebody(client: Client) -> Client:
    user = User.objects.create_user("somebody", password="a", name_ar="أحد", is_staff=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_every_name_in_the_table_is_an_address() -> None:
    assert set(ADDRESSES) - {name for name, _ in ALL} == set()


def test_wagtail_brings_hundreds_of_addresses_that_nobody_may_come_to() -> None:
    assert len(CLOSED) > 100


def test_an_address_outside_the_table_is_not_found(somebody: Client) -> None:
    leaks = [
        path for _, path in CLOSED if somebody.get(_filled(path)).status_code not in {301, 404}
    ]
    assert leaks == []


def test_a_stranger_sees_only_what_is_open_to_anyone(client: Client) -> None:
    for name, path in ALL:
        if ADDRESSES.get(name) not in {None, Who.ANYONE}:
            response = client.get(_filled(path))
            assert response.status_code == 302, path
            assert "/admin/login/" in response.headers["Location"], path
