"""From the journal to facts: complaint by complaint as they become dirty; a rebuild is the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction

from complaints_app.models import Complaint, DirtyComplaint
from dashboards.facts import reading, story, sums, writing
from dashboards.facts.reading import Case, Running, World
from dashboards.facts.story import Entry, Limit, Story
from dashboards.models import Freshness

BATCH = 1000
ONE_WORKER = 0x5A4B_0001  # PostgreSQL's number for "facts are being computed"

__all__ = ["freshness", "rebuild", "recompute", "refresh"]


def recompute(complaint_ids: Iterable[int]) -> int:
    """Computes the facts of these complaints anew; returns how many there were."""
    ids = sorted(set(complaint_ids))
    world = World()
    return sum(_recompute(ids[at : at + BATCH], world) for at in range(0, len(ids), BATCH))


def refresh(now: datetime, limit: int = 20_000) -> int:
    """Works through what has become dirty, live complaints before imported ones.

    One worker at a time: of two that read and write the same complaint the slower would win.
    """
    done = 0
    while done < limit:
        with transaction.atomic():
            if not _alone():
                return done
            dirt = list(
                DirtyComplaint.objects.order_by("imported", "pk").values_list("pk", "complaint_id")[
                    :BATCH
                ]
            )
            if not dirt:
                Freshness.objects.update_or_create(pk=1, defaults={"refreshed_at": now})
                return done
            done += recompute(complaint for _, complaint in dirt)
            DirtyComplaint.objects.filter(pk__in=[pk for pk, _ in dirt]).delete()
    return done


def rebuild(tell: Callable[[int], None] | None = None) -> int:
    """Every fact from the journal, oldest complaint first; `tell` hears how many are done."""
    done, last, world = 0, 0, World()
    while True:
        ids = list(
            Complaint.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        if not ids:
            return done
        done, last = done + _recompute(ids, world), ids[-1]
        if tell is not None:
            tell(done)


def freshness(now: datetime) -> tuple[datetime | None, int]:
    """When the numbers were last complete, and how many complaints have changed since."""
    waiting = DirtyComplaint.objects.values("complaint_id").distinct()[:1000].count()
    if not waiting:
        return now, 0
    return Freshness.objects.values_list("refreshed_at", flat=True).first(), waiting


def _recompute(ids: list[int], world: World) -> int:
    batch = reading.read(ids)
    rows = writing.Rows()
    for case in batch.cases:
        told = _tell(case, batch.entries.get(case.pk, []), batch.running.get(case.pk, []), world)
        writing.lay_out(rows, case, told, world)
    writing.write(ids, rows)
    return len(batch.cases)


def _tell(case: Case, entries: list[Entry], running: list[Running], world: World) -> Story:
    told = story.read(entries)
    _overlay(told, running, world)
    last = told.stays[-1] if told.stays else None
    if last is not None and last.ended is None and last.agency is not None:
        # Whoever has it now is who the complaint says: agencies are merged and renamed.
        last.agency = told.cycles[-1].agency = world.codes.get(case.agency_id or 0)
    sums.add_up(told, world.calendar)
    return told


def _overlay(told: Story, running: list[Running], world: World) -> None:
    """A clock's own row knows of pauses and shifts that the journal tells only when it ends."""
    for clock in running:
        limit: Limit | None = told.limits.get(clock.name)
        if limit is not None:
            limit.agency = world.codes.get(clock.agency_id or 0)
            limit.due, limit.paused = clock.due_at, clock.paused_at


def _alone() -> bool:
    """SQLite has one writer anyway; PostgreSQL is asked for the lock, held until the commit."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_WORKER])
        return bool(cursor.fetchone()[0])
