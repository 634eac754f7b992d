"""The lists in a real browser, in Arabic: one drafts an agency and a rung, another approves what he sees."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from complaints_app.models import Agency, Ladder, Policy
from complaints_app.versioning import version_in_force
from permissions.models import User
from tests.complaints_app.desk_of_lists import Desk, new_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTEFACTS = Path(settings.ROOT) / "artifacts" / "lists"


@pytest.fixture
def desk() -> Desk:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return new_desk()


@pytest.fixture
def url(live_server: Any) -> str:
    return str(live_server.url)


def sign_in(page: Page, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def looked_at(page: Page, name: str) -> None:
    """Keeps a picture; no fault that axe can find."""
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
    faults = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []


def send(page: Page) -> None:
    page.click("footer [data-w-dropdown-target=toggle]")
    page.click("button[name=action-submit]")
    page.wait_for_load_state()


def approve_first(page: Page, desk: Desk, url: str, name: str) -> None:
    sign_in(page, desk.second, url)
    page.goto("/admin/lists/approvals/")
    looked_at(page, f"{name}-waiting")
    page.click(".s-waiting a >> nth=0")
    page.wait_for_load_state()
    looked_at(page, f"{name}-approval")
    page.click("button[name=approve]")
    page.wait_for_load_state()


def key_of_the_first_save(page: Page) -> str:
    """Types until an automatic save has told the page the key: half a rung is not saved."""
    for days in range(2, 12):
        page.fill("[name=rungs-1-offset]", str(days))
        page.wait_for_timeout(2000)
        if key := page.input_value("[name=rungs-1-key]"):
            return key
    raise AssertionError("no automatic save answered")


def test_an_agency_is_added_by_one_and_approved_by_another(
    page: Page, desk: Desk, url: str
) -> None:
    sign_in(page, desk.writer, url)
    page.goto("/admin/lists/agency/add/")
    looked_at(page, "agency-add")
    page.fill("[name=name_ar]", "هيئة تنظيم النقل البحري")
    page.fill("[name=name_en]", "Maritime Transport Authority")
    page.select_option("[name=kind]", "authority")
    send(page)
    assert not Agency.objects.get(name_en="Maritime Transport Authority").live
    approve_first(page, desk, url, "agency")
    agency = Agency.objects.get(name_en="Maritime Transport Authority")
    assert (agency.live, agency.code) == (True, "maritime-transport-authority")


def test_a_policy_is_changed_by_one_and_approved_by_another(
    page: Page, desk: Desk, url: str
) -> None:
    policy = Policy.objects.get(code="standard")
    sign_in(page, desk.writer, url)
    page.goto(f"/admin/lists/policy/edit/{policy.pk}/")
    page.fill("[name=acceptance]", "240")
    send(page)
    assert version_in_force("policy", "standard").content["acceptance"] == 480
    approve_first(page, desk, url, "policy")
    assert version_in_force("policy", "standard").content["acceptance"] == 240


def test_a_rung_added_in_the_browser_keeps_the_key_of_its_first_save(
    page: Page, desk: Desk, url: str
) -> None:
    ladder: Any = Ladder.objects.get(code="standard")
    sign_in(page, desk.writer, url)
    page.goto(f"/admin/lists/ladder/edit/{ladder.pk}/")
    page.click("#id_rungs-ADD")
    page.select_option("[name=rungs-1-clock]", "resolution")
    page.fill("[name=rungs-1-offset]", "2")
    page.select_option("[name=rungs-1-unit]", "days")
    page.check("input[name=rungs-1-recipients][value=officer]")
    page.check("input[name=rungs-1-channels][value=sms]")
    first = key_of_the_first_save(page)
    page.fill("[name=rungs-1-offset]", "99")
    send(page)
    approve_first(page, desk, url, "ladder")
    rungs = version_in_force("ladder", "standard").content["rungs"]
    assert [(rung["key"], rung["offset"]) for rung in rungs][1] == (first, 99)
