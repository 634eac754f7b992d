"""The dashboard: one filter bar, six numbers, four charts; it refreshes by itself and says how fresh it is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from complaints_app import wording
from dashboards import facts, kpis, sentences
from dashboards.filters import Question
from dashboards.kpis import Table, Unit
from dashboards.views.frame import NumbersView
from dashboards.views.kept import kept
from dashboards.views.tiles import Tile, shown, tiles

POLL_SECONDS = 60
REST = tuple(measure.code for measure in kpis.MEASURES if measure.code not in kpis.TILES)

# Drawing → the table it draws, and what its numbers are.
CHARTS: dict[str, tuple[Callable[[Question], Table], Any]] = {
    "months": (
        kpis.by_month,
        gettext_lazy("Complaints a month; below, open at the end of each month"),
    ),
    "agencies": (
        kpis.by_agency,
        gettext_lazy(
            "Complaints that reached each agency, and those now late; the ten with the most"
        ),
    ),
    "kept": (
        kpis.by_agency,
        gettext_lazy(
            "Share closed by the first promise. ▼ below the mean of those shown, ▲ above it; then how many promises"
        ),
    ),
    "governorates": (
        kpis.by_governorate,
        gettext_lazy("Complaints by governorate, and those now late"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its title as a sentence, its table and where its data come from."""

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    figure_url: str
    csv_url: str
    first_head: str


def numbers_of(question: Question) -> list[Tile]:
    return kept("tiles", question, lambda: tiles(question))


def table_of(name: str, question: Question) -> Table:
    make = CHARTS[name][0]
    return kept(f"table {make.__name__}", question, lambda: make(question))


class DashboardView(NumbersView):
    """The whole page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.reader.asked
        context: dict[str, Any] = {"bar": self.reader.bar, "asked": asked, "poll": POLL_SECONDS}
        if asked is not None:
            question = asked.question
            context |= {
                "tiles": numbers_of(question),
                "rest": kept("rest", question, lambda: _rest(question)),
                "charts": [self._chart(name, question) for name in CHARTS],
                "query": request.GET.urlencode(),
                **freshness_words(),
            }
        return self.show("dashboards/dashboard.html", _("Indicators"), "s-chart", **context)

    def _chart(self, name: str, question: Question) -> Chart:
        table = table_of(name, question)
        query = self.request.GET.urlencode()
        heads = {"agency": _("Agency"), "governorate": _("Governorate"), "month": _("Month")}
        return Chart(
            name=name,
            title=sentences.title_of(name, table),
            note=str(CHARTS[name][1]),
            heads=tuple(table.columns.values()),
            lines=tuple(self._line(row, table) for row in table.rows),
            figure_url=f"{reverse('dashboard_figure', args=[name])}?{query}",
            csv_url=f"{reverse('dashboard_csv', args=[name])}?{query}",
            first_head=heads[table.by],
        )

    def _line(self, row: kpis.Row, table: Table) -> Line:
        """A line; its name narrows the page to it."""
        query = self.request.GET.copy()
        url = ""
        if row.code and table.by in {"agency", "governorate"}:
            query["agency" if table.by == "agency" else "place"] = row.code
            url = f"?{query.urlencode()}"
        return Line(
            row.name, url, tuple(_text(table, code, row.cells[code]) for code in table.columns)
        )


class NumbersOnlyView(NumbersView):
    """What the open page asks for each minute: the tiles, or 304 when they are the same."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = numbers_of(self.asked.question)
        # What is compared is what is counted; the moment of counting is told beside it.
        etag = f'"{sha256(repr([(t.code, t.value, t.change, t.more, t.points) for t in found]).encode()).hexdigest()[:32]}"'
        fresh = freshness_words()
        if request.headers.get("If-None-Match") == etag:
            response = HttpResponse(status=304)
        else:
            context = {"tiles": found, "query": request.GET.urlencode()}
            response = HttpResponse(render_to_string("dashboards/tiles.html", context, request))
        response["ETag"] = etag
        response["X-As-Of"] = fresh["as_of_iso"]
        return response


class FigureView(NumbersView):
    """One chart as Plotly's JSON."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        # Plotly is slow to import, and only this view needs it.
        from dashboards import charts

        if name not in CHARTS:
            raise Http404
        look = charts.Look(
            rtl=get_language_bidi(),
            dark=request.GET.get("dark") == "1",
            narrow=request.GET.get("narrow") == "1",
        )
        table = table_of(name, self.asked.question)
        return HttpResponse(charts.draw(name, table, look), content_type="application/json")


class CsvView(NumbersView):
    """The table under a chart as CSV, as Excel reads it in Arabic."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in CHARTS:
            raise Http404
        table = table_of(name, self.asked.question)
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(["", *table.columns.values()])
        for row in table.rows:
            cells = ("" if row.cells[code] is None else row.cells[code] for code in table.columns)
            writer.writerow([_harmless(row.name), *cells])
        response = HttpResponse(f"\ufeff{text.getvalue()}", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = (
            f'attachment; filename="{name}-{self.reader.span.since}-{self.reader.span.until}.csv"'
        )
        return response


def freshness_words() -> dict[str, Any]:
    """When the numbers were complete, and how many complaints have changed since."""
    now = timezone.now()
    as_of, waiting = facts.freshness(now)
    language = get_language() or "ar"
    return {
        "as_of": as_of,
        "as_of_iso": as_of.isoformat() if as_of else "",
        "as_of_words": wording.moment_in_words(as_of, now, language) if as_of else "",
        "waiting": wording.amount(waiting, "complaint", language) if waiting else "",
    }


@dataclass(frozen=True, slots=True)
class Other:
    """An indicator without a tile."""

    code: str
    lists: bool
    name: str
    value: str
    n: str
    definition: str


def _rest(question: Question) -> list[Other]:
    found = (kpis.answer(kpis.measure(code), question) for code in REST)
    return [
        Other(
            one.code,
            kpis.measure(one.code).lists,
            one.name,
            "\u00a0".join(shown(one.value, one.unit)),
            wording.number(one.n, get_language() or "ar"),
            one.definition,
        )
        for one in found
    ]


def _text(table: Table, code: str, value: float | None) -> str:
    if value is None:
        return "–"
    unit = table.units.get(code, "")
    if unit in {Unit.PERCENT, Unit.WORKING_SECONDS}:
        return "\u00a0".join(shown(value, unit))
    return wording.number(int(value), get_language() or "ar")


def _harmless(name: str) -> str:
    """A name that a spreadsheet would run as a formula is told to be text."""
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
