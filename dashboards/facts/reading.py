"""Reads what facts are made of, for many complaints at once: six queries however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from complaints_app.deadlines import calendar_of
from complaints_app.models import Agency, Clock, Complaint, ComplaintEvent, ComplaintType, Place
from dashboards.facts.story import Calendar, Entry

COLUMNS = (
    "pk",
    "agency_id",
    "place_id",
    "subject_id",
    "kind_id",
    "channel",
    "state",
    "outcome",
    "reopenings",
    "level",
    "registered_at",
    "closed_at",
)
# Entries that are counted or that start or end clocks; the others are not even fetched.
SILENT = ("note", "claimed", "assigned", "triage_needed", "request_made", "reclassified")


@dataclass(frozen=True, slots=True)
class Case:
    """The row of one complaint, as far as facts need it."""

    pk: int
    agency_id: int | None
    place_id: int | None
    subject_id: int
    kind_id: int
    channel: str
    state: str
    outcome: str
    reopenings: int
    level: int
    registered_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Running:
    """A clock as its own row has it: later than the journal while it runs."""

    name: str
    agency_id: int | None
    due_at: datetime
    paused_at: datetime | None


class World:
    """The lists that facts refer to: agencies by code, roots of the trees, calendars."""

    def __init__(self) -> None:
        self.agencies: dict[str, Agency] = {
            str(agency.code): agency
            for agency in Agency.objects.select_related("calendar", "place__parent__parent")
            if agency.code
        }
        self.codes = {agency.pk: code for code, agency in self.agencies.items()}
        self._parents = dict(ComplaintType.objects.values_list("pk", "parent_id"))
        self._places = dict(Place.objects.values_list("pk", "parent_id"))
        self._calendars: dict[str | None, Calendar] = {}

    def agency_id(self, code: str | None) -> int | None:
        agency = self.agencies.get(code) if code else None
        return agency.pk if agency else None

    def calendar(self, code: str | None) -> Calendar:
        known = self._calendars.get(code)
        if known is None:
            agency = self.agencies.get(code) if code else None
            known = self._calendars[code] = calendar_of(agency)
        return known

    def subject_root(self, subject: int) -> int:
        return _top(subject, self._parents)

    def governorate(self, place: int | None) -> int | None:
        return None if place is None else _top(place, self._places)


@dataclass(slots=True)
class Batch:
    """What was read of a number of complaints."""

    cases: list[Case]
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    running: dict[int, list[Running]] = field(default_factory=dict)


def read(ids: Iterable[int]) -> Batch:
    wanted = list(ids)
    rows = Complaint.objects.filter(pk__in=wanted).values_list(*COLUMNS)
    return Batch([Case(*row) for row in rows], _entries(wanted), _running(wanted))


def _entries(ids: list[int]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = (
        ComplaintEvent.objects.filter(complaint_id__in=ids)
        .exclude(kind__in=SILENT)
        .order_by("complaint_id", "seq")
        .values_list("complaint_id", "seq", "kind", "happened_at", "to_state", "facts")
    )
    for complaint, *rest in rows.iterator(chunk_size=5000):
        found[complaint].append(Entry(*rest))
    return found


def _running(ids: list[int]) -> dict[int, list[Running]]:
    """Clocks that still run, and those that were paused when they ended."""
    found: dict[int, list[Running]] = defaultdict(list)
    rows = Clock.objects.filter(complaint_id__in=ids).values_list(
        "complaint_id", "kind", "hop", "cycle", "turn", "agency_id", "due_at", "paused_at"
    )
    for complaint, kind, hop, cycle, turn, agency, due, paused in rows.iterator(chunk_size=5000):
        found[complaint].append(Running(f"{kind}/{hop}/{cycle}/{turn}", agency, due, paused))
    return found


def _top(key: int, parents: Mapping[int, int | None]) -> int:
    while (parent := parents.get(key)) is not None:
        key = parent
    return key
