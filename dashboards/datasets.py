"""What can be exported from here: the queue of complaints, the complaints behind a number, the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from complaints_app.backoffice.case_scope import complaints_seen_by
from complaints_app.backoffice.queue_filters import Moments, Options, QueueFilters
from complaints_app.backoffice.queue_search import is_exact, search
from complaints_app.deadlines import calendar_of
from complaints_app.models import Channel, Complaint
from complaints_app.reference import spoken_form
from complaints_app.status import State
from dashboards import counted, kpis
from dashboards.asking import Asked, Reader
from dashboards.exports import Refused, Words, register_dataset
from dashboards.filters import STATE_NAMES, Question, scoped
from dashboards.kpis import Table
from dashboards.workbook import Column
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb

QUEUE_COLUMNS = (
    Column(gettext_lazy("Reference number"), 16),
    Column(gettext_lazy("State"), 18),
    Column(gettext_lazy("Agency"), 30),
    Column(gettext_lazy("Subject"), 28),
    Column(gettext_lazy("Kind of request"), 14),
    Column(gettext_lazy("Place"), 20),
    Column(gettext_lazy("Channel"), 16),
    Column(gettext_lazy("Officer"), 22),
    Column(gettext_lazy("Registered"), 18),
    Column(gettext_lazy("Nearest limit"), 18),
    Column(gettext_lazy("Degree of escalation"), 10),
    Column(gettext_lazy("Closed"), 18),
    Column(gettext_lazy("Follow-up calls"), 10),
)
COUNTED_COLUMNS = (
    Column(gettext_lazy("Reference number"), 16),
    Column(gettext_lazy("Agency"), 30),
    Column(gettext_lazy("State"), 18),
    Column(gettext_lazy("Subject"), 28),
    Column(gettext_lazy("Place"), 20),
    Column(gettext_lazy("Filed"), 14),
    Column(gettext_lazy("What is counted"), 28),
    Column(gettext_lazy("Date"), 18),
    Column(gettext_lazy("Working hours"), 12, "0.0"),
)


def register() -> None:
    """Called once, when the room opens."""
    register_dataset(
        "complaints",
        gettext_lazy("Complaints"),
        QUEUE_COLUMNS,
        _queue_rows,
        count=lambda user, query: _queue(user, query).count(),
        words=_queue_words,
    )
    register_dataset(
        "counted",
        gettext_lazy("Counted complaints"),
        COUNTED_COLUMNS,
        _counted_rows,
        count=lambda user, query: _counted(user, query).count(),
        words=_counted_words,
    )
    for by, title in (
        ("agency", gettext_lazy("Indicators by agency")),
        ("governorate", gettext_lazy("Indicators by governorate")),
        ("month", gettext_lazy("Indicators by month")),
    ):
        register_dataset(
            f"by_{by}",
            title,
            _table_columns(by),
            _table_rows(by),
            count=_table_size(by),
            words=_asked_words,
        )


# The queue


def _queue(user: User, query: QueryDict) -> QuerySet[Complaint]:
    """What the queue shows under the same address, where its reader may view *and* export."""
    words = query.get("q", "")
    rows = grants.agencies_open_to(user, Verb.EXPORT).narrow(complaints_seen_by(user))
    if query.get("state") != State.CLOSED and not is_exact(words):
        rows = rows.filter(queue_key__isnull=False)
    filters = _queue_filters(user, query, rows)
    if not filters.is_valid():
        raise Refused(_("A filter of this list has a value that is none."))
    found: QuerySet[Complaint] = filters.qs
    return search(found, words, by=user) if words else found


def _queue_filters(user: User, query: QueryDict, rows: QuerySet[Complaint]) -> Any:
    scope = grants.agencies_open_to(user, Verb.VIEW)
    moments = Moments(timezone.now(), calendar_of(None))
    asker = SimpleNamespace(user=user, GET=query)
    return QueueFilters(
        query, queryset=rows, request=asker, options=Options(scope), moments=moments
    )


def _queue_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    """Plain values: making six models of each row would take twice as long as writing it."""
    name = "name_en" if get_language() == "en" else "name_ar"
    states = {state: str(words) for state, words in STATE_NAMES.items()}
    channels = {value: str(label) for value, label in Channel.choices}
    rows = (
        _queue(user, query)
        .order_by("queue_key", "pk")
        .values_list(
            "reference",
            "state",
            *(f"{one}__{name}" for one in ("agency", "subject", "kind", "place")),
            "channel",
            "officer__name_ar",
            "registered_at",
            "due_at",
            "level",
            "closed_at",
            "follow_ups",
        )
    )
    for reference, state, agency, subject, kind, place, channel, *rest in rows.iterator(
        chunk_size=2000
    ):
        named = (agency or "", subject, kind, place or "")
        yield (
            spoken_form(reference),
            states.get(state, state),
            *named,
            channels.get(channel, channel),
            *rest,
        )


def _queue_words(user: User, query: QueryDict) -> Words:
    filters = _queue_filters(user, query, Complaint.objects.none())
    words: Words = [(_("Search"), query.get("q", ""))] if query.get("q") else []
    for name, field in filters.form.fields.items():
        value = query.get(name)
        if value:
            label = dict(field.choices).get(value, value) if hasattr(field, "choices") else value
            words.append((str(field.label), str(label).lstrip("– ")))
    return words


# The complaints behind a number


def _asked(user: User, query: QueryDict) -> Asked:
    asked = Reader(query, user=user, now=timezone.now()).asked
    if asked is None:
        raise Refused(_("A filter of this list has a value that is none."))
    return asked


def _exportable(user: User, question: Question) -> Question:
    """The same question within the agencies where its asker may export."""
    return replace(
        question, agencies=scoped(grants.agencies_open_to(user, Verb.EXPORT), question.agencies)
    )


def _counted(user: User, query: QueryDict) -> QuerySet[Any]:
    measure = kpis.found(query.get("measure", ""))
    if measure is None or not measure.lists:
        raise Refused(_("No indicator is called so."))
    question = _exportable(user, _asked(user, query).question)
    return counted.rows_of(measure, question, query.get("part", ""))


def _counted_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    view = grants.agencies_open_to(user, Verb.VIEW)
    for line in counted.listed(_counted(user, query).order_by("-pk"), view):
        yield (
            line.number,
            line.agency,
            line.state,
            line.subject,
            line.place,
            line.filed_on,
            line.what,
            line.moment,
            None if line.seconds is None else line.seconds / 3600,
        )


def _counted_words(user: User, query: QueryDict) -> Words:
    measure = kpis.found(query.get("measure", ""))
    name = [(_("Indicator"), str(measure.name))] if measure else []
    return [*name, *_asked_words(user, query)]


# The tables


def _table(by: str, user: User, query: QueryDict) -> Table:
    make = {"agency": kpis.by_agency, "governorate": kpis.by_governorate, "month": kpis.by_month}
    return make[by](_exportable(user, _asked(user, query).question))


def _table_size(by: str) -> Callable[[User, QueryDict], int]:
    return lambda user, query: len(_table(by, user, query).rows)


def _table_columns(by: str) -> list[Column]:
    titles = {
        "agency": gettext_lazy("Agency"),
        "governorate": gettext_lazy("Governorate"),
        "month": gettext_lazy("Month"),
    }
    heads = kpis.heads(by)
    return [Column(titles[by], 34), *(Column(title, 16, form) for title, form in heads)]


def _table_rows(by: str) -> Callable[[User, QueryDict], Iterator[Sequence[Any]]]:
    def rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
        table = _table(by, user, query)
        for row in table.rows:
            yield (row.name, *(_value(table, code, row.cells[code]) for code in table.columns))

    return rows


def _value(table: Table, code: str, value: float | None) -> float | None:
    """Durations in hours, shares as Excel has them."""
    if value is None:
        return None
    unit = table.units.get(code, "")
    if unit == kpis.Unit.WORKING_SECONDS:
        return value / 3600
    return value / 100 if unit == kpis.Unit.PERCENT else value


def _asked_words(user: User, query: QueryDict) -> Words:
    return list(_asked(user, query).words)
