"""This week, played by the real verbs: calls that came in, officers who act, are late, ask, return, close."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from complaints_app import handling, intake
from complaints_app.deadlines import calendar_of
from complaints_app.escalation import sweep
from complaints_app.models import Agency, Complaint, ComplaintType, Place, RequestKind
from complaints_app.refusals import Refusal
from config.demonstration import words
from config.demonstration.answers import sample_answers
from config.demonstration.people import LEAD, Staff
from sms import outbox

CALLS = 48
WORKING_DAYS = 6
UNROUTED = ("JO-AM", "road-inner")


@dataclass(order=True, slots=True)
class Scene:
    """Something that happens at a moment."""

    at: datetime
    number: int
    play: Callable[[datetime], object]


class Week:
    """The scenes of a week in order of time; each act plans the next one."""

    def __init__(self, staff: Staff, *, seed: int, now: datetime) -> None:
        self.staff = staff
        self.dice = random.Random(seed + 1)  # noqa: S311 - a demonstration, to be repeated
        self.now = now
        self.scenes: list[Scene] = []
        self.calendar = calendar_of(None)
        self.kind = RequestKind.objects.get(code="complaint")
        self.subjects = ComplaintType.in_force.in_bulk(
            [code for code, _ in words.SUBJECTS], field_name="code"
        )
        self.places = Place.in_force.in_bulk([code for code, _ in words.PLACES], field_name="code")

    def plan(self, at: datetime, play: Callable[[datetime], object]) -> None:
        if at < self.now:
            self.scenes.append(Scene(at, len(self.scenes), play))

    def play(self) -> None:
        """Plays all scenes, tells people at once, and sweeps between them."""
        for number in range(CALLS):
            back = self.dice.randrange(20, WORKING_DAYS * 450)
            at = self.calendar.add_minutes(self.now, -back)
            self.plan(at, partial(self._call, number))
        while self.scenes:
            self.scenes.sort()
            scene = self.scenes.pop(0)
            scene.play(scene.at)
            sweep(scene.at)
            outbox.send_due(now=scene.at)
        sweep(self.now)
        outbox.send_due(now=self.now)

    def _call(self, number: int, at: datetime) -> None:
        subject, place = self._matter(number)
        said = intake.register(
            key=UUID(int=self.dice.getrandbits(128), version=4),
            by=self.staff.people["agent"],
            kind=self.kind,
            subject=subject,
            place=place,
            text=self.dice.choice(words.said_about(str(subject.code))),
            phone=f"0790{self.dice.randrange(1_000_000):06d}",
            name=self.dice.choice(words.NAMES),
            answers=sample_answers(subject, self.dice),
            now=at,
        )
        self._officer_looks(said.complaint, at)

    def _matter(self, number: int) -> tuple[ComplaintType, Place]:
        if number % 20 == 0:
            place, subject = UNROUTED
            return self.subjects[subject], self.places[place]
        if number % 3 == 0:
            water = ("water-leak", "water-outage", "water-weak", "sewage-overflow", "water-bill")
            return self.subjects[self.dice.choice(water)], self.places["JO-AM"]
        codes, shares = zip(*words.SUBJECTS, strict=True)
        place_codes, place_shares = zip(*words.PLACES, strict=True)
        return (
            self.subjects[self.dice.choices(codes, shares)[0]],
            self.places[self.dice.choices(place_codes, place_shares)[0]],
        )

    def _officer_looks(self, complaint: Complaint, at: datetime) -> None:
        """Within minutes, within hours, or too late: then the ladder is seen at work."""
        if complaint.agency is None:
            self.plan(
                self.calendar.add_minutes(at, self.dice.randrange(30, 2600)),
                partial(self._triage, complaint),
            )
            return
        if str(complaint.agency.code) not in self.staff.officers:
            return
        minutes = self.dice.choices((40, 150, 700, 1600), (35, 35, 18, 12))[0]
        later = self.calendar.add_minutes(at, int(minutes * self.dice.uniform(0.7, 1.3)))
        choice = self.dice.choices((self._accept, self._send_back), (92, 8))[0]
        self.plan(later, partial(choice, complaint))

    def _triage(self, complaint: Complaint, at: datetime) -> None:
        """The unit sends most of what no rule caught to Greater Amman."""
        agency = Agency.objects.get(code="gam")
        unit = self.staff.people["unit"]
        sent = self._try(handling.triage, complaint, by=unit, agency=agency, now=at)
        if sent is not None:
            self._officer_looks(sent, at)

    def _accept(self, complaint: Complaint, at: datetime) -> None:
        current = Complaint.objects.select_related("agency", "policy_version").get(pk=complaint.pk)
        officer = self.staff.officers[str(current.agency.code if current.agency else LEAD)]
        allowed = handling.limits(current, at)
        day = self.dice.choice((allowed.earliest, allowed.proposed, allowed.proposed))
        accepted = self._try(handling.accept, current, by=officer, promise_on=day, now=at)
        if accepted is None:
            return
        later = self.calendar.add_minutes(at, self.dice.randrange(60, 1500))
        act = self.dice.choices((self._close, self._ask, self._note), (45, 25, 30))[0]
        self.plan(later, partial(act, complaint))

    def _send_back(self, complaint: Complaint, at: datetime) -> None:
        current = Complaint.objects.select_related("agency").get(pk=complaint.pk)
        officer = self.staff.officers[str(current.agency.code if current.agency else LEAD)]
        greater_amman = Agency.objects.get(code="gam")
        other = None if current.agency == greater_amman else greater_amman
        proposed = other if self.dice.random() < 0.5 else None  # noqa: PLR2004
        self._try(
            handling.return_to_unit,
            current,
            by=officer,
            reason="الموقع خارج منطقة خدمتنا.",
            proposed=proposed,
            now=at,
        )

    def _close(self, complaint: Complaint, at: datetime) -> None:
        officer = Complaint.objects.get(pk=complaint.pk).officer
        self._try(
            handling.close,
            complaint,
            by=officer,
            outcome="resolved",
            answer=self.dice.choice(words.ANSWERED),
            now=at,
        )

    def _ask(self, complaint: Complaint, at: datetime) -> None:
        officer = Complaint.objects.get(pk=complaint.pk).officer
        question = "نرجو تحديد أقرب معلم إلى الموقع."
        self._try(handling.ask, complaint, by=officer, question=question, now=at)

    def _note(self, complaint: Complaint, at: datetime) -> None:
        officer = Complaint.objects.get(pk=complaint.pk).officer
        text = "حُوّلت إلى قسم الصيانة، والفريق في الموقع غدًا."
        self._try(handling.note, complaint, by=officer, text=text, now=at)
        agent = self.staff.people["agent"]
        self._try(handling.follow_up, complaint, by=agent, text="يسأل عن موعد الحل.", now=at)

    @staticmethod
    def _try(verb: Callable[..., Complaint], complaint: Complaint, **said: Any) -> Complaint | None:
        """What the rules refuse in this week's play simply does not happen."""
        try:
            return verb(complaint, **said)
        except Refusal:
            return None


def play_this_week(staff: Staff, *, seed: int, now: datetime) -> None:
    """About fifty calls of the last working days and what became of them."""
    Week(staff, seed=seed, now=now).play()
