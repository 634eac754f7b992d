"""What a chart says, in one sentence: its title."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints_app import wording
from dashboards.kpis import Row, Table


def title_of(name: str, table: Table) -> str:
    """The sentence for a drawing of this name."""
    sayings = {
        "months": _months,
        "agencies": _busiest_agency,
        "kept": _weakest,
        "governorates": _busiest_place,
    }
    return sayings[name](table)


def _months(table: Table) -> str:
    received, closed = (
        sum(row.cells[code] or 0 for row in table.rows) for code in ("received", "closed")
    )
    if not table.rows or not (received or closed):
        return _("No complaints in this period")
    facts = {
        "received": _say(received),
        "closed": _say(closed),
        "open": _say(table.rows[-1].cells["open"]),
    }
    if closed < received:
        return (
            _("Fewer were closed (%(closed)s) than came in (%(received)s); %(open)s are open")
            % facts
        )
    return _("%(closed)s were closed, %(received)s came in; %(open)s are open") % facts


def _busiest_agency(table: Table) -> str:
    named = _named(table)
    if not named:
        return _("No agency received a complaint in this period")
    first, few = named[0], named[:3]
    if len(named) <= len(few):
        return _("Most complaints reached %(name)s: %(n)s") % _facts(first, "received")
    total = sum(row.cells["received"] or 0 for row in table.rows)
    share = 100 * sum(row.cells["received"] or 0 for row in few) / total
    return _("Three agencies received %(share)s of the complaints; most of them %(name)s") % {
        "share": wording.percent(round(share), _language()),
        "name": first.name,
    }


def _weakest(table: Table) -> str:
    rated = [row for row in _named(table) if row.cells["resolved_on_time_n"]]
    if not rated:
        return _("No promise fell due in this period (n = 0)")
    worst = min(rated, key=lambda row: row.cells["resolved_on_time"] or 0)
    if worst.cells["resolved_on_time"] == 100:  # noqa: PLR2004 - all of them
        return _("Every agency kept its first promises")
    return _("%(name)s kept the smallest share of its first promises: %(rate)s of %(n)s") % {
        "name": worst.name,
        "rate": wording.percent(worst.cells["resolved_on_time"] or 0, _language()),
        "n": _say(worst.cells["resolved_on_time_n"]),
    }


def _busiest_place(table: Table) -> str:
    named = _named(table)
    total = sum(row.cells["received"] or 0 for row in table.rows)
    if not named or not total:
        return _("No complaint of a governorate in this period")
    first = named[0]
    return _("%(share)s of the complaints come from %(name)s") % {
        "share": wording.percent(
            round(100 * (first.cells["received"] or 0) / total, 1), _language()
        ),
        "name": first.name,
    }


def _named(table: Table) -> list[Row]:
    return [row for row in table.rows if row.code and (row.cells.get("received") or 0) > 0]


def _facts(row: Row, code: str) -> dict[str, str]:
    return {"name": row.name, "n": _say(row.cells[code])}


def _say(value: float | None) -> str:
    return wording.number(value or 0, _language())


def _language() -> str:
    return get_language() or "ar"
