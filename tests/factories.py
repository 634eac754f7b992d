"""People, places and complaints for tests: one factory a state, named people, real lists."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings

from complaints_app import handling, intake, lists
from complaints_app.models import Agency, Complaint, ComplaintType, Place, RequestKind
from permissions.grants import system_grant
from permissions.models import Role, User
from tests import snapshots

AMMAN = ZoneInfo("Asia/Amman")
SUNDAY = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # 10:00 in Amman, an ordinary working day


def amman(text: str) -> datetime:
    """«2026-11-22 10:00» on Amman's clocks, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=AMMAN).astimezone(UTC)


def load_lists(now: datetime = datetime(2014, 1, 1, tzinfo=UTC)) -> None:
    """The Jordan lists, in force since long ago."""
    lists.load(settings.ROOT / "fixtures" / "jordan", now=now)


def person(username: str, name_ar: str, *, phone: str = "", **fields: Any) -> User:
    return User.objects.create(
        username=username,
        name_ar=name_ar,
        phone=phone,
        email=f"{username}@example.jo",
        is_staff=True,
        **fields,
    )


def appoint(user: User, role: str, agency: Agency | None = None, **place: Any) -> User:
    """Gives a role at an agency, or everywhere."""
    where: dict[str, Any] = {"agency": agency} if agency else {"everywhere": True}
    system_grant(
        holder=user,
        role=Role.objects.get(code=role),
        reason="test",
        now=datetime(2014, 1, 1, tzinfo=UTC),
        **where,
        **place,
    )
    return user


@dataclass
class Office:
    """Miyahuna with its people, the contact centre and the central unit."""

    agency: Agency
    other: Agency
    agent: User
    officer: User
    official: User
    head: User
    unit: User
    outsider: User
    subject: ComplaintType
    kind: RequestKind
    place: Place
    answers: dict[str, Any] = field(default_factory=dict)

    def call(self, *, now: datetime = SUNDAY, **said: Any) -> Complaint:
        """A complaint as the agent registers it."""
        facts: dict[str, Any] = {
            "key": uuid4(),
            "by": self.agent,
            "kind": self.kind,
            "subject": self.subject,
            "place": self.place,
            "text": "ماء يسيل في الشارع منذ يومين قرب المدرسة.",
            "phone": "0791234123",
            "name": "محمد أحمد العبداللات",
            "answers": self.answers,
        }
        return intake.register(**{**facts, **said}, now=now).complaint

    def accepted(self, *, on: date = date(2026, 11, 25), now: datetime = SUNDAY) -> Complaint:
        """A complaint that the officer has accepted with a date."""
        return handling.accept(self.call(now=now), by=self.officer, promise_on=on, now=now)

    def waiting(self, *, now: datetime = SUNDAY) -> Complaint:
        return handling.ask(self.accepted(now=now), by=self.officer, question="أين؟", now=now)

    def closed(self, *, now: datetime = SUNDAY) -> Complaint:
        return handling.close(
            self.accepted(now=now),
            by=self.officer,
            outcome="resolved",
            answer="أُصلح الخط يوم الأحد.",
            now=now,
        )


def new_office(subject: str = "water-leak") -> Office:
    """The Jordan lists and one person for each part of the play."""
    snapshots.placed("office", _people_an_office)
    people = {user.username: user for user in User.objects.all()}
    return Office(
        agency=Agency.objects.get(code="miyahuna"),
        other=Agency.objects.get(code="gam"),
        **{name: people[name] for name in ("agent", "officer", "official", "head", "unit")},
        outsider=people["outsider"],
        subject=ComplaintType.objects.get(code=subject),
        kind=RequestKind.objects.get(code="complaint"),
        place=Place.objects.get(code="JO-AM"),
        answers={"leak_place": "street", "leak_size": "stream"},
    )


def _people_an_office() -> None:
    load_lists()
    agency = Agency.objects.get(code="miyahuna")
    other = Agency.objects.get(code="gam")
    appoint(person("agent", "ليان المصري"), "agent")
    appoint(person("officer", "رنا الحموري", phone="+962791000001"), "officer", agency)
    appoint(person("official", "عمر القضاة", phone="+962791000002"), "official", agency)
    appoint(person("head", "سامي الخطيب", phone="+962791000003"), "head", agency)
    appoint(person("unit", "هالة العجلوني", phone="+962791000004"), "unit", answers_for=True)
    appoint(person("outsider", "زيد الرواشدة", phone="+962791000005"), "officer", other)
