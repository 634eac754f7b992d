"""Asking for a workbook, watching it grow, and taking it home: for its owner only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from complaints_app import wording
from dashboards import exports, tasks
from dashboards.exports import DataSet, Refused
from dashboards.models import ExportJob
from dashboards.views.frame import framed
from permissions.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50


class ExportView(View):
    """One export of the person who asks; everybody else's does not exist."""

    @cached_property
    def person(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - the frame lets nobody else in
        return user

    def job(self, pk: int) -> ExportJob:
        return get_object_or_404(ExportJob, pk=pk, owner=self.person)


class StartView(ExportView):
    """What would be exported, and a button: nothing begins by following a link."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.data is None or not self.data.open_to(self.person):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def query(self) -> QueryDict:
        query = (self.request.POST if self.request.method == "POST" else self.request.GET).copy()
        for name in ("csrfmiddlewaretoken", "after", "before", "page", "_w_filter_fragment"):
            query.pop(name, None)
        return query

    @cached_property
    def data(self) -> DataSet | None:
        return exports.dataset(self.query.get("dataset", ""))

    def get(self, request: HttpRequest) -> HttpResponse:
        data = self._data()
        try:
            count: int | None = data.count(self.person, self.query)
            words, refusal = data.words(self.person, self.query), ""
        except Refused as refused:
            count, words, refusal = None, [], str(refused)
        return framed(
            request,
            "dashboards/export_start.html",
            _("Export to Excel"),
            "s-excel",
            crumbs=_crumbs(),
            data=data,
            fields=[(name, value) for name, values in self.query.lists() for value in values],
            count=None if count is None else wording.number(count, get_language() or "ar"),
            nothing=count == 0,
            words=words,
            refusal=refusal,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        job = exports.ask(self._data(), self.query.urlencode(), by=self.person, now=timezone.now())
        tasks.hand_over(job)
        return redirect("export_job", job.pk)

    def _data(self) -> DataSet:
        assert self.data is not None  # noqa: S101 - dispatch has seen to it
        return self.data


class JobsView(ExportView):
    """My exports, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        jobs = ExportJob.objects.filter(owner=self.person)[:SHOWN]
        return framed(request, "dashboards/exports.html", _("My exports"), "s-excel", jobs=jobs)


class JobView(ExportView):
    """One export: how far it is, or where the file is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        return framed(
            request,
            "dashboards/export_job.html",
            job.title,
            "s-excel",
            crumbs=_crumbs(),
            job=job,
            size=wording.file_size(job.size, get_language() or "ar"),
        )


class ProgressView(ExportView):
    """The same for the open page, each second or two."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        return JsonResponse(
            {
                "state": job.state,
                "words": job.get_state_display(),
                "percent": job.percent,
                "done": job.rows_done,
                "all": job.rows_all,
                "over": job.is_over,
            }
        )


@method_decorator(require_POST, "dispatch")
class CancelView(ExportView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        exports.cancel(self.job(pk), by=self.person, now=timezone.now())
        return redirect("export_job", pk)


class DownloadView(ExportView):
    """The file itself, after everything was asked once more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = self.job(pk)
        try:
            path = exports.download_of(job, by=self.person, now=timezone.now())
            file = path.open("rb")
        except (Refused, FileNotFoundError) as refusal:
            messages.error(request, str(refusal) or _("This file is no longer kept."))
            return redirect("export_job", pk)
        response = FileResponse(file, as_attachment=True, filename=job.file_name, content_type=XLSX)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'"
        return response


def _crumbs() -> list[dict[str, str]]:
    return [{"url": reverse("exports"), "label": _("My exports")}]
