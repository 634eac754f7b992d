"""The lists that planted complaints refer to, and who reads their numbers."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from permissions.models import User
from permissions.verbs import Verb
from tests.dashboards.people import ALL, reader
from tests.dashboards.planting import World, new_world


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Numbers of another test are not this one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return new_world()


@pytest.fixture
def manager(world: World) -> User:
    return reader("manager", *ALL)


@pytest.fixture
def head(world: World) -> User:
    return reader("head", *ALL, agency=world.agency("water"))


@pytest.fixture
def analyst(world: World) -> User:
    """Sees numbers, but opens no complaint."""
    return reader("analyst", Verb.REPORT)


@pytest.fixture
def outsider(world: World) -> User:
    return reader("outsider")
