"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import databases

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A copy of a migrated template, not two hundred migrations for each run."""
    before = connection.settings_dict["NAME"]
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        databases.place_a_copy(name)
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False, keepdb=True
        )
    yield
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = before
        settings.DATABASES["default"]["NAME"] = before
        databases.drop(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; not part of it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("The shared data does not lie beside this checkout (../shared/data).")
    return SHARED_DATA
