"""Plants complaints with a journal of their own, so that numbers can be checked by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from complaints_app.models import (
    Agency,
    Clock,
    Complaint,
    ComplaintEvent,
    ComplaintType,
    DirtyComplaint,
    Place,
    RequestKind,
    Version,
)
from complaints_app.status import State

AMMAN = ZoneInfo("Asia/Amman")
WORKDAYS = (6, 0, 1, 2, 3)


def amman(text: str) -> datetime:
    """«2026-11-01 09:00» on Amman's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=AMMAN).astimezone(UTC)


def version(list_name: str, code: str, content: dict[str, Any]) -> Version:
    found, _ = Version.objects.get_or_create(
        list=list_name,
        code=code,
        number=1,
        defaults={
            "in_force_from": amman("2010-01-01 00:00"),
            "content": content,
            "sha256": "0" * 64,
        },
    )
    return found


@dataclass
class World:
    """The lists that planted complaints refer to."""

    calendar: Version
    policy: Version
    ladder: Version
    kind: RequestKind
    subject: ComplaintType
    agencies: dict[str, Agency] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def agency(self, code: str) -> Agency:
        if code not in self.agencies:
            self.agencies[code] = Agency.objects.create(
                code=code, name_ar=f"دائرة {code}", name_en=f"Agency {code}", kind="ministry"
            )
        return self.agencies[code]

    def place(self, code: str, parent: Place | None = None) -> Place:
        if code not in self.places:
            kind = "district" if parent else "governorate"
            self.places[code] = Place.objects.create(
                code=code, name_ar=f"محافظة {code}", name_en=code, kind=kind, parent=parent
            )
        return self.places[code]


def new_world() -> World:
    weekly = [{"key": f"w{day}", "weekday": day, "opens": 480, "closes": 930} for day in WORKDAYS]
    content = {"zone": "Asia/Amman", "weekly": weekly, "periods": [], "exceptions": []}
    kind = RequestKind.objects.create(code="complaint", name_ar="شكوى", name_en="complaint")
    root = ComplaintType.objects.create(code="water", name_ar="المياه", name_en="Water")
    subject = ComplaintType.objects.create(
        code="leak", name_ar="تسرب مياه", name_en="Leak", parent=root
    )
    return World(
        calendar=version("calendar", "jordan", content),
        policy=version("policy", "standard", {}),
        ladder=version("ladder", "standard", {"rungs": []}),
        kind=kind,
        subject=subject,
    )


@dataclass
class Planted:
    """One complaint under construction; `done` writes it."""

    world: World
    at: datetime
    agency: Agency | None = None
    place: Place | None = None
    channel: str = "phone"
    reference: int = 0
    state: str = State.REGISTERED
    events: list[ComplaintEvent] = field(default_factory=list)
    clocks: dict[str, Clock] = field(default_factory=dict)
    complaint: Complaint = field(init=False)

    def __post_init__(self) -> None:
        self.complaint = Complaint(
            reference=self.reference or uuid4().int % 10**12,
            idempotency_key=uuid4(),
            kind=self.world.kind,
            subject=self.world.subject,
            place=self.place,
            channel=self.channel,
            text="ماء في الشارع",
            policy_version=self.world.policy,
            ladder_version=self.world.ladder,
            registered_at=self.at,
            queue_key=1,
            state=State.REGISTERED,
        )
        self.tell("registered", self.at, State.REGISTERED)

    def tell(self, kind: str, at: datetime, state: str = "", **facts: Any) -> Planted:
        """Adds a journal entry."""
        self.events.append(
            ComplaintEvent(
                complaint=self.complaint,
                seq=len(self.events) + 1,
                kind=kind,
                happened_at=at,
                recorded_at=at,
                from_state=self.state,
                to_state=state or self.state,
                facts=facts,
                hash="0" * 64,
            )
        )
        self.state = state or self.state
        return self

    def routed(self, at: datetime, agency: Agency, kind: str = "routed", **facts: Any) -> Planted:
        self.agency = agency
        return self.tell(kind, at, State.DELIVERED, agency=agency.code, **facts)

    def start(self, name: str, at: datetime, due: datetime) -> Planted:
        """The last entry starts a clock, named «kind/hop/cycle/turn»."""
        kind, hop, cycle, turn = name.split("/")
        clock = Clock(
            complaint=self.complaint,
            kind=kind,
            hop=int(hop),
            cycle=int(cycle),
            turn=int(turn),
            agency=self.agency,
            policy_version=self.world.policy,
            ladder_version=self.world.ladder,
            calendar_version=self.world.calendar,
            started_at=at,
            due_at=due,
        )
        self.clocks[name] = clock
        self.events[-1].facts.setdefault("started", []).append(self._cite(name))
        return self

    def end(self, name: str, how: str) -> Planted:
        """The last entry ends the clock."""
        clock = self.clocks[name]
        clock.ended_at, clock.ended_how = self.events[-1].happened_at, how
        self.events[-1].facts.setdefault("ended", []).append(self._cite(name) | {"how": how})
        return self

    def closed(self, at: datetime, outcome: str = "resolved") -> Planted:
        self.tell("closed", at, State.CLOSED, outcome=outcome)
        self.complaint.closed_at, self.complaint.outcome = at, outcome
        return self

    def _cite(self, name: str) -> dict[str, Any]:
        clock = self.clocks[name]
        return {
            "clock": name,
            "due_at": clock.due_at.isoformat(),
            "started_at": clock.started_at.isoformat(),
            "agency": clock.agency.code if clock.agency else None,
        }

    def done(self) -> Complaint:
        complaint = self.complaint
        complaint.state, complaint.agency = self.state, self.agency
        complaint.queue_key = None if self.state == State.CLOSED else 1
        complaint.save()
        for event in self.events:
            event.complaint = complaint
        for clock in self.clocks.values():
            clock.complaint = complaint
        ComplaintEvent.objects.bulk_create(self.events)
        Clock.objects.bulk_create(self.clocks.values())
        DirtyComplaint.objects.create(complaint=complaint)
        return complaint


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
