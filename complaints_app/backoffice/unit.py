"""The central unit's desk: what waits for a decision, what has been escalated, where nobody was told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from complaints_app.backoffice.case_badge import Badge, Calendars, badge
from complaints_app.backoffice.case_page import DeskPage
from complaints_app.backoffice.case_scope import RELATED, complaints_seen_by
from complaints_app.backoffice.case_words import ROLES, Words
from complaints_app.backoffice.queue_counts import Count, capped
from complaints_app.backoffice.queue_pages import Order, Page, page_of
from complaints_app.models import Alarm, Complaint, Escalation, Precedent, Request
from complaints_app.status import State
from permissions import grants
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

SIZE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A tab of the desk."""

    name: str
    label: Words
    empty: Words
    rows: Callable[[User], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Row:
    complaint: Complaint
    badge: Badge
    precedents: list[Precedent]
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    part: Part
    count: Count
    url: str
    current: bool


def _open(user: User) -> QuerySet[Complaint]:
    return complaints_seen_by(user).filter(queue_key__isnull=False)


def _untold(user: User) -> QuerySet[Complaint]:
    untold = Escalation.objects.filter(complaint=OuterRef("pk"), told=0)
    return _open(user).filter(Exists(untold))


def requests_open_to(user: User) -> QuerySet[Request]:
    """Requests that this person may decide; never his own."""
    rights = grants.rights_of(user)
    scoped = Q(pk__in=[])
    for kind, verb in (
        (Request.Kind.EXTENSION, Verb.APPROVE_EXTENSION),
        (Request.Kind.ANSWER, Verb.APPROVE_ANSWER),
    ):
        scope = rights.scope(verb)
        if scope.everywhere:
            scoped |= Q(kind=kind)
        elif scope:
            scoped |= Q(kind=kind, complaint__agency__in=scope.agency_ids)
    if rights.may_in_government(GovernmentVerb.DECIDE):
        scoped |= Q(kind=Request.Kind.RETURN)
    return Request.objects.filter(scoped, state=Request.State.OPEN).exclude(by=user)


PARTS = (
    Part(
        "triage",
        gettext_lazy("No route fits"),
        gettext_lazy("Every complaint has found its agency."),
        lambda user: _open(user).filter(state=State.REGISTERED),
    ),
    Part(
        "returned",
        gettext_lazy("Returned: decide competence"),
        gettext_lazy("No complaint waits for a decision on competence."),
        lambda user: _open(user).filter(state=State.RETURNED),
    ),
    Part(
        "escalated",
        gettext_lazy("Escalated"),
        gettext_lazy("No open complaint has been escalated."),
        lambda user: _open(user).filter(level__gte=1),
    ),
    Part(
        "untold",
        gettext_lazy("Nobody was told"),
        gettext_lazy("Somebody was told at every rung."),
        _untold,
    ),
    Part(
        "requests",
        gettext_lazy("Requests to decide"),
        gettext_lazy("No request waits for your decision."),
        requests_open_to,
    ),
)


def decides(user: Any) -> bool:
    return grants.may_in_government(user, GovernmentVerb.DECIDE)


def approves(user: Any) -> bool:
    return grants.may(user, Verb.APPROVE_EXTENSION) or grants.may(user, Verb.APPROVE_ANSWER)


class DeskView(DeskPage, TemplateView):
    """One desk, its queues as tabs; a superior in an agency sees the requests only."""

    template_name = "complaints_app/unit/desk.html"
    header_icon = "s-tree"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.parts or self.part is None:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def parts(self) -> list[Part]:
        if decides(self.reader):
            return list(PARTS)
        return [part for part in PARTS if part.name == "requests"] if approves(self.reader) else []

    @cached_property
    def part(self) -> Part | None:
        wanted = self.request.GET.get("tab") or (self.parts[0].name if self.parts else "")
        return next((part for part in self.parts if part.name == wanted), None)

    def get_page_title(self) -> str:
        return _("The unit's desk") if decides(self.reader) else _("Requests to decide")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        counts = capped({part.name: part.rows(self.reader) for part in self.parts})
        address = reverse("complaint_desk")
        rows, older = self._rows()
        context |= {
            "part": self.part,
            "rows": rows,
            "older": f"{address}?tab={self.part.name}&after={older}" if self.part and older else "",
            "tabs": [
                Tab(part, counts[part.name], f"{address}?tab={part.name}", part is self.part)
                for part in self.parts
            ],
            "alarms": self._alarms(),
        }
        return context

    def _rows(self) -> tuple[list[Row], str]:
        assert self.part is not None  # noqa: S101 - dispatch saw to it; told to the type checker
        now, calendars = self.now, Calendars()
        found = self.part.rows(self.reader)
        if self.part.name == "requests":
            asked = list(
                found.select_related("by", *(f"complaint__{name}" for name in RELATED)).order_by(
                    "at"
                )[:SIZE]
            )
            return [Row(r.complaint, badge(r.complaint, now, calendars), [], r) for r in asked], ""
        page = self._page(found)
        decided = _precedents(page.rows) if self.part.name in {"triage", "returned"} else {}
        return [
            Row(c, badge(c, now, calendars), decided.get(c.subject_id, [])) for c in page.rows
        ], page.after

    def _page(self, found: QuerySet[Complaint]) -> Page:
        return page_of(
            found.select_related(*RELATED),
            order=Order(by_queue_key=True),
            agencies=None,
            size=SIZE,
            after=self.request.GET.get("after", ""),
        )

    def _alarms(self) -> list[dict[str, Any]]:
        if self.part is None or self.part.name != "untold":
            return []
        alarms = Alarm.objects.filter(closed_at=None, kind=Alarm.Kind.NOBODY_TOLD)
        return [
            {"alarm": alarm, "role": ROLES.get(alarm.role, alarm.role)}
            for alarm in alarms.select_related("agency").order_by("opened_at")
        ]


def _precedents(complaints: list[Complaint]) -> dict[int, list[Precedent]]:
    """The latest decisions on the subjects of these rows: one query for all of them."""
    found: dict[int, list[Precedent]] = {}
    rows = Precedent.objects.filter(
        subject__in={complaint.subject_id for complaint in complaints}, ended_at=None
    ).select_related("agency")
    for precedent in rows.order_by("-at")[:200]:
        kept = found.setdefault(precedent.subject_id, [])
        if len(kept) < 3:  # noqa: PLR2004 - enough for a row
            kept.append(precedent)
    return found
