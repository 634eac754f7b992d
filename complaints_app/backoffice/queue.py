"""«عملي الآن»: what is mine to do, the least time left first."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.views.generic.base import BaseListingView

from complaints_app import wording
from complaints_app.backoffice.case_badge import Badge, Calendars, badge
from complaints_app.backoffice.case_page import Dated
from complaints_app.backoffice.case_scope import FETCHED, RELATED, complaints_seen_by
from complaints_app.backoffice.queue_counts import Count, capped
from complaints_app.backoffice.queue_filters import Moments, Options, QueueFilters
from complaints_app.backoffice.queue_pages import Order, page_of
from complaints_app.backoffice.queue_search import is_exact, search
from complaints_app.models import Complaint, Confidentiality
from complaints_app.status import State
from permissions import grants
from permissions.grants import Scope
from permissions.models import User
from permissions.verbs import Verb


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint as the queue shows it."""

    complaint: Complaint
    badge: Badge
    phone: str
    unclaimed: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that opens the rows it counts."""

    tone: str
    icon: str
    label: str
    hint: str
    count: Count
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: Count
    url: str
    current: bool


def works_cases(user: User | AnonymousUser) -> bool:
    """Receives or processes complaints somewhere: the queue is this person's own work."""
    return grants.may(user, Verb.RECEIVE) or grants.may(user, Verb.PROCESS)


class QueueView(Dated, BaseListingView):
    """The listing of Wagtail with our order, our counts and our rows."""

    model = Complaint
    template_name = "complaints_app/queue/queue.html"
    results_template_name = "complaints_app/queue/results.html"
    header_icon = "s-inbox"
    index_url_name = "complaint_queue"
    index_results_url_name = "complaint_queue_results"
    filterset_class = QueueFilters
    is_searchable = True
    paginate_by = 50
    page_kwarg = "after"
    verbose_name_plural = gettext_lazy("complaints")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.scope:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return _("My work now") if works_cases(self.reader) else _("Complaints")

    def get_search_form(self) -> SearchForm:
        words = _("Number, phone, or words of it")
        return SearchForm(self.request.GET or None, placeholder=words)

    @cached_property
    def scope(self) -> Scope:
        return grants.agencies_open_to(self.reader, Verb.VIEW)

    @cached_property
    def calendars(self) -> Calendars:
        return Calendars()

    @cached_property
    def moments(self) -> Moments:
        return Moments(self.now, self.calendars.of(None))

    @property
    def complete(self) -> QuerySet[Complaint]:
        return complaints_seen_by(self.reader)

    @property
    def open_ones(self) -> QuerySet[Complaint]:
        return self.complete.filter(queue_key__isnull=False)

    # The rows

    def get_base_queryset(self) -> QuerySet[Complaint]:
        rows = self.open_ones if self.by_queue_key else self.complete
        return rows.select_related(*RELATED).prefetch_related(*FETCHED)

    @cached_property
    def by_queue_key(self) -> bool:
        """Closed complaints are shown only when they are asked for, or named exactly."""
        asked_for_closed = self.request.GET.get("state") == State.CLOSED
        return not asked_for_closed and not is_exact(self.search_query)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        extra = {"options": Options(self.scope), "moments": self.moments}
        return {**super().get_filterset_kwargs(), **extra}

    def filter_queryset(self, queryset: QuerySet[Complaint]) -> QuerySet[Complaint]:
        # Wagtail would show everything for a value that is none, and a bulk act would hit it.
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        rows: QuerySet[Complaint] = super().filter_queryset(queryset)
        return rows

    def search_queryset(self, queryset: QuerySet[Complaint]) -> QuerySet[Complaint]:
        if not self.is_searching:
            return queryset
        return search(queryset, self.search_query, by=self.reader)

    def paginate_queryset(self, queryset: QuerySet[Complaint], page_size: int) -> Any:
        self.page = page_of(
            queryset,
            order=Order(self.by_queue_key),
            agencies=None if self.scope.everywhere else self.scope.agency_ids,
            size=page_size,
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return None, None, self.page.rows, False

    # What stands around them

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        counts = self.counts
        context |= {
            "rows": [self._row(complaint) for complaint in self.page.rows],
            "page": self.page,
            "older": self._address(after=self.page.after) if self.page.after else "",
            "newer": self._address(before=self.page.before) if self.page.before else "",
            "tabs": self._tabs(counts),
            "invalid": self._invalid(),
            "several": "agency" in self.filters.filters,
            "today": self._today(),
        }
        if not self.results_only:
            context["tiles"] = self._tiles(counts)
        return context

    @cached_property
    def counts(self) -> dict[str, Count]:
        rows = self.open_ones
        wanted = {
            "all": rows,
            "mine": rows.filter(officer=self.reader),
            "unclaimed": rows.filter(officer__isnull=True),
        }
        if not self.results_only:
            wanted |= {
                which: rows.filter(self.moments.due(which)) for which in ("late", "today", "next")
            }
            wanted |= {
                "new": rows.filter(state=State.DELIVERED),
                "waiting": rows.filter(state=State.WAITING),
            }
        return capped(wanted)

    def _row(self, complaint: Complaint) -> Row:
        person = complaint.complainant
        told = complaint.confidentiality == Confidentiality.OPEN
        numbers = list(person.numbers.all()) if person and told else []
        return Row(
            complaint=complaint,
            badge=badge(complaint, self.now, self.calendars),
            phone=numbers[0].number if numbers else "",
            unclaimed=complaint.officer_id is None,
        )

    def _tiles(self, counts: dict[str, Count]) -> list[Tile]:
        following = wording.day_in_words(
            self.moments.next_day, self.now.astimezone(wording.AMMAN).date(), get_language() or "ar"
        )
        index = self.index_url
        return [
            Tile(
                "late",
                "warning",
                pgettext("tile", "Late"),
                _("The limit has passed"),
                counts["late"],
                f"{index}?due=late",
            ),
            Tile(
                "due",
                "s-hourglass",
                _("Due today"),
                _("Until the end of the day"),
                counts["today"],
                f"{index}?due=today",
            ),
            Tile(
                "new",
                "s-inbox",
                _("New"),
                _("Wait for acceptance"),
                counts["new"],
                f"{index}?state={State.DELIVERED}",
            ),
            Tile(
                "paused",
                "s-pause",
                _("Waiting"),
                _("For the complainant"),
                counts["waiting"],
                f"{index}?state={State.WAITING}",
            ),
            Tile(
                "ok",
                "time",
                _("Next working day"),
                following,
                counts["next"],
                f"{index}?due=next",
            ),
        ]

    def _tabs(self, counts: dict[str, Count]) -> list[Tab]:
        current = self.request.GET.get("whose", "")
        tabs = [("", _("All open")), ("mine", _("Mine")), ("unclaimed", _("Unclaimed"))]
        return [
            Tab(label, counts[whose or "all"], self._address(whose=whose), current == whose)
            for whose, label in tabs
        ]

    def _invalid(self) -> list[str]:
        """Which filters carry a value that is none."""
        if not self.filters or self.filters.is_valid():
            return []
        fields = self.filters.form.fields
        return [
            str(fields[name].label or name) for name in self.filters.form.errors if name in fields
        ]

    def _today(self) -> str:
        return wording.day_in_full(
            self.now.astimezone(wording.AMMAN).date(), get_language() or "ar"
        )

    def _address(self, **changes: str) -> str:
        """This list with other values in its address; always from a first page unless one is named."""
        query = self.request.GET.copy()
        for name in ("after", "before", "_w_filter_fragment"):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        text = query.urlencode()
        return f"{self.index_url}?{text}" if text else str(self.index_url)
