"""Rows → Plotly figures, right to left, light or dark. The only door to Plotly; knows no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from plotly.subplots import make_subplots

from dashboards.kpis.rows import Row, Table

FIRST_ISOLATE, END_ISOLATE = "\u2067", "\u2069"
WIDEST = 10
FONT = "Plex Arabic, sans-serif"  # as fonts.css names it


@dataclass(frozen=True, slots=True)
class Look:
    """How the page stands: its direction, its theme, and whether there is little room."""

    rtl: bool = True
    dark: bool = False
    narrow: bool = False

    @property
    def ink(self) -> str:
        return "#cfe3ec" if self.dark else "#16394a"

    @property
    def teal(self) -> str:
        return "#5fd0cc" if self.dark else "#0a7f80"

    @property
    def red(self) -> str:
        return "#ff9d94" if self.dark else "#b3261e"

    @property
    def amber(self) -> str:
        return "#ffc069" if self.dark else "#9a5b00"

    @property
    def grey(self) -> str:
        return "#8a959b"

    @property
    def text(self) -> str:
        return "#e8e8e8" if self.dark else "#262626"

    @property
    def line(self) -> str:
        return "#444b50" if self.dark else "#d9dde0"

    @property
    def start(self) -> str:
        """The side from which one reads."""
        return "right" if self.rtl else "left"

    @property
    def end(self) -> str:
        return "left" if self.rtl else "right"

    def say(self, words: str) -> str:
        """A label of its own: letters and numbers of two directions keep their order in it."""
        return f"{FIRST_ISOLATE}{words}{END_ISOLATE}" if self.rtl else words

    def fold(self, words: str, size: int = 18) -> str:
        """A long name in two lines."""
        if len(words) <= size:
            return self.say(words)
        parts = words.split(" ")
        half = (len(parts) + 1) // 2
        lines = [" ".join(parts[:half]), " ".join(parts[half:])]
        return "<br>".join(self.say(_cut(line, size + 4)) for line in lines if line)


Drawing = Callable[[Table, Look], go.Figure]


def draw(name: str, table: Table, look: Look) -> str:
    """The figure's JSON. Raises KeyError for a drawing that is none."""
    return str(DRAWINGS[name](table, look).to_json())


def months(table: Table, look: Look) -> go.Figure:
    """What came in, what was closed, and below what was open at the end of each month."""
    names = [look.say(row.name) for row in table.rows]
    places = list(range(len(names)))
    figure = make_subplots(
        rows=2, cols=1, row_heights=[0.62, 0.38], vertical_spacing=0.08, shared_xaxes=True
    )
    lines = (
        ("received", look.ink, "solid", "circle", 1),
        ("closed", look.teal, "dot", "diamond", 1),
        ("open", look.amber, "solid", "square", 2),
    )
    for code, colour, dash, symbol, place in lines:
        figure.add_scatter(
            x=places,
            y=[row.cells[code] for row in table.rows],
            customdata=names,
            name=look.say(table.columns[code]),
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            marker={"size": 7, "symbol": symbol},
            fill="tozeroy" if place > 1 else None,
            fillcolor=_faint(colour),
            hovertemplate=f"{look.say(table.columns[code])}، %{{customdata}}: %{{y:,}}<extra></extra>",
            row=place,
            col=1,
        )
    _frame(figure, look, height=340, right=44, bottom=40)
    _legend(figure, look)
    edges = [len(places) - 0.7, -0.3]
    figure.update_xaxes(range=edges if look.rtl else edges[::-1], zeroline=False, **_axis(look))
    shown = places[:: -(-len(places) // (4 if look.narrow else 7))]
    words = [_month(table.rows[place], place, look) for place in shown]
    figure.update_xaxes(tickvals=shown, ticktext=[look.say(word) for word in words])
    figure.update_yaxes(
        side=look.start, rangemode="tozero", tickformat=",d", nticks=5, **_axis(look)
    )
    return figure


def shares(table: Table, look: Look) -> go.Figure:
    """Bars: how many reached each of them; the number stands beside the bar."""
    rows = _first(table, "received")
    figure = go.Figure()
    highest = max((row.cells["received"] or 0 for row in rows), default=0)
    for code, colour, pattern in (("received", look.teal, ""), ("late", look.red, "/")):
        figure.add_bar(
            y=[look.fold(row.name) for row in rows],
            x=[row.cells[code] for row in rows],
            name=look.say(table.columns[code]),
            orientation="h",
            marker={"color": colour, "pattern": _stripes(pattern, colour)},
            text=[_number(row.cells[code]) for row in rows],
            textposition="outside",
            textfont={"color": look.text, "size": 12},
            cliponaxis=False,
            hovertemplate=f"%{{y}}<br>{look.say(table.columns[code])}: %{{x:,}}<extra></extra>",
        )
    _frame(figure, look, height=440, right=124, bottom=32)
    _legend(figure, look)
    figure.update_layout(barmode="group", bargap=0.3)
    _lying(figure, look, highest * 1.18 or 1)
    return figure


def kept(table: Table, look: Look) -> go.Figure:
    """Bars: the share resolved by the first promise, and of how many limits."""
    rows = [row for row in _first(table, "resolved_on_time_n") if row.cells["resolved_on_time_n"]]
    values = [row.cells["resolved_on_time"] or 0.0 for row in rows]
    whole = _mean(rows)
    below = [value < whole for value in values]
    figure = go.Figure()
    for low, colour in ((False, look.teal), (True, look.red)):
        figure.add_bar(
            y=[look.fold(row.name) for row in rows],
            x=[
                value if is_low is low else None
                for value, is_low in zip(values, below, strict=True)
            ],
            orientation="h",
            width=0.58,
            marker={"color": colour, "pattern": _stripes("/" if low else "", colour)},
            customdata=[row.cells["resolved_on_time_n"] for row in rows],
            hovertemplate="%{y}<br>%{x} % ← %{customdata:,}<extra></extra>",
        )
    figure.update_layout(barmode="overlay")
    figure.add_scatter(
        y=[look.fold(row.name) for row in rows],
        x=[102] * len(rows),
        mode="text",
        text=[
            look.say(f"{_rate(value, row.cells['resolved_on_time_n'])} {'▼' if low else '▲'}")
            for row, value, low in zip(rows, values, below, strict=True)
        ],
        textposition=f"middle {look.end}",
        textfont={"size": 12, "color": look.text},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_vline(x=whole, line={"color": look.ink, "width": 1.5, "dash": "dot"})
    _frame(figure, look, height=440, right=124, bottom=32)
    _lying(figure, look, 205 if look.narrow else 150)
    ticks = [0, 50, 100] if look.narrow else [0, 25, 50, 75, 100]
    figure.update_xaxes(tickvals=ticks, ticktext=[f"{tick}" for tick in ticks[:-1]] + ["100 %"])
    return figure


DRAWINGS: dict[str, Drawing] = {
    "months": months,
    "agencies": shares,
    "kept": kept,
    "governorates": shares,
}


def _frame(figure: go.Figure, look: Look, *, height: int, right: int, bottom: int) -> None:
    margin = {"l": 12, "r": 12, "t": 12, "b": bottom}
    # Plotly does not measure labels of the other side by itself.
    margin["r" if look.rtl else "l"] = right
    figure.update_layout(
        height=height,
        margin=margin,
        showlegend=False,
        font={"family": FONT, "size": 13, "color": look.text},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"font": {"family": FONT}},
        template=None,
    )


def _legend(figure: go.Figure, look: Look) -> None:
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 1 if look.rtl else 0,
            "xanchor": look.start,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "reversed" if look.rtl else "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    figure.update_layout(margin={"t": 36})


def _lying(figure: go.Figure, look: Look, highest: float) -> None:
    """Lying bars that grow from the side one reads from."""
    span = [highest, 0] if look.rtl else [0, highest]
    figure.update_xaxes(range=span, tickformat=",d", nticks=5, zeroline=False, **_axis(look))
    figure.update_yaxes(side=look.start, autorange="reversed", ticks="", **_axis(look, grid=False))


def _axis(look: Look, *, grid: bool = True) -> dict[str, Any]:
    return {
        "fixedrange": True,
        "showgrid": grid,
        "gridcolor": look.line,
        "linecolor": look.line,
        "tickfont": {"color": look.text, "size": 12},
    }


def _first(table: Table, column: str) -> list[Row]:
    """The ten with the most; who has no name yet is left to the table."""
    named = [row for row in table.rows if row.code]
    named.sort(key=lambda row: -(row.cells.get(column) or 0))
    return named[:WIDEST] if table.by == "agency" else named


def _mean(rows: list[Row]) -> float:
    n = sum(row.cells["resolved_on_time_n"] or 0 for row in rows)
    hits = sum(
        (row.cells["resolved_on_time"] or 0) * (row.cells["resolved_on_time_n"] or 0)
        for row in rows
    )
    return round(hits / n, 1) if n else 0.0


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}".removesuffix(".0")


def _rate(value: float, n: float | None) -> str:
    return _("%(part)s of %(n)s") % {"part": f"{_number(value)}\u00a0%", "n": _number(n)}


def _month(row: Row, place: int, look: Look) -> str:
    """The year stands only where it begins; where there is no room, numbers."""
    if look.narrow:
        return f"{row.code[5:]}/{row.code[2:4]}"
    return row.name if not place or row.code.endswith("-01") else row.name.rpartition(" ")[0]


def _cut(words: str, size: int) -> str:
    return words if len(words) <= size else f"{words[: size - 1]}…"


def _stripes(shape: str, ground: str) -> dict[str, Any]:
    """White lines over the colour: what is worse is not told by colour alone."""
    return {"shape": shape, "bgcolor": ground, "fgcolor": "#ffffff", "size": 7, "solidity": 0.22}


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},.14)"
