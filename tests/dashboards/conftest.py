"""The lists that planted complaints refer to."""

import pytest

from tests.dashboards.planting import World, new_world


@pytest.fixture
def world(db: None) -> World:
    return new_world()
