"""Who is calling: the persons known by a number, their complaints, a follow-up on one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import call_drafts, handling, intake, reference
from complaints_app.backoffice.call.done import isolated
from complaints_app.backoffice.call.doors import (
    AgentRequest,
    AgentsOnly,
    CallPage,
    is_registered,
    kept_draft,
    to_the_call,
)
from complaints_app.backoffice.case_badge import Badge, Calendars, badge
from complaints_app.models import Complaint, Confidentiality, IdentityView
from complaints_app.refusals import Refusal
from permissions.grants import may
from permissions.models import User
from permissions.verbs import Verb
from sms import phone as phones

MOST_SHOWN = 8
WHAT = "caller"


@dataclass(frozen=True, slots=True)
class Known:
    """A complaint of the caller as the call shows it: state, deadline, and whether an answer waits."""

    complaint: Complaint
    badge: Badge
    sealed: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What was typed, as a number, and what is known by it."""

    number: str
    people: list[str]
    rows: list[Known]
    total: int


def occasion_of(call: UUID) -> str:
    return f"call {call}"


def match(typed: str, *, call: UUID, by: User, now: datetime) -> Match:
    """Everybody known by a telephone or reference number; each person's look is recorded once a call."""
    number = phones.normalise(typed)
    found = _complaints(typed, number)
    rows = list(found[:MOST_SHOWN])
    _record_views(rows, call=call, by=by, now=now)
    calendars = Calendars()
    names = dict.fromkeys(row.complainant.name for row in rows if row.complainant)
    return Match(
        number=phones.national(number) if number else "",
        people=[name for name in names if name],
        rows=[_known(row, by, now, calendars) for row in rows],
        total=found.count() if len(rows) == MOST_SHOWN else len(rows),
    )


def _complaints(typed: str, number: str) -> QuerySet[Complaint]:
    if number:
        rows = intake.complaints_of(number)
    else:
        asked = reference.parse(typed)
        rows = Complaint.objects.filter(reference=asked if asked is not None else -1).order_by("pk")
    return rows.select_related(
        "subject", "complainant", "agency__calendar", "agency__place__parent", "kind"
    )


def _known(
    complaint: Complaint, by: User, now: datetime, calendars: Calendars | None = None
) -> Known:
    return Known(
        complaint=complaint,
        badge=badge(complaint, now, calendars),
        # Families share a number: what one of them wants kept is not said to another.
        sealed=complaint.confidentiality == Confidentiality.CONFIDENTIAL,
        readable=not complaint.is_open
        and complaint.agency is not None
        and may(by, Verb.READ_ANSWER, complaint.agency),
    )


def _record_views(rows: Iterable[Complaint], *, call: UUID, by: User, now: datetime) -> None:
    """One view record for each call and person, on the first of his complaints that was shown."""
    occasion = occasion_of(call)
    first: dict[int | None, Complaint] = {}
    for row in rows:
        first.setdefault(row.complainant_id, row)
    seen = IdentityView.objects.filter(by=by, what=WHAT, occasion=occasion)
    known = set(seen.values_list("complaint__complainant", flat=True))
    for person, complaint in first.items():
        if person not in known:
            _record_view(complaint, occasion, by=by, now=now)


def _record_view(complaint: Complaint, occasion: str, *, by: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            IdentityView.objects.create(
                complaint=complaint, by=by, at=now, what=WHAT, occasion=occasion
            )
    except IntegrityError:
        return  # two fetches at once: one record is enough


def opened_from_match(call: UUID, number: int, by: User) -> Complaint:
    """The complaint, if its person was matched in this very call by this agent; else 404."""
    found = (
        Complaint.objects.select_related(
            "subject", "complainant", "agency__calendar", "agency__place__parent", "kind"
        )
        .filter(reference=number)
        .first()
    )
    if found is None:
        raise Http404
    views = IdentityView.objects.filter(by=by, what=WHAT, occasion=occasion_of(call))
    matched = (
        views.filter(complaint__complainant=found.complainant_id)
        if found.complainant_id
        else views.filter(complaint=found)
    )
    if not matched.exists():
        raise Http404
    return found


class CallerView(AgentsOnly):
    """The fragment under the caller's number."""

    def get(self, request: AgentRequest, call: UUID) -> HttpResponse:
        is_registered(call, request.user)
        kept_draft(call, request.user)
        typed = request.GET.get("phone", "")
        found = match(typed, call=call, by=request.user, now=timezone.now())
        return render(
            request,
            "complaints_app/call/caller.html",
            {"match": found, "call": call, "typed": typed.strip()},
        )


class KnownCaseView(CallPage):
    """Status, deadline and the way to the answer of a matched complaint: all that an agent sees of it."""

    def get_page_title(self) -> str:
        return isolated(reference.spoken_form(self.kwargs["reference"]))

    def get(self, request: AgentRequest, call: UUID, reference: int) -> HttpResponse:
        return self._page(opened_from_match(call, reference, request.user))

    def post(self, request: AgentRequest, call: UUID, reference: int) -> HttpResponse:
        """Records the follow-up and ends the call; sent twice, it is recorded once."""
        complaint = opened_from_match(call, reference, request.user)
        typed = request.POST.get("follow_up", "")
        if is_registered(call, request.user):
            return to_the_call(request, call)
        kept_draft(call, request.user)
        try:
            with transaction.atomic():
                if call_drafts.end_by_follow_up(
                    call, by=request.user, reference=complaint.reference, now=timezone.now()
                ):
                    handling.follow_up(complaint, by=request.user, text=typed)
        except Refusal as refusal:
            return self._page(complaint, typed=typed, fault=refusal.message, status=422)
        return to_the_call(request, call)

    def _page(
        self, complaint: Complaint, *, typed: str = "", fault: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "call": self.kwargs["call"],
            "known": _known(complaint, self.request.user, timezone.now()),
            "typed": typed,
            "fault": fault,
            "wrong": bool(fault),
        }
        return self.page("complaints_app/call/known.html", context, status)


class FindView(CallPage):
    """«بحث عن شكوى»: by telephone or reference number, without a new complaint in mind."""

    header_icon = "search"

    def get_page_title(self) -> str:
        return _("Find a complaint")

    def get(self, request: AgentRequest) -> HttpResponse:
        call = _uuid(request.GET.get("call", ""))
        if call is None:
            return redirect(f"{request.path}?call={uuid4()}")
        typed = request.GET.get("q", "").strip()
        is_registered(call, request.user)
        kept_draft(call, request.user)
        found = match(typed, call=call, by=request.user, now=timezone.now()) if typed else None
        context = {"call": call, "match": found, "typed": typed}
        return self.page("complaints_app/call/find.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
