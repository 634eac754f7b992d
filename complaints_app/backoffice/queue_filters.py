"""What the queue can be narrowed to; every value stands in the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, IntegerField, Q, QuerySet, Value
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from complaints_app.backoffice.case_words import LEVELS, STATES
from complaints_app.clock import WorkingCalendar
from complaints_app.deadlines import NORMAL, QUEUE_CLASS, RAISED
from complaints_app.models import Agency, Complaint, ComplaintType, Place, RequestKind
from permissions.grants import Scope

WHOSE = [("mine", _("Mine")), ("unclaimed", _("Unclaimed"))]
DUE = [
    ("late", pgettext_lazy("tile", "Late")),
    ("today", _("Due today")),
    ("next", _("Due on the next working day")),
]


@dataclass(frozen=True, slots=True)
class Option:
    """A row of a list that can be chosen, and the row above it."""

    pk: int
    code: str
    name: str
    parent: int | None


class Options:
    """Kinds, subjects, places and agencies to choose from: one statement for all four."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @cached_property
    def _rows(self) -> dict[str, list[Option]]:
        agencies = Agency.in_force.all()
        if not self.scope.everywhere:
            agencies = agencies.filter(pk__in=self.scope.agency_ids)
        parts = [
            _listed("kind", RequestKind.in_force.all(), None),
            _listed("subject", ComplaintType.in_force.all(), "parent_id"),
            _listed("place", Place.in_force.all(), "parent_id"),
            _listed("agency", agencies, None),
        ]
        found: dict[str, list[Option]] = {"kind": [], "subject": [], "place": [], "agency": []}
        english = get_language() == "en"
        for name, pk, code, arabic, other, parent in parts[0].union(*parts[1:], all=True):
            found[name].append(Option(pk, code or "", other if english else arabic, parent))
        return found

    def choices(self, name: str) -> list[tuple[str, str]]:
        """In the order of the tree, children under their parents."""
        return [(row.code, f"{'– ' * depth}{row.name}") for row, depth in self._tree(name)]

    def with_those_below(self, name: str, code: str) -> list[int]:
        """The row of this code and all rows under it."""
        keys = {row.pk for row in self._rows[name] if row.code == code}
        for row, _depth in self._tree(name):
            if row.parent in keys:
                keys.add(row.pk)
        return sorted(keys)

    def _tree(self, name: str) -> list[tuple[Option, int]]:
        children: dict[int | None, list[Option]] = {}
        known = {row.pk for row in self._rows[name]}
        for row in sorted(self._rows[name], key=lambda row: row.name):
            children.setdefault(row.parent if row.parent in known else None, []).append(row)

        def walk(parent: int | None, depth: int) -> Iterable[tuple[Option, int]]:
            for row in children.get(parent, []):
                yield row, depth
                yield from walk(row.pk, depth + 1)

        return list(walk(None, 0))


def _listed(name: str, rows: QuerySet[Any], parent: str | None) -> QuerySet[Any]:
    above = {"above": Value(None, output_field=IntegerField())}
    marked = rows.order_by().annotate(
        list_name=Value(name, output_field=CharField()), **({} if parent else above)
    )
    listed: QuerySet[Any] = marked.values_list(
        "list_name", "pk", "code", "name_ar", "name_en", parent or "above"
    )
    return listed


class Moments:
    """Where today and the next working day end, for the tiles and the filter alike."""

    def __init__(self, now: datetime, calendar: WorkingCalendar) -> None:
        self.now = now
        today = now.astimezone(calendar.zone).date()
        self.next_day = calendar.date_after(today, 1)

        def midnight(day: Any) -> datetime:
            return datetime.combine(day, time.min, tzinfo=calendar.zone)

        self.tonight = midnight(today + timedelta(days=1))
        self.next_begins = midnight(self.next_day)
        self.next_ends = midnight(self.next_day + timedelta(days=1))

    def due(self, which: str) -> Q:
        """By the stored key of the queue, so that its index serves; paused ones are not due."""
        first, last = {
            "late": (None, self.now),
            "today": (self.now, self.tonight),
            "next": (self.next_begins, self.next_ends),
        }[which]
        start, end = int(first.timestamp()) if first else 0, int(last.timestamp())
        found = Q()
        for rank in (RAISED, NORMAL):
            base = rank * QUEUE_CLASS
            found |= Q(queue_key__gte=base + start, queue_key__lt=base + end)
        return found


def _narrow(name: str) -> Callable[[Any, QuerySet[Any], str, str], QuerySet[Any]]:
    def narrow(self: Any, rows: QuerySet[Any], field: str, code: str) -> QuerySet[Any]:
        keys = self.options.with_those_below(name, code)
        if name == "place":
            return rows.filter(Q(place_id__in=keys) | Q(municipality_id__in=keys))
        return rows.filter(**{f"{name}_id__in": keys})

    return narrow


class PlainSelect(forms.Select):
    """A select of hundreds of rows without a template for each of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if str(code) in chosen else "", label)
                for code, label in self.choices
            ),
        )
        built = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(built), options)


class QueueFilters(WagtailFilterSet):
    """Whose, due when, state, kind, subject, place, agency, degree of escalation."""

    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, method="by_owner")
    due = django_filters.ChoiceFilter(label=_("Deadline"), choices=DUE, method="by_limit")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[(state, label.words) for state, label in STATES.items()]
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of request"), method="by_kind", widget=PlainSelect
    )
    subject = django_filters.ChoiceFilter(
        label=_("Subject"), method="by_subject", widget=PlainSelect
    )
    place = django_filters.ChoiceFilter(label=_("Place"), method="by_place", widget=PlainSelect)
    agency = django_filters.ChoiceFilter(label=_("Agency"), method="by_agency", widget=PlainSelect)
    level = django_filters.ChoiceFilter(
        label=_("Degree of escalation"), choices=[(str(n), words) for n, words in LEVELS.items()]
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    by_kind, by_subject = _narrow("kind"), _narrow("subject")
    by_place, by_agency = _narrow("place"), _narrow("agency")

    def __init__(
        self, *args: Any, options: Options, moments: Moments | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        self.moments = moments
        for name in ("kind", "subject", "place", "agency"):
            self.filters[name].extra["choices"] = options.choices(name)
        if len(options.choices("agency")) < 2:  # noqa: PLR2004 - several
            del self.filters["agency"]

    def by_owner(self, rows: QuerySet[Any], field: str, value: str) -> QuerySet[Any]:
        if value == "mine":
            return rows.filter(officer=self.request.user)
        return rows.filter(officer__isnull=True)

    def by_limit(self, rows: QuerySet[Any], field: str, value: str) -> QuerySet[Any]:
        moments = self.moments
        assert moments is not None  # noqa: S101 - the view gives them; told to the type checker
        return rows.filter(moments.due(value))
