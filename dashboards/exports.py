"""Long work in the background: a workbook of what a list shows, for its owner only.

Rooms that have lists register them here; permission and scope are asked when the work is asked
for, when it runs, and again at the download.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from dashboards import workbook
from dashboards.models import ExportJob
from dashboards.workbook import Column, Sheet
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb

KEPT_FOR = timedelta(hours=24)
ROWS_A_REPORT = 500
LONGEST_NAME = 90

Words = list[tuple[str, str]]
Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True)
class DataSet:
    """What can be exported: columns, and the rows that one person may have for one address."""

    code: str
    title: StrPromise
    columns: Sequence[Column]
    rows: Callable[[User, QueryDict], Rows]
    verb: Verb
    count: Callable[[User, QueryDict], int]
    words: Callable[[User, QueryDict], Words]

    def open_to(self, user: User) -> bool:
        return grants.may(user, self.verb)


class Refused(Exception):
    """The export cannot be made or given; the message says why, for its owner."""


class Stopped(Exception):
    """Its owner has cancelled it."""


_datasets: dict[str, DataSet] = {}


def register_dataset(
    code: str,
    title: StrPromise,
    columns: Sequence[Column],
    rows: Callable[[User, QueryDict], Rows],
    *,
    verb: Verb = Verb.EXPORT,
    count: Callable[[User, QueryDict], int],
    words: Callable[[User, QueryDict], Words] = lambda _user, _query: [],
) -> None:
    """Called from `ready()` by the room that has the list."""
    _datasets[code] = DataSet(code, title, columns, rows, verb, count, words)


def dataset(code: str) -> DataSet | None:
    return _datasets.get(code)


def ask(data: DataSet, query: str, *, by: User, now: datetime) -> ExportJob:
    """Writes the order down; a worker takes it from there."""
    if not data.open_to(by):
        raise Refused(_("You may not export here."))
    return ExportJob.objects.create(
        owner=by,
        dataset=data.code,
        title=str(data.title),
        query=query,
        language=translation.get_language() or "ar",
        asked_at=now,
    )


def cancel(job: ExportJob, *, by: User, now: datetime) -> None:
    """Stops the work at its next report; only its owner asks."""
    ExportJob.objects.filter(
        pk=job.pk, owner=by, state__in=(ExportJob.State.QUEUED, ExportJob.State.RUNNING)
    ).update(state=ExportJob.State.CANCELLED, finished_at=now)


def run(job_id: int, now: datetime) -> None:
    """Makes the file. A job that was cut off by a dead worker is simply made again."""
    begun = ExportJob.objects.filter(
        pk=job_id, state__in=(ExportJob.State.QUEUED, ExportJob.State.RUNNING)
    ).update(state=ExportJob.State.RUNNING, started_at=now, rows_done=0)
    if not begun:
        return
    job = ExportJob.objects.select_related("owner").get(pk=job_id)
    try:
        with translation.override(job.language):
            _make(job, now)
    except Refused as refusal:
        _fail(job, str(refusal))
    except Stopped:
        return
    except Exception:
        with translation.override(job.language):
            _fail(job, _("The file could not be written. Please try again."))
        raise


def download_of(job: ExportJob, *, by: User, now: datetime) -> Path:
    """The file, if it is his, still kept, and everything in it is still open to him."""
    data = dataset(job.dataset)
    if job.owner_id != by.pk or data is None:
        raise Refused("")
    if job.state != ExportJob.State.DONE or job.expires_at is None or job.expires_at <= now:
        raise Refused(_("This file is no longer kept. Please ask for it again."))
    if not _covers(grants.rights_of(by, now).scope(data.verb), job.agencies):
        raise Refused(
            _("Your rights have changed since this file was made. Please ask for it again.")
        )
    return Path(settings.EXPORTS_ROOT) / job.path


def expire(now: datetime) -> int:
    """Removes the files whose time is over; returns how many."""
    over = list(ExportJob.objects.filter(state=ExportJob.State.DONE, expires_at__lte=now))
    for job in over:
        (Path(settings.EXPORTS_ROOT) / job.path).unlink(missing_ok=True)
        ExportJob.objects.filter(pk=job.pk).update(state=ExportJob.State.EXPIRED, path="")
    return len(over)


def _make(job: ExportJob, now: datetime) -> None:
    data = dataset(job.dataset)
    owner = job.owner
    scope = grants.rights_of(owner, now).scope(data.verb) if data else grants.NOWHERE
    if data is None or not scope:
        raise Refused(_("You may no longer export here."))
    query = QueryDict(job.query)
    ExportJob.objects.filter(pk=job.pk).update(rows_all=data.count(owner, query))
    words = data.words(owner, query)
    folder = Path(settings.EXPORTS_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid4().hex}.xlsx"
    try:
        count = workbook.write(
            path, _sheet(data, words, now), _reported(job, data.rows(owner, query))
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    agencies = None if scope.everywhere else sorted(scope.agency_ids)
    done = ExportJob.objects.filter(pk=job.pk, state=ExportJob.State.RUNNING).update(
        state=ExportJob.State.DONE,
        rows_done=count,
        rows_all=count,
        path=path.name,
        file_name=_file_name(data, words, now),
        size=path.stat().st_size,
        agencies=agencies,
        finished_at=timezone.now(),
        expires_at=now + KEPT_FOR,
    )
    if not done:
        path.unlink(missing_ok=True)


def _sheet(data: DataSet, words: Words, now: datetime) -> Sheet:
    zone: Any = timezone.get_default_timezone()
    made = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    notes = [f"{label}: {value}" for label, value in words] or [_("Without a filter")]
    notes.append(_("Made: %(moment)s, Amman time") % {"moment": made})
    return Sheet(str(data.title), notes, data.columns, translation.get_language_bidi(), zone)


def _file_name(data: DataSet, words: Words, now: datetime) -> str:
    """Says the filter and the time, in letters that every system allows."""
    parts = [str(data.title), *(value for _label, value in words)]
    name = re.sub(r'[\\/:*?"<>|\s]+', " ", " - ".join(parts)).strip()
    return f"{name[:LONGEST_NAME]} {timezone.localtime(now):%Y-%m-%d %H.%M}.xlsx"


def _reported(job: ExportJob, rows: Rows) -> Rows:
    """The same rows; tells how far it is, and hears that it was cancelled."""
    for count, row in enumerate(rows):
        if count % ROWS_A_REPORT == 0:
            running = ExportJob.objects.filter(pk=job.pk, state=ExportJob.State.RUNNING)
            if not running.update(rows_done=count):
                raise Stopped
        yield row


def _fail(job: ExportJob, refusal: str) -> None:
    ExportJob.objects.filter(pk=job.pk, state=ExportJob.State.RUNNING).update(
        state=ExportJob.State.FAILED, refusal=refusal, finished_at=timezone.now()
    )


def _covers(scope: grants.Scope, agencies: list[int] | None) -> bool:
    if scope.everywhere:
        return True
    return agencies is not None and scope.agency_ids.issuperset(agencies) and bool(scope)
