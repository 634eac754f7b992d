"""The call in a real browser, in Arabic: by keyboard alone, never twice, and nothing typed is lost."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect, sync_playwright

from complaints_app.folding import fold, search_key
from complaints_app.models import CallDraft, Complaint
from tests.factories import Office, new_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARTEFACTS = Path(settings.ROOT) / "artifacts" / "call"
PLACE = "قرب مدرسة النصر"
WORDS = "ماء يسيل في الشارع منذ يومين."
SPELLINGS = [
    "ميه مقطوعة",
    "الكهربا",
    "تسريب مي",
    "انقطاع المياة",
    "إنقطاعُ المِيَاه",
    "أمانة عمّان",
    "ٱلصَّرف الصحى",
    "کهرباء ومی",
    "مسؤول شؤون ــ بناء",
    "٣ أيام و ۱۲ ساعة",
    "Water LEAK ﷼ ½ ﻻ",
    "ال",
    "او",
    "",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not at {CHROMIUM}; name it in CHROMIUM.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def office() -> Office:
    office = new_office()
    office.answers = {"leak_place": "street", "leak_size": "stream"}
    return office


@dataclass
class Desk:
    """The agent's browser at this moment; every key he presses is counted."""

    context: BrowserContext
    page: Page
    address: str
    said: list[str]
    keys: int = 0

    def new_call(self) -> str:
        self.page.goto(f"{self.address}/admin/call/")
        expect(self.page.locator("#phone")).to_be_focused()
        return self.page.url

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def typed_call(self) -> str:
        """A complete call, with the keys an agent uses, up to the moment before registering."""
        address = self.new_call()
        self.type("0791234123")
        self.press("Alt+2")
        self.type("تسريب مي")
        self.press("Enter")
        expect(self.page.locator("#answer-leak_place")).to_be_focused()
        self.press("ArrowDown", "Tab", "ArrowDown", "Alt+3")
        expect(self.page.locator("#governorate")).to_be_focused()
        self.press("ArrowDown", "Tab", "Tab")
        self.type(PLACE)
        self.press("Alt+4")
        self.type(WORDS)
        return address

    def draft_is_on_the_server(self) -> None:
        expect(self.page.locator(".s-callbar__draft")).to_contain_text(":")


@pytest.fixture
def desk(chromium: Any, live_server: Any, office: Office) -> Iterator[Desk]:
    client = Client()
    client.force_login(office.agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    context = chromium.new_context(
        locale="ar-JO", timezone_id="Asia/Amman", viewport={"width": 1440, "height": 1000}
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield Desk(context, page, live_server.url, said)
    assert [line for line in said if "Content Security Policy" in line or "error:" in line] == []
    context.close()


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def test_a_call_is_registered_by_keyboard_alone(
    desk: Desk, office: Office, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    desk.typed_call()
    expect(desk.page.locator(".s-route__agency")).to_have_text(office.agency.name_ar)
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-done__no")).to_be_visible()
    took, keys = time.monotonic() - began, desk.keys
    complaint = Complaint.objects.get()
    written = len("0791234123") + len(PLACE) + len(WORDS)
    beside = keys - written
    sys.stdout.write(
        f"\nA call by keyboard: {keys} keys, {beside} beside what was said; {took:.1f} s.\n"
    )
    record_property("keys", keys)
    record_property("seconds", round(took, 1))
    assert beside <= 25
    assert (complaint.location, complaint.text) == (PLACE, WORDS)
    assert complaint.answers["leak_place"] == "street"
    assert desk.page.locator("html").get_attribute("dir") == "rtl"
    desk.press("Enter")  # the next call
    expect(desk.page.locator("#phone")).to_be_focused()


def test_the_browser_folds_as_the_server_does(desk: Desk) -> None:
    desk.new_call()
    names = [subject["name"] for subject in subjects(desk)]
    words = [*SPELLINGS, *names]
    read = "(words) => words.map((word) => [shakwa.folding.fold(word), shakwa.folding.searchKey(word)])"
    assert desk.page.evaluate(read, words) == [[fold(word), search_key(word)] for word in words]


def subjects(desk: Desk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.page.evaluate(
        "shakwa.door('/admin/call/subjects.json').then((answer) => answer.json())"
    )
    return rows


FOUND_BY = {
    "ميه مقطوعة": "انقطاع المياه",
    "الكهربا": "الكهرباء",
    "تسريب مي": "تسرب المياه في الشارع",
    "انقطاع المياة": "انقطاع المياه",
    "مجاري": "الصرف الصحي",
}


def test_a_subject_is_found_in_any_spelling(desk: Desk) -> None:
    desk.new_call()
    box = desk.page.locator("#subject_typed")
    for typed, found in FOUND_BY.items():
        box.fill("")
        desk.press("Alt+2")
        desk.type(typed)
        expect(desk.page.locator("#subjects [role=option]").first).to_contain_text(found)
        assert box.get_attribute("aria-activedescendant") == "subject-0"


def test_enter_right_after_the_last_letter_waits_for_the_list(desk: Desk) -> None:

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    desk.page.route("**/subjects.json", late)
    desk.new_call()
    desk.press("Alt+2")
    desk.type("تسريب مي")
    desk.press("Enter")
    expect(desk.page.locator("#answer-leak_place")).to_be_focused()


def test_a_known_caller_is_shown_and_a_follow_up_ends_the_call(desk: Desk, office: Office) -> None:
    earlier = office.call(now=timezone.now())
    desk.new_call()
    desk.type("0791234123")
    desk.press("Tab")
    expect(desk.page.locator(".s-caller__list")).to_contain_text(str(earlier))
    expect(desk.page.locator("#name")).to_have_value("محمد أحمد العبداللات")
    desk.page.locator(".s-caller__list a").focus()
    desk.press("Enter")
    expect(desk.page.locator("#follow_up")).to_be_focused()
    assert violations(desk.page) == []
    desk.type("ما زال الماء يسيل.")
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-done__no")).to_have_text(str(earlier))
    earlier.refresh_from_db()
    assert (earlier.follow_ups, Complaint.objects.count()) == (1, 1)


def test_a_double_submit_registers_once(desk: Desk) -> None:
    desk.typed_call()
    desk.page.evaluate(
        "() => { const form = document.querySelector('form.s-cols'); form.requestSubmit(); form.requestSubmit(); }"
    )
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-done__no")).to_be_visible()
    assert Complaint.objects.count() == 1


def test_a_lost_connection_keeps_the_words_and_sends_them_when_it_is_back(desk: Desk) -> None:
    desk.typed_call()
    desk.draft_is_on_the_server()
    desk.context.set_offline(True)
    desk.type(" وصل إلى المدرسة.")
    desk.press("Control+Enter")
    expect(desk.page.locator("[data-door=offline]")).to_be_visible()
    assert desk.page.locator("#text").input_value() == f"{WORDS} وصل إلى المدرسة."
    assert Complaint.objects.count() == 0
    desk.context.set_offline(False)
    expect(desk.page.locator(".s-done__no")).to_be_visible(timeout=15000)
    assert Complaint.objects.get().text == f"{WORDS} وصل إلى المدرسة."


def test_a_reload_while_the_server_is_away_loses_nothing(desk: Desk) -> None:
    address = desk.typed_call()
    desk.draft_is_on_the_server()
    desk.page.route("**/admin/call/*/", lambda route: route.abort())
    desk.press("Alt+4", "Control+End")
    desk.type(" غدًا")
    expect(desk.page.locator("[data-door=offline]")).to_be_visible()
    desk.page.unroute("**/admin/call/*/")
    desk.page.goto(address)
    expect(desk.page.locator("#text")).to_have_value(f"{WORDS} غدًا")
    expect(desk.page.locator("#answer-leak_place")).to_have_value("street")


def test_a_closed_tab_gives_its_draft_back(desk: Desk) -> None:
    address = desk.typed_call()
    desk.draft_is_on_the_server()
    desk.page.close()
    wait_until(lambda: CallDraft.objects.get().data.get("text") == WORDS)
    again = desk.context.new_page()
    again.goto(address)
    expect(again.locator("#text")).to_have_value(WORDS)
    expect(again.locator("#subject_typed")).to_have_value("تسرب المياه في الشارع")
    expect(again.locator("#answer-leak_place")).to_have_value("street")
    expect(again.locator(".s-route__agency")).to_be_visible()


def test_a_lost_session_is_said_and_nothing_is_lost(desk: Desk) -> None:
    desk.typed_call()
    desk.draft_is_on_the_server()
    kept: Any = desk.context.cookies()
    desk.context.clear_cookies()
    desk.press("Control+Enter")
    expect(desk.page.locator("[data-door=ended]")).to_contain_text("انتهت جلستك")
    assert desk.page.locator("#text").input_value() == WORDS
    desk.context.add_cookies(kept)  # signed in again, in another tab
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-done__no")).to_be_visible()


def test_signing_out_wipes_what_was_typed_from_the_machine(desk: Desk) -> None:
    desk.typed_call()
    desk.draft_is_on_the_server()
    assert desk.page.evaluate(
        "Object.keys(sessionStorage).filter((k) => k.startsWith('shakwa')).length"
    )
    desk.page.locator(".sidebar-footer__account").click()
    desk.page.locator("form[action$='/logout/'] button").click()
    desk.page.wait_for_url("**/login/**")
    left = "Object.keys(sessionStorage).filter((k) => k.startsWith('shakwa'))"
    assert desk.page.evaluate(left) == []


def test_errors_stand_at_their_fields_with_focus_on_the_summary(desk: Desk) -> None:
    desk.new_call()
    desk.type("12")
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-wrong")).to_be_focused()
    assert desk.page.title().startswith("خطأ:")
    assert desk.page.locator("#phone").input_value() == "12"
    assert violations(desk.page) == []
    desk.page.locator(".s-wrong a").first.press("Enter")
    expect(desk.page.locator("#phone")).to_be_focused()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {[node['html'][:120] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_screens_have_no_barrier_and_no_sideways_scroll(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.typed_call()
    expect(desk.page.locator(".s-route__agency")).to_be_visible()
    picture(desk.page, f"call-{width}")
    assert violations(desk.page) == []
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert desk.page.evaluate(sideways) <= 0
    desk.press("Control+Enter")
    expect(desk.page.locator(".s-done__no")).to_be_visible()
    picture(desk.page, f"registered-{width}")
    assert violations(desk.page) == []
    assert desk.page.evaluate(sideways) <= 0


def picture(page: Page, name: str) -> None:
    """Kept among the artefacts, to be looked at."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def test_a_picture_is_attached_and_taken_away(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "صورة.png"
    Image.new("RGB", (20, 20), "teal").save(picture)
    address = desk.new_call()
    desk.page.locator("#files").set_input_files(picture)
    expect(desk.page.locator(".s-files")).to_contain_text("صورة.png")
    desk.page.goto(address)
    expect(desk.page.locator(".s-files")).to_contain_text("صورة.png")
    desk.page.locator(".s-files button").press("Enter")
    expect(desk.page.locator(".s-files")).to_have_count(0)
