"""What is not well is named, in words and in the exit status."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from config import health
from config.models import Heartbeat
from sms.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    moment = timezone.now()
    Heartbeat.objects.create(queue="here", beaten_at=moment)
    return moment


def ill(now: datetime) -> set[str]:
    return {finding.name for finding in health.look(now) if not finding.well}


def test_a_sound_house_is_well(now: datetime) -> None:
    assert ill(now) == set()


def test_a_silent_queue_is_named(now: datetime) -> None:
    assert ill(now + timedelta(minutes=2)) == {"queue"}


def test_a_message_that_waits_too_long_is_named(now: datetime) -> None:
    Message.objects.create(
        key="k",
        kind="delivered",
        channel=Message.Channel.SMS,
        body="…",
        made_at=now,
        next_attempt_at=now - timedelta(minutes=11),
        expires_at=now + timedelta(days=1),
    )
    assert ill(now) == {"messages"}


def test_a_full_disk_is_named(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FREE_BYTES", 1 << 60)
    assert ill(now) == {"disk"}


def test_the_command_prints_one_object(now: datetime) -> None:
    out = StringIO()
    call_command("healthcheck", json=True, stdout=out)
    assert json.loads(out.getvalue())["well"] is True


def test_the_command_ends_with_1_when_something_is_ill() -> None:
    with pytest.raises(SystemExit) as end:
        call_command("healthcheck", stdout=StringIO())
    assert end.value.code == 1


def test_the_load_balancer_is_told(client: Client, now: datetime) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").status_code == 200
    Heartbeat.objects.update(beaten_at=now - timedelta(hours=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["queue"]) == (503, False)
