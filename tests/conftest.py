"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests import databases

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A copy of a migrated template, not two hundred migrations for each run."""
    before = connection.settings_dict["NAME"]
    name = databases.test_name()
    with django_db_blocker.unblock():
        databases.place_a_copy(name)
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False, keepdb=True
        )
        broom = databases.Broom()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", broom.sweep)
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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for the whole run."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is missing (Debian: apt-get install chromium).")
    # Playwright's own loop runs in this thread; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A fresh window in Arabic; the test fails if the page broke its content policy or a script."""
    context = chromium.new_context(
        base_url=live_server.url, locale="ar-JO", viewport={"width": 1440, "height": 900}
    )
    window = context.new_page()
    complaints: list[str] = []

    def listen(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(line.text)

    window.on("console", listen)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    context.close()
    broken = [text for text in complaints if "Failed to load resource" not in text]
    assert broken == []
