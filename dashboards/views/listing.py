"""The complaints that a number counts, page by page: the same rows, within the reader's sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints_app import wording
from dashboards import counted, kpis
from dashboards.counted import Listed
from dashboards.views.frame import NumbersView
from dashboards.views.tiles import shown
from permissions import grants
from permissions.verbs import Verb

ROWS_A_PAGE = 50
PARTS = {"", counted.HIT, counted.MISS}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is printed."""

    number: str
    url: str
    agency: str
    state: str
    subject: str
    place: str
    what: str
    when: str
    when_iso: str


class CountedView(NumbersView):
    """Every line is one that was counted; the heading says how many there are."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        measure = kpis.found(code)
        if measure is None or not measure.lists:
            raise Http404
        question, part = self.asked.question, request.GET.get("part", "")
        if part not in PARTS:
            raise Http404
        found = kpis.answer(measure, question)
        rows = counted.rows_of(measure, question, part).order_by("-pk")
        total = rows.count()
        after = request.GET.get("after", "")
        if after.isdigit():
            rows = rows.filter(pk__lt=int(after))
        view = grants.agencies_open_to(self.person, Verb.VIEW)
        lines = list(counted.listed(rows[: ROWS_A_PAGE + 1], view))
        page = lines[:ROWS_A_PAGE]
        return self.show(
            "dashboards/counted.html",
            found.name,
            "s-chart",
            crumbs=[{"url": reverse("dashboard"), "label": _("Indicators")}],
            found=found,
            value=" ".join(shown(found.value, found.unit)),
            total=wording.number(total, get_language() or "ar"),
            lines=[_shown(line) for line in page],
            measure=measure,
            part=part,
            has_parts=measure.hit is not None,
            words=self.asked.words,
            query=self._query(),
            following=self._query(after=str(page[-1].pk)) if len(lines) > ROWS_A_PAGE else "",
            may_export=grants.may(self.person, Verb.EXPORT),
        )

    def _query(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name in ("after", "part"):
            if name != "part" or "after" not in changes:
                query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return query.urlencode()


def _shown(line: Listed) -> ShownLine:
    return ShownLine(
        number=line.number,
        url=_case_url(line),
        agency=line.agency,
        state=line.state,
        subject=line.subject,
        place=line.place,
        what=line.what,
        when=_when(line.moment),
        when_iso=line.moment.isoformat() if line.moment else "",
    )


def _case_url(line: Listed) -> str:
    return reverse("complaint_case", args=[line.reference]) if line.opens else ""


def _when(moment: date | None) -> str:
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat()
