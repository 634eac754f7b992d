"""The complaints behind a number: exactly the rows that it counts, as anybody may read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from complaints_app.models import Complaint, Escalation
from complaints_app.reference import spoken_form
from dashboards.filters import STATE_NAMES, Question
from dashboards.kpis import Measure
from dashboards.models import ComplaintFact, CycleFact, LimitFact, StayFact
from permissions.grants import Scope

HIT, MISS = "hit", "miss"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line. Who may not view the complaint sees its number, agency and state only."""

    pk: int
    reference: int
    number: str
    agency: str
    state: str
    opens: bool
    subject: str = ""
    place: str = ""
    filed_on: date | None = None
    what: str = ""
    moment: datetime | date | None = None
    seconds: int | None = None


def rows_of(measure: Measure, question: Question, part: str = "") -> QuerySet[Any]:
    """All that is counted; of a share also only what kept it, or only the rest."""
    rows = measure.counted(question)
    if measure.column:
        rows = rows.filter(**{f"{measure.column}__isnull": False})
    if measure.hit is None or not part:
        return rows
    if part == HIT:
        return rows.filter(measure.hit)
    # Not `exclude`: a null would be neither in the one part nor in the other.
    hits = rows.filter(measure.hit).values("pk")
    return rows.exclude(pk__in=hits)


def listed(rows: QuerySet[Any], view: Scope) -> Iterator[Listed]:
    """The lines of these rows, in their order; `view` = where their reader may open complaints."""
    path = _way(rows.model)
    related = [path, f"{path}__subject", f"{path}__place", f"{path}__agency", "agency"]
    for row in _chunked(rows.select_related(*related)):
        complaint = row.complaint if path == "complaint" else row.fact.complaint
        yield _line(row, complaint, view)


def _way(model: type[Any]) -> str:
    return "complaint" if model in {ComplaintFact, Escalation} else "fact__complaint"


def _chunked(rows: QuerySet[Any]) -> Iterable[Any]:
    """A page is read at once; everything is read in pieces."""
    return rows if rows.query.is_sliced else rows.iterator(chunk_size=2000)


def _line(row: Any, complaint: Complaint, view: Scope) -> Listed:
    opens = view.everywhere or complaint.agency_id in view
    agency = row.agency or complaint.agency
    basis: dict[str, Any] = {
        "pk": row.pk,
        "reference": complaint.reference,
        "number": spoken_form(complaint.reference),
        "agency": agency.name if agency else "",
        "state": str(STATE_NAMES.get(complaint.state, complaint.state)),
        "opens": opens,
    }
    if not opens:
        return Listed(**basis)
    return Listed(
        **basis,
        subject=complaint.subject.name,
        place=complaint.place.name if complaint.place else "",
        filed_on=complaint.registered_at.date(),
        **_reason(row),
    )


def _reason(row: Any) -> dict[str, Any]:
    """What of this complaint was counted."""
    if isinstance(row, LimitFact):
        name = row.get_measure_display()
        verdict = row.get_verdict_display()
        return {"what": f"{name}: {verdict}", "moment": row.due_at}
    if isinstance(row, CycleFact):
        return {"what": _("Closed"), "moment": row.closed_on, "seconds": row.handling_seconds}
    if isinstance(row, StayFact):
        return {"what": _("Reached it"), "moment": row.began_on}
    if isinstance(row, Escalation):
        return {"what": _("Degree %(level)s") % {"level": row.level}, "moment": row.true_at}
    return {"what": _("Filed"), "moment": row.filed_on}
