"""The frame in a browser: Arabic, right to left, strict, and fit for everybody."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from permissions.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "شمس-2026"
ARTEFACTS = Path(settings.ROOT) / "artifacts" / "frame"


@pytest.fixture
def lamia() -> User:
    return User.objects.create_user(
        "lamia",
        "lamia@example.jo",
        PASSWORD,
        name_ar="لمياء العبادي",
        name_en="Lamia Abbadi",
        is_staff=True,
    )


def picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def violations(page: Page, *known: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["id"] not in known
    ]


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", "lamia")
    page.fill("#id_password", password)
    page.keyboard.press("Enter")


def come_in(page: Page, user: User) -> None:
    """Signed in already, as by an earlier visit."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.goto("/healthz")
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.url}])


def test_sign_in_is_arabic_right_to_left_and_ours(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_title("تسجيل الدخول – شكوى")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Plex Arabic\"'))"
    )
    assert violations(page) == []
    picture(page, "sign-in")


def test_a_wrong_password_is_said_in_words_and_in_the_title(page: Page, lamia: User) -> None:
    sign_in(page, "wrong")
    expect(page).to_have_title("خطأ: تسجيل الدخول – شكوى")
    assert page.input_value("#id_username") == "lamia"
    assert violations(page) == []
    picture(page, "sign-in-refused")


def test_english_is_one_click_away_and_stays(page: Page) -> None:
    page.goto("/")
    page.click("text=English")
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.reload()
    expect(page).to_have_title("Sign in – Shakwa")


def test_the_home_page_greets_by_name_without_a_publishers_menu(page: Page, lamia: User) -> None:
    sign_in(page)
    expect(page.locator("h1")).to_contain_text("لمياء العبادي")
    expect(page.locator("#wagtail-sidebar")).not_to_contain_text("صفحات")
    assert violations(page, "button-name") == []
    picture(page, "home")


def test_the_account_page_changes_the_language_of_everything(page: Page, lamia: User) -> None:
    come_in(page, lamia)
    page.goto("/admin/account/")
    assert violations(page, "button-name") == []
    page.select_option("#id_language-language", "en")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    lamia.refresh_from_db()
    assert lamia.language == "en"
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("Lamia Abbadi")


@pytest.mark.parametrize("address", ["/admin/pages/", "/nothing/", "/admin/nothing/"])
def test_what_is_not_there_is_said_in_arabic(page: Page, lamia: User, address: str) -> None:
    come_in(page, lamia)
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("غير موجودة")
    assert violations(page) == []
    picture(page, "not-found")


def test_a_phone_shows_the_sign_in_without_a_sideways_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "sign-in-phone")
