"""An office to bring complaints into."""

import pytest

from tests.factories import Office, new_office


@pytest.fixture
def office(db: None) -> Office:
    return new_office()
