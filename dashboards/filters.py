"""The question: which period, agencies, place, subject, kind, channel and state the numbers are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from complaints_app.models import AgencyGroup, Place
from complaints_app.status import State
from dashboards.periods import Span
from permissions.grants import Scope

STATE_NAMES: dict[str, StrPromise] = {
    State.REGISTERED: _("registered"),
    State.DELIVERED: _("delivered"),
    State.RETURNED: _("returned for lack of competence"),
    State.IN_PROCESS: _("in process"),
    State.WAITING: _("waiting for the complainant"),
    State.CLOSED: _("closed"),
}


@dataclass(frozen=True)
class Question:
    """What is asked. `agencies` None = no condition at all, the central unit's view of everything."""

    span: Span
    now: datetime
    agencies: frozenset[int] | None = None
    place: int | None = None
    place_is_governorate: bool = True
    subjects: frozenset[int] | None = None
    kind: int | None = None
    channel: str = ""
    state: str = ""

    def within(self, span: Span) -> Question:
        return replace(self, span=span)

    def only(self, agency: int) -> Question:
        """The same question about one agency that it already covers."""
        return replace(self, agencies=frozenset({agency}) & (self.agencies or {agency}))

    @property
    def moment(self) -> datetime:
        """The end of the period, or now if that is yet to come."""
        zone = timezone.get_default_timezone()
        end = datetime.combine(self.span.until + timedelta(days=1), time.min, tzinfo=zone)
        return min(end, self.now)

    @property
    def last_day(self) -> date:
        """The last day of the period that has begun."""
        return min(self.span.until, timezone.localdate(self.now))

    @property
    def starts_at(self) -> datetime:
        zone = timezone.get_default_timezone()
        return datetime.combine(self.span.since, time.min, tzinfo=zone)

    def during(self, column: str) -> Q:
        """The day of `column` lies in the period."""
        return Q(**{f"{column}__gte": self.span.since, f"{column}__lte": self.span.until})

    def of_agencies(self, column: str = "agency") -> Q:
        return Q() if self.agencies is None else Q(**{f"{column}__in": self.agencies})

    def of_complaint(self, prefix: str = "") -> Q:
        """Everything that is asked of the complaint itself; `prefix` leads to its ComplaintFact."""
        place = "governorate" if self.place_is_governorate else "place"
        asked = {
            place: self.place,
            "subject__in": self.subjects,
            "kind": self.kind,
            "channel": self.channel or None,
            "state": self.state or None,
        }
        return Q(**{f"{prefix}{name}": value for name, value in asked.items() if value is not None})


def scoped(scope: Scope, chosen: Iterable[int] | None) -> frozenset[int] | None:
    """The agencies that are asked about, of those that the person may see; None = no condition."""
    if chosen is None:
        return None if scope.everywhere else scope.agency_ids
    wanted = frozenset(chosen)
    return wanted if scope.everywhere else wanted & scope.agency_ids


def members(group: AgencyGroup) -> frozenset[int]:
    """Who is in a group today (DECISION 40)."""
    return frozenset(group.agencies.values_list("pk", flat=True))


def subtree(root: int, parents: dict[int, int | None]) -> frozenset[int]:
    """A subject and all below it."""
    found, near = {root}, {root}
    while near:
        near = {key for key, parent in parents.items() if parent in near} - found
        found |= near
    return frozenset(found)


def is_governorate(place: Place) -> bool:
    return place.parent_id is None
