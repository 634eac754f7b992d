"""Two years that are over: closed complaints, written as history with the rules that act today."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from complaints_app import handover, questions, reference, routing
from complaints_app.clock import WorkingCalendar
from complaints_app.deadlines import calendar_of
from complaints_app.folding import fold
from complaints_app.history import Case, History, as_history, record_history, relive
from complaints_app.models import (
    AnswerValue,
    Audience,
    Channel,
    ClockKind,
    Complainant,
    Complaint,
    ComplaintType,
    ContactNumber,
    Ended,
    Place,
    ReferenceCounter,
    RequestKind,
    Version,
)
from complaints_app.models.complaints import Confidentiality
from complaints_app.status import Act, State
from complaints_app.versioning import frozen_questions, version_in_force
from config.demonstration import words
from config.demonstration.answers import answers_to
from config.demonstration.people import BUSY, Staff

BATCH = 500
QUIET_DAYS = 12  # the last days are played by the real verbs
BY_PHONE = 0.92


@dataclass(frozen=True, slots=True)
class Policies:
    """What a complaint is promised by."""

    policy: Version
    ladder: Version


@dataclass(slots=True)
class World:
    """What is looked up once: lists, routes, policies, questions."""

    staff: Staff
    dice: random.Random
    kind: RequestKind
    subjects: list[ComplaintType]
    weights: list[int]
    places: list[Place]
    place_weights: list[int]
    people: list[Complainant]
    counters: dict[int, int]
    routes: dict[tuple[int, int], tuple[routing.Route, Policies]] = field(default_factory=dict)
    asked: dict[int, Version | None] = field(default_factory=dict)
    calendars: dict[int, WorkingCalendar] = field(default_factory=dict)


def fill_the_past(staff: Staff, *, complaints: int, years: int, seed: int, now: datetime) -> None:
    """`complaints` histories, oldest first, in batches of one transaction each."""
    world = _world(staff, seed)
    moments = _moments(world, complaints, years, now)
    stories = (_story(world, at) for at in moments)
    while batch := list(islice(stories, BATCH)):
        told = [story for story in batch if story is not None]
        record_history(told, recorded_at=now)
        AnswerValue.objects.bulk_create(
            value
            for story in told
            for value in questions.typed_values(story.complaint, story.complaint.questions_version)
        )
    for year, last in world.counters.items():
        ReferenceCounter.objects.update_or_create(year=year, defaults={"last": last})


def _world(staff: Staff, seed: int) -> World:
    subjects = ComplaintType.in_force.select_related("parent__parent", "agency").in_bulk(
        [code for code, _ in words.SUBJECTS], field_name="code"
    )
    places = Place.in_force.in_bulk([code for code, _ in words.PLACES], field_name="code")
    known = [(subjects[code], share) for code, share in words.SUBJECTS if code in subjects]
    return World(
        staff=staff,
        dice=random.Random(seed),  # noqa: S311 - a demonstration, to be repeated
        kind=RequestKind.objects.get(code="complaint"),
        subjects=[subject for subject, _ in known],
        weights=[share for _, share in known],
        places=[places[code] for code, _ in words.PLACES],
        place_weights=[share for _, share in words.PLACES],
        people=_complainants(seed),
        counters=dict(ReferenceCounter.objects.values_list("year", "last")),
    )


def _complainants(seed: int) -> list[Complainant]:
    """Invented people with numbers that nobody has."""
    people = Complainant.objects.bulk_create(
        Complainant(name=name, folded_name=fold(name), source="demo")
        for name in words.NAMES
        for _ in range(8)
    )
    ContactNumber.objects.bulk_create(
        ContactNumber(complainant=person, number=f"+9627900{seed % 10}{number:04d}")
        for number, person in enumerate(people)
    )
    return people


def _moments(world: World, count: int, years: int, now: datetime) -> list[datetime]:
    """Moments of calls, in order: more by day than by night, growing a little from year to year."""
    span = timedelta(days=365 * years - QUIET_DAYS)
    begin = now - timedelta(days=365 * years)
    moments = []
    for _ in range(count):
        day = begin + span * world.dice.random() ** 0.85
        hour = world.dice.choice((8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 14, 15, 17, 19, 21))
        moments.append(
            day.replace(hour=hour - 3, minute=world.dice.randrange(60), second=0, microsecond=0)
        )
    return sorted(moments)


def _story(world: World, at: datetime) -> History | None:
    """One complaint from the call to the answer; None where no agency of the demonstration has it."""
    (subject,) = world.dice.choices(world.subjects, world.weights)
    (place,) = world.dice.choices(world.places, world.place_weights)
    route, policies = _route(world, subject, place)
    if route.agency is None or route.agency.code not in BUSY:
        return None
    complaint = _complaint(world, subject, place, policies=policies, at=at)
    case = relive(complaint, at=at)
    case.record("registered", facts=_registration(complaint))
    handover.deliver(case, route)
    _accept(world, case)
    _close(world, case)
    _read_out(world, case)
    return as_history(case)


def _route(world: World, subject: ComplaintType, place: Place) -> tuple[routing.Route, Policies]:
    key = (subject.pk, place.pk)
    if key not in world.routes:
        route = routing.find(subject, place=place, kind=world.kind)
        policy = routing.policy_for(subject, kind=world.kind, place=place, agency=route.agency)
        ladder = version_in_force("ladder", policy.content["ladder"])
        world.routes[key] = (route, Policies(policy, ladder))
    return world.routes[key]


def _complaint(
    world: World, subject: ComplaintType, place: Place, *, policies: Policies, at: datetime
) -> Complaint:
    if subject.pk not in world.asked:
        world.asked[subject.pk] = frozen_questions(subject)
    answers = answers_to(world.asked[subject.pk], world.dice)
    year = at.year
    world.counters[year] = world.counters.get(year, 0) + 1
    text = world.dice.choice(words.said_about(str(subject.code)))
    return Complaint(
        reference=reference.compose(year, world.counters[year]),
        idempotency_key=UUID(int=world.dice.getrandbits(128), version=4),
        kind=world.kind,
        subject=subject,
        place=place,
        channel=Channel.PHONE if world.dice.random() < BY_PHONE else Channel.WEB,
        confidentiality=Confidentiality.CONFIDENTIAL
        if subject.confidential
        else Confidentiality.OPEN,
        complainant=world.dice.choice(world.people),
        text=text,
        search_text=fold(f"{subject.name_ar} {text}"),
        answers=answers,
        personal_answers={},
        questions_version=world.asked[subject.pk],
        policy_version=policies.policy,
        ladder_version=policies.ladder,
        state=State.REGISTERED,
        registered_at=at,
    )


def _registration(complaint: Complaint) -> dict[str, Any]:
    return {
        "kind": complaint.kind.code,
        "subject": complaint.subject.code,
        "place": complaint.place.code if complaint.place else None,
        "municipality": None,
        "channel": complaint.channel,
        "policy": str(complaint.policy_version),
        "questions": str(complaint.questions_version) if complaint.questions_version else None,
    }


def _calendar(world: World, case: Case) -> WorkingCalendar:
    agency = case.complaint.agency
    assert agency is not None  # noqa: S101 - delivered: told to the type checker
    if agency.pk not in world.calendars:
        world.calendars[agency.pk] = calendar_of(agency)
    return world.calendars[agency.pk]


def _accept(world: World, case: Case) -> None:
    """Most within the limit, some after a rung or two."""
    calendar = _calendar(world, case)
    (clock,) = case.running(ClockKind.ACCEPTANCE)
    allowed = calendar.minutes_between(case.now, clock.due_at)
    share = world.dice.choices((0.25, 0.6, 0.95, 1.4, 3.5), (34, 33, 17, 11, 5))[0]
    minutes = max(int(allowed * share * world.dice.uniform(0.6, 1.05)), 5)
    case.now = calendar.add_minutes(case.now, minutes)
    case.write_owed()
    agency = str(case.complaint.agency.code) if case.complaint.agency else ""
    case.by = world.staff.officers.get(agency)
    case.go(Act.ACCEPT, State.IN_PROCESS)
    case.stop(ClockKind.ACCEPTANCE, how=Ended.ANSWERED)
    policy = case.complaint.policy_version.content
    day = calendar.add_working_days(case.now, int(policy["resolution"]))
    on = day.astimezone(calendar.zone).date()
    resolution = case.start(ClockKind.RESOLUTION, on=on)
    complaint = case.complaint
    complaint.officer, complaint.accepted_at, complaint.promises = case.by, case.now, 1
    complaint.first_promise_at = complaint.promised_at = resolution.due_at
    case.record("accepted", facts={"agency": agency, "promise_on": on.isoformat()})


def _close(world: World, case: Case) -> None:
    calendar = _calendar(world, case)
    (clock,) = case.running(ClockKind.RESOLUTION)
    allowed = calendar.minutes_between(case.now, clock.due_at)
    share = world.dice.choices((0.3, 0.7, 0.95, 1.5, 3.0), (25, 35, 22, 12, 6))[0]
    minutes = max(int(allowed * share * world.dice.uniform(0.7, 1.04)), 30)
    case.now = calendar.add_minutes(case.now, minutes)
    case.write_owed()
    case.go(Act.CLOSE, State.CLOSED)
    complaint = case.complaint
    case.stop(how=Ended.CLOSED)
    outcome = world.dice.choices(("resolved", "partly_resolved", "not_upheld"), (72, 13, 15))[0]
    complaint.outcome = outcome
    complaint.closed_at = case.now
    complaint.answer = (
        words.NOT_UPHELD if outcome == "not_upheld" else world.dice.choice(words.ANSWERED)
    )
    case.record(
        "closed",
        facts={"outcome": outcome, "act": Act.CLOSE.value},
        words=complaint.answer,
        audience=Audience.CALLER,
    )


def _read_out(world: World, case: Case) -> None:
    """Four of five callers hear the answer, half of these give a score."""
    if world.dice.random() > 0.8:  # noqa: PLR2004
        return
    case.now += timedelta(hours=world.dice.randrange(2, 60))
    case.by = world.staff.people["agent"]
    score = world.dice.choices((None, 1, 2, 3, 4, 5), (50, 4, 5, 10, 16, 15))[0]
    case.complaint.answer_given_at = case.now
    case.complaint.satisfaction = score
    case.record("answer_given", facts={"verified": True, "satisfaction": score})
