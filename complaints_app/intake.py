"""Registers a complaint and hands it over at once; idempotent by its key."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import deadlines, questions, reference, routing
from complaints_app.case import Case, Telling
from complaints_app.folding import fold
from complaints_app.handover import deliver
from complaints_app.lifecycle import database_now, open_case
from complaints_app.models import (
    AnswerValue,
    Attachment,
    CallDraft,
    Channel,
    Complainant,
    Complaint,
    ComplaintType,
    Confidentiality,
    ContactNumber,
    Place,
    ReferenceCounter,
    RequestKind,
    Version,
)
from complaints_app.refusals import Invalid, NotAllowed
from complaints_app.status import State
from complaints_app.versioning import frozen_questions, version_in_force
from permissions.grants import may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb
from sms import phone as phones

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Registered:
    """The complaint; its tracking secret (only when it was made just now); whether it was."""

    complaint: Complaint
    secret: str
    created: bool


@dataclass(slots=True)
class Said:
    """What the caller said, checked."""

    kind: RequestKind
    subject: ComplaintType
    place: Place | None
    municipality: Place | None
    text: str
    location: str
    channel: str
    confidentiality: str
    questions_version: Version | None
    answers: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)


def register(
    *,
    key: UUID,
    by: User,
    kind: RequestKind,
    subject: ComplaintType,
    text: str,
    place: Place | None = None,
    municipality: Place | None = None,
    location: str = "",
    channel: str = Channel.PHONE,
    phone: str = "",
    name: str = "",
    language: str = "ar",
    answers: dict[str, Any] | None = None,
    confidentiality: str = "",
    complainant: Complainant | None = None,
    now: datetime | None = None,
) -> Registered:
    """One complaint for one key, however often it is sent. Raises NotAllowed, Invalid (with its field)."""
    if not may_in_government(by, GovernmentVerb.REGISTER):
        raise NotAllowed(
            _("Only the contact centre registers complaints. Ask an administrator for that role.")
        )
    if known := Complaint.objects.filter(idempotency_key=key).first():
        return Registered(known, "", created=False)
    said = _checked(
        kind=kind,
        subject=subject,
        place=place,
        municipality=municipality,
        text=text,
        location=location,
        channel=channel,
        confidentiality=confidentiality,
        answers=answers or {},
    )
    number = _checked_number(phone)
    moment = now or database_now()
    try:
        with transaction.atomic():
            person = complainant or _person(number, name, language)
            return _register(said, person, key=key, by=by, now=moment)
    except IntegrityError:  # the same key was sent twice at the same moment: the first one counts
        known = Complaint.objects.filter(idempotency_key=key).first()
        if known is None:
            raise
        return Registered(known, "", created=False)


def _checked(
    *, subject: ComplaintType, text: str, answers: dict[str, Any], confidentiality: str, **rest: Any
) -> Said:
    words = text.replace("\x00", "").strip()
    if not words:
        raise Invalid(_("Write what the caller said."), field="text")
    if len(words) > LONGEST_TEXT:
        raise Invalid(
            _("The text is too long: at most %(n)s letters.") % {"n": LONGEST_TEXT}, field="text"
        )
    if not subject.live or subject.children.filter(live=True).exists():
        raise Invalid(_("Choose a subject from the list."), field="subject")
    version = frozen_questions(subject)
    open_answers, personal = questions.clean_answers(version, answers)
    level = confidentiality or (
        Confidentiality.CONFIDENTIAL if _is_confidential(subject) else Confidentiality.OPEN
    )
    return Said(
        subject=subject,
        text=words,
        confidentiality=level,
        questions_version=version,
        answers=open_answers,
        personal=personal,
        **rest,
    )


def _is_confidential(subject: ComplaintType) -> bool:
    return any(item.confidential for item in routing.line_of(subject))


def _checked_number(text: str) -> str:
    if not text.strip():
        return ""
    number = phones.normalise(text)
    if not number:
        raise Invalid(_("This is no telephone number."), field="phone")
    return number


def _person(number: str, name: str, language: str) -> Complainant | None:
    """The person of this number and name, else a new one. Families share a number: the name decides."""
    if not number and not name.strip():
        return None
    folded = fold(name)
    same = Complainant.objects.filter(numbers__number=number) if number else None
    if same is not None:
        known = same.filter(folded_name=folded).first() or (same.first() if not folded else None)
        if known:
            return known
    person = Complainant.objects.create(name=name.strip(), folded_name=folded, language=language)
    if number:
        ContactNumber.objects.create(
            complainant=person, number=number, mobile=phones.is_mobile(number)
        )
    return person


def _register(
    said: Said, person: Complainant | None, *, key: UUID, by: User | None, now: datetime
) -> Registered:
    route = routing.find(
        said.subject, place=said.place, municipality=said.municipality, kind=said.kind
    )
    policy = routing.policy_for(
        said.subject,
        kind=said.kind,
        place=said.municipality or said.place,
        agency=route.agency,
    )
    secret = secrets.token_hex(10)
    complaint = Complaint(
        reference=next_reference(now),
        idempotency_key=key,
        tracking_digest=tracking_digest(secret),
        kind=said.kind,
        subject=said.subject,
        place=said.place,
        municipality=said.municipality,
        location=said.location.strip()[:300],
        channel=said.channel,
        confidentiality=said.confidentiality if person else Confidentiality.ANONYMOUS,
        complainant=person,
        text=said.text,
        search_text=fold(f"{said.subject.name_ar} {said.location} {said.text}"),
        answers=said.answers,
        personal_answers=said.personal,
        questions_version=said.questions_version,
        policy_version=policy,
        ladder_version=version_in_force("ladder", policy.content["ladder"]),
        state=State.REGISTERED,
        registered_by=by,
        registered_at=now,
    )
    with open_case(complaint, by=by, now=now) as case:
        _record_registration(case, said, by=by)
        deliver(case, route)
    AnswerValue.objects.bulk_create(questions.typed_values(complaint, said.questions_version))
    Attachment.objects.filter(call=key, complaint=None).update(complaint=complaint)
    CallDraft.objects.filter(call=key).delete()
    return Registered(complaint, secret, created=True)


def _record_registration(case: Case, said: Said, *, by: User | None) -> None:
    complaint = case.complaint
    case.record(
        "registered",
        facts={
            "kind": said.kind.code,
            "subject": said.subject.code,
            "place": said.place.code if said.place else None,
            "municipality": said.municipality.code if said.municipality else None,
            "channel": said.channel,
            "policy": str(complaint.policy_version),
            "questions": str(said.questions_version) if said.questions_version else None,
        },
        tell=Telling("registered", ("complainant",), ("sms",), urgent=True),
    )


def next_reference(now: datetime) -> int:
    """The next number of the year of registration; gaps are allowed, doubles are not."""
    year = timezone.localtime(now).year
    counters = ReferenceCounter.objects.filter(year=year)
    if not counters.update(last=F("last") + 1):
        ReferenceCounter.objects.get_or_create(year=year)
        counters.update(last=F("last") + 1)
    return reference.compose(year, counters.get().last)


def tracking_digest(secret: str) -> str:
    """What is kept of the tracking secret (80 bits, apart from the reference)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Preview:
    """What will follow if the call is registered now."""

    route: routing.Route
    policy: Version
    acceptance_due: datetime | None
    proposed_due: datetime | None
    ceiling_due: datetime | None


def preview(
    subject: ComplaintType,
    *,
    kind: RequestKind | None = None,
    place: Place | None = None,
    municipality: Place | None = None,
    now: datetime | None = None,
) -> Preview:
    """The route and the promise for the subject under the agent's cursor; writes nothing."""
    moment = now or timezone.now()
    route = routing.find(subject, place=place, municipality=municipality, kind=kind)
    policy = routing.policy_for(
        subject, kind=kind, place=municipality or place, agency=route.agency
    )
    if route.agency is None:
        return Preview(route, policy, None, None, None)
    calendar = deadlines.calendar_of(route.agency)
    acceptance, proposed, ceiling = (
        deadlines.limit(calendar, moment, int(policy.content[name]), policy.content[f"{name}_unit"])
        for name in ("acceptance", "resolution", "ceiling")
    )
    return Preview(route, policy, acceptance, proposed, ceiling)


def callers(phone: str) -> QuerySet[Complainant]:
    """Everybody who is known by this number."""
    number = phones.normalise(phone)
    return Complainant.objects.filter(numbers__number=number or "-").order_by("-pk")


def complaints_of(phone: str) -> QuerySet[Complaint]:
    """The complaints of everybody known by this number, open ones first, newest first."""
    number = phones.normalise(phone)
    return (
        Complaint.objects.filter(complainant__numbers__number=number or "-")
        .select_related("subject", "agency", "complainant")
        .order_by(F("closed_at").desc(nulls_first=True), "-registered_at")
        .distinct()
    )


def possible_duplicates(
    subject: ComplaintType, *, place: Place | None, since: datetime
) -> QuerySet[Complaint]:
    """Open complaints about the same subject in the same place since `since`: proposals, never merged alone."""
    near = Q(place=place) | Q(municipality=place)
    return (
        Complaint.objects.filter(near, subject=subject, registered_at__gte=since)
        .exclude(state=State.CLOSED)
        .select_related("subject", "agency")
        .order_by("-registered_at")
    )
