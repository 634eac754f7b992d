"""The whole journey as five people in Chromium, in Arabic: call, SMS, accept, late, the head hears, close, answer given."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from complaints_app import notices
from complaints_app.escalation import sweep
from complaints_app.models import Complaint, Escalation
from permissions.models import User
from sms import outbox
from sms.models import Message
from tests.factories import Office, appoint, new_office, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTEFACTS = Path(settings.ROOT) / "artifacts" / "journey"
ANSWER = "أُصلح الخط وعادت المياه."
Open = Callable[[User], "Seat"]


class Seat:
    """One person's browser window; every screen he comes to is photographed and walked by axe."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.screens = 0

    def look(self, path: str | None = None) -> None:
        if path is not None:
            self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        self.screens += 1
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{self.name}-{self.screens}.png", full_page=True)
        found = Axe().run(self.page).response["violations"]
        # Wagtail's own account button has no name while the sidebar is collapsed.
        ours = [each["id"] for each in found if "sidebar" not in str(each["nodes"])]
        assert ours == [], f"{self.name}, screen {self.screens}"


@pytest.fixture
def office() -> Office:
    office = new_office()
    appoint(person("manager", "باسل الطراونة"), "manager", office.agency)
    return office


@pytest.fixture
def seat(chromium: Browser, live_server: Any) -> Iterator[Open]:
    contexts, said = [], []

    def sit(user: User) -> Seat:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        context = chromium.new_context(
            base_url=live_server.url,
            locale="ar-JO",
            timezone_id="Asia/Amman",
            viewport={"width": 1440, "height": 900},
        )
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        return Seat(page, user.username)

    yield sit
    for context in contexts:
        context.close()
    assert [text for text in said if "Failed to load resource" not in text] == []


def deliver(now: datetime | None = None) -> None:
    """What the queue does each minute."""
    moment = now or timezone.now()
    sweep(moment)
    notices.tell(moment)
    outbox.send_due(now=moment)


def sms_to(number: str) -> list[str]:
    return list(
        Message.objects.filter(channel="sms", address=number).values_list("kind", flat=True)
    )


def take_the_call(agent: Seat) -> Complaint:
    agent.page.goto("/admin/call/")
    expect(agent.page.locator("#phone")).to_be_focused()
    keys = agent.page.keyboard
    keys.type("0791234123")
    keys.press("Alt+2")
    keys.type("تسريب مي")
    keys.press("Enter")
    expect(agent.page.locator("#answer-leak_place")).to_be_focused()
    for key in ("ArrowDown", "Tab", "ArrowDown", "Alt+3"):
        keys.press(key)
    expect(agent.page.locator("#governorate")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Alt+4")
    keys.type("ماء يسيل في الشارع منذ يومين.")
    agent.look()
    keys.press("Control+Enter")
    agent.page.wait_for_selector(".s-done__no")
    agent.look()
    return Complaint.objects.get()


def test_five_people_carry_a_complaint_from_the_call_to_the_answer(
    seat: Open, office: Office
) -> None:
    agent, officer = seat(office.agent), seat(office.officer)
    complaint = take_the_call(agent)
    case = f"/admin/complaints/{complaint.reference}/"
    assert complaint.agency == office.agency
    deliver()
    assert sms_to("+962791000001") == ["delivered"]

    officer.look("/admin/queue/")
    expect(officer.page.get_by_role("link", name="تسرب المياه في الشارع")).to_be_visible()
    officer.look(case)
    officer.look(f"{case}accept/")
    officer.page.locator("form button[type=submit].s-btn--main").click()
    expect(officer.page.locator(".s-state", has_text="قيد المعالجة")).to_be_visible()
    officer.look()

    complaint.refresh_from_db()
    assert complaint.promised_at is not None
    deliver(complaint.promised_at + timedelta(days=6))  # two working days later and more
    assert Escalation.objects.filter(complaint=complaint, level=2).count() >= 1
    assert "escalated" in sms_to("+962791000003")
    head = seat(office.head)
    head.look(case)
    expect(head.page.get_by_text(re.compile("تصعيد، الدرجة 2")).first).to_be_visible()
    head.look("/admin/notices/")

    officer.page.goto(f"{case}close/")
    officer.page.locator("input[name=outcome][value=resolved]").check(force=True)
    officer.page.locator("textarea[name=answer]").fill(ANSWER)
    officer.look()
    officer.page.locator("form button[type=submit].s-btn--main").click()
    expect(officer.page.locator(".s-state", has_text="مغلقة")).to_be_visible()
    deliver(notices.after_quiet_hours(timezone.now() + timedelta(days=14)) + timedelta(minutes=1))
    assert "closed" in sms_to("+962791234123")

    unit, manager = seat(office.unit), seat(User.objects.get(username="manager"))
    unit.look("/admin/desk/")
    unit.look(case)
    manager.look("/admin/indicators/")

    agent.look(f"/admin/answers/?q={complaint.reference}")
    agent.page.goto(f"/admin/answers/{complaint.reference}/")
    agent.page.locator("input[name=asked]").first.check(force=True)
    agent.look()
    agent.page.locator("button[name=verify]").click()
    expect(agent.page.get_by_text(ANSWER)).to_be_visible()
    agent.page.locator("input[name=satisfaction][value='4']").check(force=True)
    agent.look()
    agent.page.locator("form button[type=submit].s-btn--main").click()
    agent.page.wait_for_load_state("networkidle")
    complaint.refresh_from_db()
    assert complaint.answer_given_at is not None
    assert complaint.satisfaction == 4
