"""What will follow: the route, the promise and who is told, before anything is registered; and likely duplicates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints_app import intake, routing, wording
from complaints_app.backoffice.call.doors import AgentRequest, AgentsOnly
from complaints_app.backoffice.call.forms import places, subject_of
from complaints_app.backoffice.case_words import ROLES
from complaints_app.models import (
    Agency,
    Complaint,
    ComplaintType,
    Confidentiality,
    Place,
    RequestKind,
    Version,
)
from complaints_app.versioning import version_in_force
from permissions.grants import Answerers

RECENT = timedelta(days=14)
MOST_DUPLICATES = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """The agency (none: the unit decides), until when it must answer, and whom the system tells."""

    agency: Agency | None
    due: str
    told: str
    then: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known so far of the request."""

    place: Place | None
    municipality: Place | None
    kind: RequestKind | None

    @classmethod
    def of(cls, typed: QueryDict) -> "Wanted":
        return cls(
            place=_place(typed.get("district"), Place.Kind.DISTRICT)
            or _place(typed.get("governorate"), Place.Kind.GOVERNORATE),
            municipality=_place(typed.get("municipality"), Place.Kind.MUNICIPALITY),
            kind=RequestKind.in_force.filter(code=typed.get("kind", "")).first(),
        )


def _place(code: str | None, kind: Place.Kind) -> Place | None:
    return places(kind).filter(code=code).first() if code else None


def forecast(subject: ComplaintType, wanted: Wanted, now: datetime) -> Forecast:
    """In words, by the same code that will route and start the clocks."""
    found = intake.preview(
        subject,
        kind=wanted.kind,
        place=wanted.place,
        municipality=wanted.municipality,
        now=now,
    )
    answerers = Answerers(now)
    agency = found.route.agency
    due = found.acceptance_due
    return Forecast(
        agency=agency,
        due=wording.moment_in_words(due, now, get_language() or "ar") if due else "",
        told=_names("officer", agency, answerers),
        then=_then(found.policy, agency, answerers),
        reasons=list(found.route.lines),
    )


def _then(policy: Version, agency: Agency | None, answerers: Answerers) -> str:
    """Who is told first when nobody confirms in time."""
    wanted = "acceptance" if agency is not None else "triage"
    ladder = version_in_force("ladder", policy.content["ladder"])
    rungs = [
        rung
        for rung in ladder.content["rungs"]
        if rung["clock"] == wanted and int(rung["offset"]) >= 0
    ]
    if not rungs:
        return ""
    roles = [role for role in rungs[0]["recipients"] if role not in {"officer", "claimant"}]
    return _(", ").join(_role_words(role, agency, answerers) for role in roles)


def _role_words(role: str, agency: Agency | None, answerers: Answerers) -> str:
    if names := _names(role, agency, answerers):
        return f"{names} ({ROLES[role]})"
    return _("%(role)s (nobody is appointed yet)") % {"role": ROLES[role]}


def _names(role: str, agency: Agency | None, answerers: Answerers) -> str:
    """The people of a role; empty where nobody holds it."""
    if role == "unit" or agency is None:
        people = answerers.everywhere("unit")
    else:
        people = answerers.of(role, agency)
    return _(", ").join(str(person) for person in people)


def duplicates(
    subject: ComplaintType, wanted: Wanted, now: datetime
) -> list[tuple[Complaint, str]]:
    """Open complaints about the same in the same place, with how long ago and, where nothing is confidential, where."""
    place = wanted.municipality or wanted.place
    if place is None:
        return []
    rows = intake.possible_duplicates(
        subject,
        place=place,
        since=now - RECENT,
    )
    return [
        (row, row.location if row.confidentiality == Confidentiality.OPEN else "")
        for row in rows[:MOST_DUPLICATES]
    ]


class PreviewView(AgentsOnly):
    """For the highlighted subject: route and promise. For the chosen one also duplicates and whether to ask for the municipality."""

    def get(self, request: AgentRequest, call: UUID) -> HttpResponse:
        subject, now = subject_of(request.GET.get("subject")), timezone.now()
        wanted = Wanted.of(request.GET)
        chosen = "chosen" in request.GET
        context = {
            "forecast": forecast(subject, wanted, now) if subject else None,
            "duplicates": duplicates(subject, wanted, now) if subject and chosen else [],
            "needs_municipality": subject is not None
            and routing.needs_municipality(subject, wanted.place),
            "municipality": wanted.municipality or request.GET.get("municipality"),
            "same_as": request.GET.get("same_as", ""),
        }
        return render(request, "complaints_app/call/preview.html", context)
