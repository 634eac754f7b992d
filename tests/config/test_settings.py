"""Production starts whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

NEEDED = {
    "SECRET_KEY": "k" * 60 + "0123456789",
    "DATABASE_URL": "sqlite:////tmp/shakwa-settings.sqlite3",
    "ALLOWED_HOSTS": "shakwa.example",
    "SITE_URL": "https://shakwa.example",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "SMS_GATEWAY": "vonage",
    "VONAGE_API_KEY": "k",
    "VONAGE_API_SECRET": "s",
    "VONAGE_SIGNATURE_SECRET": "s",
}


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in production settings, in an environment with nothing else of ours."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in NEEDED and not name.startswith(("VONAGE", "SMS", "DJANGO", "STATE"))
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.ROOT,
        env=bare | {"DJANGO_SETTINGS_MODULE": "config.settings.production"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return manage("check", "--deploy", "--fail-level", "WARNING", **environment)


def test_every_missing_variable_is_named_at_once() -> None:
    answer = start(SMS_GATEWAY="vonage")
    assert answer.returncode != 0
    named = answer.stderr.strip().splitlines()[-1]
    for name in NEEDED.keys() - {"SMS_GATEWAY"}:
        assert name in named


def test_a_whole_configuration_passes_the_deployment_checks() -> None:
    answer = start(**NEEDED)
    assert answer.returncode == 0, answer.stderr


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(NEEDED["SECRET_KEY"] + "\n")
    answer = start(
        **{k: v for k, v in NEEDED.items() if k != "SECRET_KEY"}, SECRET_KEY_FILE=str(file)
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("command", ["run", "demo"])
def test_trying_out_is_refused_in_production(command: str) -> None:
    answer = manage(command, **NEEDED)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
