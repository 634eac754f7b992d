"""A workbook in the background: for its owner only, under the rights of three moments."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dashboards import exports, facts, tasks
from dashboards.models import ExportJob
from permissions.grants import system_revoke
from permissions.models import Grant, User
from tests.dashboards.planting import Planted, World, amman

QUERY = "dataset=complaints&state=delivered"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def waiting(world: World) -> int:
    """Three complaints wait at the water agency, two at the health agency."""
    at = amman("2026-11-01 09:00")
    agencies = ["water", "water", "water", "health", "health"]
    cases = [Planted(world, at).routed(at, world.agency(code)).done() for code in agencies]
    facts.refresh(timezone.now())
    return len(cases)


def asked(by: User, query: str = QUERY) -> ExportJob:
    data = exports.dataset("complaints")
    assert data is not None
    return exports.ask(data, query, by=by, now=timezone.now())


def made(by: User, query: str = QUERY) -> ExportJob:
    job = asked(by, query)
    tasks.run_export(job.pk)
    job.refresh_from_db()
    return job


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_file_holds_what_the_list_shows(manager: User, waiting: int) -> None:
    job = made(manager)
    assert (job.state, job.rows_done, job.percent) == ("done", waiting, 100)
    page: Any = load_workbook(Path(settings.EXPORTS_ROOT) / job.path).active
    head = next(n for n in range(1, 10) if page.cell(n, 2).value)
    assert page.max_row - head == waiting
    assert "xlsx" in job.file_name
    assert str(timezone.localdate()) in job.file_name


def test_only_what_is_in_scope_is_exported(head: User, waiting: int) -> None:
    assert made(head).rows_done == 3


def test_a_page_shows_the_way_from_the_button_to_the_file(
    manager: User, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "async_task", lambda _name, pk, **_: tasks.run_export(pk))
    client = signed_in(manager)
    first = client.get(f"{reverse('export_start')}?{QUERY}")
    assert first.context["count"] == str(waiting)
    assert not ExportJob.objects.exists()  # a link begins nothing
    page = client.post(
        reverse("export_start"), {"dataset": "complaints", "state": "delivered"}, follow=True
    )
    job = page.context["job"]
    assert client.get(reverse("export_progress", args=[job.pk])).json()["over"]
    file = client.get(reverse("export_download", args=[job.pk]))
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert "attachment" in file["Content-Disposition"]


def test_the_export_of_another_does_not_exist(manager: User, head: User, waiting: int) -> None:
    job = made(manager)
    client = signed_in(head)
    for name in ("export_job", "export_progress", "export_download"):
        assert client.get(reverse(name, args=[job.pk])).status_code == 404
    assert client.post(reverse("export_cancel", args=[job.pk])).status_code == 404


def end_rights_of(user: User) -> None:
    for grant in Grant.objects.filter(user=user):
        system_revoke(grant, reason="test", now=timezone.now())


def test_rights_lost_before_the_job_runs_stop_it(head: User, waiting: int) -> None:
    job = asked(head)
    end_rights_of(head)
    tasks.run_export(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.refusal


def test_rights_lost_before_the_download_keep_the_file_back(head: User, waiting: int) -> None:
    job = made(head)
    end_rights_of(head)
    with pytest.raises(exports.Refused):
        exports.download_of(job, by=head, now=timezone.now() + timedelta(seconds=1))


def test_who_may_not_export_is_not_even_offered_it(analyst: User, waiting: int) -> None:
    assert signed_in(analyst).get(f"{reverse('export_start')}?{QUERY}").status_code == 404


def test_a_cancelled_export_writes_no_file(manager: User, waiting: int) -> None:
    job = asked(manager)
    exports.cancel(job, by=manager, now=timezone.now())
    tasks.run_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.path) == ("cancelled", "")
    assert list(Path(settings.EXPORTS_ROOT).glob("*")) == []


def test_a_job_cut_off_by_a_dead_worker_is_made_again(manager: User, waiting: int) -> None:
    job = asked(manager)
    ExportJob.objects.filter(pk=job.pk).update(state="running", rows_done=2)
    tasks.run_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done) == ("done", waiting)


def test_a_file_is_kept_for_a_day(manager: User, waiting: int) -> None:
    job = made(manager)
    later = timezone.now() + timedelta(hours=25)
    with pytest.raises(exports.Refused):
        exports.download_of(job, by=manager, now=later)
    assert exports.expire(later) == 1
    job.refresh_from_db()
    assert job.state == "expired"
    assert list(Path(settings.EXPORTS_ROOT).glob("*")) == []


def test_a_filter_that_makes_no_sense_exports_nothing(manager: User, waiting: int) -> None:
    job = made(manager, "dataset=complaints&state=nonsense")
    assert job.state == "failed"
    assert job.refusal


@pytest.mark.parametrize("code", ["by_agency", "by_governorate", "by_month", "counted"])
def test_every_data_set_fits_its_columns(manager: User, waiting: int, code: str) -> None:
    data = exports.dataset(code)
    assert data is not None
    job = exports.ask(
        data, f"dataset={code}&measure=open&period=last_90_days", by=manager, now=timezone.now()
    )
    tasks.run_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.refusal) == ("done", "")
