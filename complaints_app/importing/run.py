"""Reads a file batch by batch; each batch is saved or not at all, so that running again resumes."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints_app.history import History, continue_history, record_history
from complaints_app.importing.alone import alone
from complaints_app.importing.faults import BadMapping, ErrorFile, Fault, Refused
from complaints_app.importing.histories import Writer
from complaints_app.importing.listed import Lists
from complaints_app.importing.mapping import Mapping
from complaints_app.importing.persons import persons_of
from complaints_app.importing.rows import Row, RowReader
from complaints_app.importing.tables import Table, open_table
from complaints_app.importing.updating import continued, refuse_what_cannot_be
from complaints_app.models import Complaint, ImportRun, RequestKind
from complaints_app.versioning import version_in_force

BATCH = 2000
IMPORTED_POLICY, DEFAULT_KIND = "imported", "complaint"

Progress = Callable[[float, "Counts"], None]


@dataclass(slots=True)
class Counts:
    """Rows read, and what became of each; `by_reason` counts the lines of the error file."""

    read: int = 0
    created: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"by_reason": dict(self.by_reason)}


def bring_in(
    path: Path,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    update: bool = False,
    errors: str | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    batch: int = BATCH,
) -> Counts:
    """Raises BadMapping or BadFile before the first row, or when the file breaks off in the middle."""
    moment = now or timezone.now()
    with (
        nullcontext() if dry_run else alone(mapping.source),
        open_table(path, mapping) as table,
        ErrorFile(errors) as error_file,
        _collecting_rarely(),
    ):
        lists = Lists(mapping)
        reader = RowReader(mapping, table.header, lists, now=moment)
        counts = Counts()
        writer = _writer(mapping, moment)
        job = _Job(mapping, lists, writer, counts, error_file, dry_run=dry_run, update=update)
        run = job.start(path)
        rows = _numbered(table)
        while cells := list(islice(rows, batch)):
            job.take([(number, reader.read(number, row)) for number, row in cells])
            if progress is not None:
                progress(table.done(), counts)
        if run is not None:
            run.ended_at, run.counts = timezone.now(), counts.as_json()
            run.save()
        return counts


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Rows make no cycles; looking for them among all that Django holds costs a fifth of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _numbered(table: Table) -> Iterator[tuple[int, list[Any]]]:
    """Rows with the number that a spreadsheet shows; empty ones are none."""
    for number, cells in enumerate(table.rows, 2):
        if any(cell != "" for cell in cells):
            yield number, cells


def _writer(mapping: Mapping, now: datetime) -> Writer:
    code = mapping.constants.get("kind", DEFAULT_KIND)
    kind = RequestKind.objects.filter(code=code).first()
    if kind is None:
        raise BadMapping(f"[constants] No kind of request has the code «{code}».")
    policy = version_in_force("policy", IMPORTED_POLICY)
    return Writer(
        source=mapping.source,
        due_means=mapping.due_means,
        run=0,
        kind=kind,
        policy=policy,
        ladder=version_in_force("ladder", policy.content["ladder"]),
        now=now,
    )


class _Job:
    """The batches of one import."""

    def __init__(
        self,
        mapping: Mapping,
        lists: Lists,
        writer: Writer,
        counts: Counts,
        errors: ErrorFile,
        *,
        dry_run: bool,
        update: bool,
    ) -> None:
        self._mapping, self._lists, self._writer = mapping, lists, writer
        self._counts, self._errors = counts, errors
        self._dry_run, self._update = dry_run, update
        self._keys = sqlite3.connect("")  # a file that is nowhere: millions of keys, flat memory
        self._keys.execute("PRAGMA journal_mode=OFF")
        self._keys.execute("CREATE TABLE met (key TEXT PRIMARY KEY) WITHOUT ROWID")

    def start(self, path: Path) -> ImportRun | None:
        """The run, which the journal entries cite; a dry one leaves no trace."""
        if self._dry_run:
            return None
        run = ImportRun.objects.create(
            source=self._mapping.source,
            file_name=path.name[:200],
            started_at=self._writer.now,
        )
        self._writer.run = run.pk
        return run

    def take(self, read: list[tuple[int, Row | list[Fault]]]) -> None:
        rows: list[Row] = []
        self._counts.read += len(read)
        for number, found in read:
            if isinstance(found, list):
                self._refuse(number, found)
            elif self._is_first(found.key):
                rows.append(found)
            else:
                self._refuse(number, [self._fault("twice_in_the_file", found.key)])
        new, known = self._sorted(rows)
        if self._dry_run:
            self._counts.created += len(new)
            self._try_updates(known)
            return
        with transaction.atomic():
            self._lists.save_new()
            persons = persons_of([*new, *(known if self._update else ())], self._mapping.source)
            histories = [self._writer.history(row, persons) for row in new]
            record_history(histories, recorded_at=self._writer.now)
            updates = self._updates(known, persons)
            for history in updates:
                continue_history(history, recorded_at=self._writer.now)
        self._counts.created += len(new)
        self._counts.changed += len(updates)

    def _is_first(self, key: str) -> bool:
        return self._keys.execute("INSERT OR IGNORE INTO met VALUES (?)", (key,)).rowcount == 1

    def _sorted(self, rows: list[Row]) -> tuple[list[Row], list[Row]]:
        """New rows, and those that we know with other values; what is unchanged is only counted."""
        stored = dict(
            Complaint.objects.filter(
                source=self._mapping.source, source_key__in=[row.key for row in rows]
            )
            .exclude(source_key="")  # so that PostgreSQL sees that its partial index will do
            .values_list("source_key", "source_digest")
        )
        new = [row for row in rows if row.key not in stored]
        known = [row for row in rows if row.key in stored and stored[row.key] != row.digest]
        self._counts.unchanged += len(rows) - len(new) - len(known)
        return new, known

    def _updates(self, rows: list[Row], persons: dict[str, int]) -> list[History]:
        return self._each(rows, lambda row: continued(self._writer, row, persons))

    def _try_updates(self, rows: list[Row]) -> None:
        tried = self._each(rows, lambda row: refuse_what_cannot_be(self._writer, row))
        self._counts.changed += len(tried)

    def _each(self, rows: list[Row], change: Callable[[Row], Any]) -> list[Any]:
        """What becomes of known rows with other values: without --update each is refused."""
        done = []
        for row in rows:
            reason, value = "changed", row.key
            if self._update:
                try:
                    done.append(change(row))
                except Refused as refused:
                    reason, value = refused.reason, refused.value
                else:
                    continue
            self._refuse(row.number, [self._fault(reason, value)])
        return done

    def _fault(self, reason: str, value: str) -> Fault:
        return Fault(reason, self._mapping.key, value)

    def _refuse(self, number: int, faults: list[Fault]) -> None:
        self._counts.refused += 1
        self._counts.by_reason.update(fault.reason for fault in faults)
        self._errors.write(number, faults)
