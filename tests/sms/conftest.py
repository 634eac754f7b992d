"""People, a fresh registry, and a Vonage of our own for the wire's tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from permissions.models import User
from sms import gateways, outbox, registry
from sms.gateways import VonageGateway
from sms.models import Message
from tests.sms.stub import VonageStub

NOW = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
Put = Callable[..., Message]


@pytest.fixture(autouse=True)
def _strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins with an empty registry and a breaker without memory."""
    monkeypatch.setattr(registry, "_known", registry._Registry())
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create(
        username="rana", name_ar="رنا الحموري", email="rana@example.jo", is_staff=True
    )


@pytest.fixture
def outsider(db: None) -> User:
    return User.objects.create(
        username="omar", name_ar="عمر", email="omar@example.jo", is_staff=True
    )


@pytest.fixture
def put(db: None) -> Put:
    """Puts an SMS into the outbox; each call another key."""
    counter = iter(range(1, 10_000))

    def _put(**changes: Any) -> Message:
        facts: dict[str, Any] = {
            "key": f"message-{next(counter)}",
            "kind": "delivered",
            "channel": "sms",
            "address": "0791234123",
            "body": "وصلتكم شكوى جديدة رقمها 260012345",
            "now": NOW,
            "expires_at": NOW + timedelta(days=1),
        }
        return outbox.put(**(facts | changes))

    return _put


@pytest.fixture
def stub() -> Iterator[VonageStub]:
    with VonageStub() as stub:
        yield stub


@pytest.fixture
def vonage(
    stub: VonageStub, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> VonageGateway:
    """The real client, talking to our stub; it loses patience after a second."""
    settings.VONAGE_API_KEY, settings.VONAGE_API_SECRET = "key", "secret"
    settings.VONAGE_HOST = stub.host
    settings.SMS_SENDER = "Shakwa"
    monkeypatch.setattr(gateways, "SECONDS", 1)
    return VonageGateway(ca=stub.write_ca(tmp_path / "ca.pem"))
