"""Reads settings from the environment and from *_FILE secrets; refuses, naming everything that is missing at once."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file that NAME_FILE points to, or `default`, or ""."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name) or default or ""


def demand(*names: str) -> None:
    """Raises ImproperlyConfigured that names every variable which is neither set nor given as a file."""
    missing = [name for name in names if not secret(name)]
    if missing:
        raise ImproperlyConfigured(
            "Shakwa cannot start: set these environment variables (or the same name with _FILE, "
            "pointing to a file): " + ", ".join(missing)
        )
