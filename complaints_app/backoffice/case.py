"""The page of one complaint: what it is about, how long there is, what happened, what can be done."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from complaints_app import questions
from complaints_app.backoffice import acts_offered, queue
from complaints_app.backoffice.case_badge import badge
from complaints_app.backoffice.case_identity import Identity, identity_of, reveal
from complaints_app.backoffice.case_journal import journal_of
from complaints_app.backoffice.case_page import DeskPage, reader_of
from complaints_app.backoffice.case_scope import case_or_404
from complaints_app.backoffice.case_why import why
from complaints_app.backoffice.case_words import title_of
from complaints_app.explain import explain
from complaints_app.models import Precedent, Request
from complaints_app.refusals import Refusal


class CaseView(DeskPage, TemplateView):
    """Facts as text, the deadline first, the journal below, the actions at one fixed place."""

    template_name = "complaints_app/case/case.html"
    header_icon = "list-ul"
    revealed = False
    fault = ""
    typed_reason = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.complaint = case_or_404(reader_of(request), kwargs["reference"])
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return title_of(self.complaint.reference)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        title = _("My work now") if queue.works_cases(self.reader) else _("Complaints")
        return [
            {"url": reverse("complaint_queue"), "label": title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        complaint, user = self.complaint, self.reader
        context |= {
            "c": complaint,
            "badge": badge(complaint, self.now),
            "why": why(explain(complaint, self.now)),
            "why_open": "why" in self.request.GET,
            "questions": list(questions.shown(complaint.questions_version, complaint.answers)),
            "identity": self.identity,
            "attachments": list(complaint.attachments.all()),
            "requests": self.requests,
            "precedents": list(
                Precedent.objects.filter(complaint=complaint).select_related("agency", "by")
            ),
            "journal": journal_of(
                complaint, reader=user, now=self.now, only=self.request.GET.get("log", "")
            ),
            "log": self.request.GET.get("log", ""),
            "acts": acts_offered.for_page(complaint, user),
            "fault": self.fault,
            "typed_reason": self.typed_reason,
        }
        return context

    @property
    def identity(self) -> Identity:
        return identity_of(self.complaint, reader=self.reader, shown=self.revealed)

    @property
    def requests(self) -> QuerySet[Request]:
        return (
            Request.objects.filter(complaint=self.complaint, state=Request.State.OPEN)
            .select_related("by")
            .order_by("at")
        )


class IdentityRevealView(CaseView):
    """The same page with the name and number, after the look has been recorded."""

    http_method_names = ["post", "get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("complaint_case", self.complaint.reference)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.typed_reason = request.POST.get("reason", "")
        try:
            reveal(self.complaint, by=self.reader, reason=self.typed_reason, now=self.now)
        except Refusal as refusal:
            self.fault = refusal.message
            return self.render_to_response(self.get_context_data(), status=422)
        self.revealed = True
        messages.info(request, _("You see who complains. This look has been recorded."))
        return self.render_to_response(self.get_context_data())
