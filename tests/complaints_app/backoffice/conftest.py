"""The people of the screens, each signed in where a test asks for it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from permissions.models import User
from tests.factories import Office, new_office


@pytest.fixture
def office(db: None) -> Office:
    return new_office()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in
