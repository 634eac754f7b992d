"""Journal entry → who hears → which text → outbox: nothing owed is kept only in a queue."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints_app import deadlines
from complaints_app.models import (
    Agency,
    Alarm,
    Complaint,
    ContactNumber,
    Delivery,
    Escalation,
    Notice,
)
from permissions.grants import Answerers
from permissions.models import User
from sms import outbox, templates

LADDER = ("officer", "official", "head", "unit")
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)
BATCH = 500
CALL_BACK = "call_back"


@dataclass(slots=True)
class Told:
    """What one round did: notices resolved, deliveries made, messages put into the outbox."""

    notices: int = 0
    deliveries: int = 0
    messages: int = 0


def tell(now: datetime | None = None) -> Told:
    """Makes deliveries of every open notice, then messages of all deliveries that are due."""
    moment = now or timezone.now()
    told = Told()
    while count := _resolve_some(moment, told):
        told.notices += count
    told.messages = _compose(moment)
    return told


def _unlocked(rows: QuerySet[Any]) -> QuerySet[Any]:
    return (
        rows.select_for_update(skip_locked=True, of=("self",))
        if connection.vendor == "postgresql"
        else rows
    )


def _resolve_some(now: datetime, told: Told) -> int:
    with transaction.atomic():
        notices = list(
            _unlocked(
                Notice.objects.filter(resolved_at=None)
                .select_related("complaint__agency", "complaint__officer", "complaint__complainant")
                .order_by("made_at", "pk")
            )[:BATCH]
        )
        answerers = Answerers(now)
        agencies = Agency.objects.in_bulk(
            {notice.facts.get("agency") for notice in notices if notice.facts.get("agency")},
            field_name="code",
        )
        deliveries: list[Delivery] = []
        for notice in notices:
            agency = agencies.get(notice.facts.get("agency"))
            deliveries += _deliveries_of(notice, agency, answerers, now)
            notice.resolved_at = now
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
        Notice.objects.bulk_update(notices, ["resolved_at"])
        told.deliveries += len(deliveries)
    return len(notices)


def _deliveries_of(
    notice: Notice, agency: Agency | None, answerers: Answerers, now: datetime
) -> list[Delivery]:
    """One delivery for each person and channel; settles how many people a rung reached."""
    people: dict[int, tuple[User, str]] = {}
    deliveries: list[Delivery] = []
    for role in notice.recipients:
        if role == "complainant":
            deliveries += _to_complainant(notice, now)
            continue
        for person, reached in _holders(notice, role, agency, answerers, now):
            people.setdefault(person.pk, (person, reached))
    citizens = len(deliveries)
    for person, role in people.values():
        deliveries += [
            _delivery(notice, channel, now, person=person, role=role)
            for channel in notice.channels
            if _address(person, channel) is not None
        ]
    Escalation.objects.filter(complaint_id=notice.complaint_id, seq=notice.seq).update(
        told=len(people) + citizens
    )
    return deliveries


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is told in the end, by which role of the ladder, and the roles before it that nobody holds."""

    people: tuple[User, ...]
    role: str
    vacant: tuple[str, ...]


def reach(role: str, agency: Agency | None, answerers: Answerers) -> Reach:
    """Where nobody holds the role, the next one of the ladder is told. The unit answers where no agency has it."""
    vacant: list[str] = []
    for stand_in in LADDER[LADDER.index(role) :]:
        if stand_in == "unit" or agency is None:
            found = answerers.everywhere("unit")
        else:
            found = answerers.of(stand_in, agency)
        if found:
            return Reach(tuple(found), stand_in, tuple(vacant))
        vacant.append(stand_in)
    return Reach((), "", tuple(vacant))


def _holders(
    notice: Notice, role: str, agency: Agency | None, answerers: Answerers, now: datetime
) -> list[tuple[User, str]]:
    """Who holds the role there. Nobody: the next role of the ladder is told at once and the alarm opens."""
    officer = notice.complaint.officer
    if role == "claimant":
        if officer is not None and officer.is_active:
            return [(officer, role)]
        role = "officer"
    reached = reach(role, agency, answerers)
    for vacant in reached.vacant:
        _raise_alarm(agency, vacant, notice, now)
    return [(person, reached.role) for person in reached.people]


def _raise_alarm(agency: Agency | None, role: str, notice: Notice, now: datetime) -> None:
    """One open alarm for each agency and role, however many complaints meet it."""
    alarm, created = Alarm.objects.get_or_create(
        kind=Alarm.Kind.NOBODY_TOLD,
        agency=agency,
        role=role,
        closed_at=None,
        defaults={"opened_at": now, "facts": {"complaint": notice.complaint_id}},
    )
    if not created:
        Alarm.objects.filter(pk=alarm.pk).update(count=F("count") + 1)


def _to_complainant(notice: Notice, now: datetime) -> list[Delivery]:
    """An SMS to a mobile number; a landline gets a task to call back; an anonymous person nothing."""
    person = notice.complaint.complainant
    if person is None or notice.complaint.source:
        return []
    numbers = list(ContactNumber.objects.filter(complainant=person).order_by("-mobile", "pk"))
    if not numbers:
        return []
    delivery = _delivery(notice, "sms", now, to_complainant=True)
    if not numbers[0].mobile:
        delivery.settled = CALL_BACK
    return [delivery]


def _delivery(notice: Notice, channel: str, now: datetime, **to: Any) -> Delivery:
    return Delivery(
        complaint_id=notice.complaint_id,
        seq=notice.seq,
        kind=notice.kind,
        channel=channel,
        facts=notice.facts,
        not_before=now if notice.urgent or channel == "in_app" else after_quiet_hours(now),
        **to,
    )


def after_quiet_hours(now: datetime) -> datetime:
    """`now`, or the end of the quiet hours (21:00-07:00 and days off) in which it lies."""
    calendar = deadlines.calendar_of(None)
    local = now.astimezone(calendar.zone)
    day = local.date()
    if calendar.is_working_day(day) and NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return now
    if local.time() >= NIGHT_ENDS or not calendar.is_working_day(day):
        day = calendar.date_after(day, 1)
    return datetime.combine(day, NIGHT_ENDS, tzinfo=calendar.zone)


def _address(person: User, channel: str) -> str | None:
    """Where the person is reached over the channel; None where he cannot be."""
    if channel == "in_app":
        return ""
    return (person.phone if channel == "sms" else person.email) or None


def _compose(now: datetime) -> int:
    """One message for all that is due to a person over a channel; each notice in the system by itself."""
    waiting = Delivery.objects.filter(message=None, settled="", not_before__lte=now)
    addressees = set(waiting.values_list("person", "to_complainant", "channel"))
    made = 0
    for person, to_complainant, channel in sorted(addressees, key=str):
        with transaction.atomic():
            if person is not None:
                User.objects.select_for_update().get(pk=person)
            due = list(
                _unlocked(
                    waiting.filter(person=person, to_complainant=to_complainant, channel=channel)
                    .select_related("complaint__subject", "complaint__agency", "person")
                    .order_by("pk")
                )
            )
            for group in _grouped(due):
                _put(group, now)
                made += 1
    return made


def _grouped(due: list[Delivery]) -> list[list[Delivery]]:
    """What becomes one message: all of a person's, but each complainant's and each in-app notice alone."""
    if due and (due[0].to_complainant or due[0].channel == "in_app"):
        return [[delivery] for delivery in due]
    return [due] if due else []


def _put(group: list[Delivery], now: datetime) -> None:
    first = group[0]
    digest = len(group) > 1
    language, address = _whom(first)
    with translation.override(language):
        values = _values(first, count=len(group), digest=digest)
    text = templates.render_or_plain("digest" if digest else first.kind, language, values)
    message = outbox.put(
        key=f"delivery:{first.pk}",
        kind="digest" if digest else first.kind,
        channel=first.channel,
        person=first.person,
        address=address,
        language=text.language,
        subject=text.subject,
        body=text.body,
        about="" if digest else f"complaint:{first.complaint_id}",
        scope=str(first.facts.get("agency") or ""),
        now=now,
    )
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in group]).update(message=message)


def _whom(delivery: Delivery) -> tuple[str, str]:
    """(language, address)"""
    if delivery.person is not None:
        return delivery.person.language, _address(delivery.person, delivery.channel) or ""
    person = delivery.complaint.complainant
    if person is None:
        return "ar", ""
    number = person.numbers.filter(mobile=True).order_by("pk").first()
    return person.language, number.number if number else ""


def _values(delivery: Delivery, *, count: int, digest: bool) -> dict[str, object]:
    complaint = delivery.complaint
    due = delivery.facts.get("due_at")
    moment = datetime.fromisoformat(due) if due else complaint.due_at
    return {
        "reference": str(complaint),
        "subject": complaint.subject.name,
        "agency": complaint.agency.name if complaint.agency else _("the central unit"),
        "due": in_figures(moment) if moment else "",
        "contact_centre": settings.CONTACT_CENTRE_NUMBER,
        "link": link_to(None if digest else complaint),
        "rung": delivery.facts.get("level", ""),
        "count": count if digest else complaint.follow_ups,
    }


def in_figures(moment: datetime) -> str:
    """«3/12/2026 15:30»: short enough for an SMS, in the zone of the office."""
    local = moment.astimezone(deadlines.calendar_of(None).zone)
    return f"{local.day}/{local.month}/{local.year} {local:%H:%M}"


def link_to(complaint: Complaint | None) -> str:
    """The address of a complaint (of the desk for None); it still asks for sign-in."""
    try:
        path = (
            reverse("complaint_case", args=[complaint.reference])
            if complaint is not None
            else reverse("complaint_queue")
        )
    except NoReverseMatch:
        path = "/admin/"
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
