"""The dashboard in Chromium, in Arabic: charts drawn under the strict policy, a list behind each number."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from complaints_app.status import State
from dashboards import facts, tasks
from dashboards.models import ExportJob
from tests.dashboards.people import ALL, reader
from tests.dashboards.planting import DAY, HOUR, Planted, World, new_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AGENCIES = {
    "miyahuna": "شركة مياه الأردن – مياهنا",
    "gam": "أمانة عمّان الكبرى",
    "health": "وزارة الصحة",
    "education": "وزارة التربية والتعليم",
    "transport": "هيئة تنظيم النقل البري",
    "civil": "دائرة الأحوال المدنية والجوازات",
    "works": "وزارة الأشغال العامة والإسكان",
    "electricity": "شركة الكهرباء الوطنية",
    "social": "المؤسسة العامة للضمان الاجتماعي",
    "zarqa": "بلدية الزرقاء",
    "lands": "دائرة الأراضي والمساحة",
}
PLACES = {"amman": "عمان", "zarqa": "الزرقاء", "irbid": "إربد", "aqaba": "العقبة", "karak": "الكرك"}


@pytest.fixture
def half_a_year(transactional_db: None) -> World:
    world, chance, now = new_world(), Random(7), timezone.now()  # noqa: S311 - a believable past
    for code, name in AGENCIES.items():
        agency = world.agency(code)
        agency.name_ar = name
        agency.save()
    for code, name in PLACES.items():
        place = world.place(code)
        place.name_ar = name
        place.save()
    for _ in range(int(os.environ.get("PLANTED", "120"))):
        plant(world, chance, now)
    facts.refresh(now)
    return world


def plant(world: World, chance: Random, now: Any) -> None:
    at = now - chance.random() * 180 * DAY
    code = chance.choices(list(AGENCIES), range(len(AGENCIES) + 3, 3, -1))[0]
    place = chance.choices(list(PLACES), (50, 9, 9, 2, 3))[0]
    case = Planted(world, at, place=world.place(place))
    case.routed(at, world.agency(code)).start("acceptance/1/1/1", at, at + 8 * HOUR)
    if (accepted := at + chance.random() * 10 * HOUR) < now:
        case.tell("accepted", accepted, State.IN_PROCESS).end("acceptance/1/1/1", "answered")
        case.start("resolution/1/1/1", accepted, at + 5 * DAY)
        if (closed := accepted + chance.random() * 7 * DAY) < now and chance.random() < 0.9:
            case.closed(closed).end("resolution/1/1/1", "closed")
    case.done()


def enter(page: Page, live_server: Any) -> None:
    client = Client()
    client.force_login(reader("manager", *ALL))
    cookie = client.cookies[site.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": site.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def shoot(page: Page, name: str) -> None:
    """Keeps the picture among the artefacts."""
    folder = Path(os.environ.get("ARTEFACTS", site.ROOT / "artifacts")) / "dashboards"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def drawn(page: Page) -> None:
    expect(page.locator("[data-figure-url][data-done]")).to_have_count(4, timeout=30_000)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def test_the_dashboard_is_drawn_from_right_to_left(
    page: Page, live_server: Any, half_a_year: World
) -> None:
    enter(page, live_server)
    page.goto("/admin/indicators/")
    drawn(page)
    assert page.locator(".s-kpi").count() == 6
    shoot(page, "dashboard-desktop")
    assert violations(page) == []
    page.locator("[data-show=table]").first.click()
    assert page.locator("[data-table]").first.is_visible()
    page.locator("[data-show=plot]").first.click()
    number = page.locator("#tile-received .s-kpi__value bdi").inner_text()
    page.locator("#tile-received a").click()
    assert page.locator("#counted-total").get_attribute("data-total") == number
    shoot(page, "counted-desktop")
    assert violations(page) == []


def test_the_dashboard_fits_a_phone(page: Page, live_server: Any, half_a_year: World) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, live_server)
    page.goto("/admin/indicators/")
    drawn(page)
    shoot(page, "dashboard-phone")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_an_export_grows_before_ones_eyes(
    page: Page, live_server: Any, half_a_year: World, tmp_path: Path, settings: Any
) -> None:
    settings.EXPORTS_ROOT = tmp_path
    enter(page, live_server)
    page.goto("/admin/indicators/counted/received/")
    page.locator(".s-asof__do a").click()
    shoot(page, "export-start")
    page.locator(".s-export button[type=submit]").click()
    expect(page.locator("progress")).to_be_visible()
    shoot(page, "export-waiting")
    assert violations(page) == []
    tasks.run_export(ExportJob.objects.get().pk)
    link = page.locator("a[href$='/download/']")
    expect(link).to_be_visible(timeout=15_000)
    shoot(page, "export-done")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".xlsx")
