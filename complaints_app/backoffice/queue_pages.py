"""Pages of the queue without page numbers: each begins where the last one ended."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from complaints_app.backoffice.case_scope import FETCHED, RELATED
from complaints_app.models import Complaint

MOST_SLICES = 20

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in the order of the queue, and where to go on from."""

    rows: list[Complaint]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """By the stored key of the queue; closed complaints have none and go by number, newest first."""

    by_queue_key: bool

    def sorted(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        sign = "-" if backwards else ""
        if self.by_queue_key:
            return rows.order_by(f"{sign}queue_key", f"{sign}id")
        return rows.order_by("id" if backwards else "-id")

    def beyond(self, rows: QuerySet[Any], at: Position, *, backwards: bool) -> QuerySet[Any]:
        key, pk = at
        if not self.by_queue_key:
            return rows.filter(id__gt=pk) if backwards else rows.filter(id__lt=pk)
        way = "lt" if backwards else "gt"
        return rows.filter(
            Q(**{f"queue_key__{way}": key}) | Q(**{"queue_key": key, f"id__{way}": pk}),
            # Said twice so that the index range begins at the right key.
            **{f"queue_key__{way}e": key},
        )

    def position(self, row: Complaint) -> str:
        return f"{row.queue_key or 0}.{row.pk}"


def position(text: str) -> Position | None:
    """Where a page begins, from its address; None if it is none."""
    key, dot, pk = text.partition(".")
    if dot and key.isascii() and pk.isascii() and key.isdigit() and pk.isdigit():
        return int(key), int(pk)
    return None


def page_of(
    rows: QuerySet[Complaint],
    *,
    order: Order,
    agencies: frozenset[int] | None,
    size: int,
    after: str = "",
    before: str = "",
) -> Page:
    """The page after or before a position; `agencies` = those the rows lie in, None for all."""
    backwards = bool(position(before))
    at = position(before) or position(after)
    wanted = order.beyond(rows, at, backwards=backwards) if at else rows
    found = _fetch(wanted, order, agencies, size + 1, backwards=backwards)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_before = more if backwards else bool(at)
    has_after = True if backwards else more
    return Page(
        found,
        before=order.position(found[0]) if has_before else "",
        after=order.position(found[-1]) if has_after else "",
    )


def _fetch(
    rows: QuerySet[Complaint],
    order: Order,
    agencies: frozenset[int] | None,
    limit: int,
    *,
    backwards: bool,
) -> list[Complaint]:
    if agencies and 1 < len(agencies) <= MOST_SLICES and connection.vendor == "postgresql":
        ids = _slices(rows, order, agencies, limit, backwards=backwards)
        dressed = rows.model._default_manager.select_related(*RELATED).prefetch_related(*FETCHED)
        return list(order.sorted(dressed.filter(pk__in=ids), backwards=backwards))
    return list(order.sorted(rows, backwards=backwards)[:limit])


def _slices(
    rows: QuerySet[Any], order: Order, agencies: frozenset[int], limit: int, *, backwards: bool
) -> list[int]:
    """PostgreSQL sorts an IN of agencies; a slice of each, merged, reads the index instead."""
    bare = rows.select_related(None).prefetch_related(None).values("queue_key", "id")
    parts = [
        order.sorted(bare.filter(agency_id=agency), backwards=backwards)[:limit]
        for agency in sorted(agencies)
    ]
    merged = order.sorted(parts[0].union(*parts[1:], all=True), backwards=backwards)[:limit]
    return [row["id"] for row in merged]
