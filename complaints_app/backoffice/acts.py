"""One act on one complaint: a short form that carries the version its reader saw, and loses no word."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from complaints_app import handling
from complaints_app.backoffice import acts_precedents, acts_promise
from complaints_app.backoffice.acts_forms import ActForm, DecideRequestForm
from complaints_app.backoffice.acts_screens import MONTH, SCREENS, Screen
from complaints_app.backoffice.case_badge import badge
from complaints_app.backoffice.case_page import DeskPage, reader_of
from complaints_app.backoffice.case_scope import case_or_404, reaches
from complaints_app.backoffice.case_words import title_of
from complaints_app.models import Complaint, Request
from complaints_app.refusals import MovedMeanwhile, NeedsSuperior, NotAllowed, Refusal
from permissions import grants
from permissions.verbs import Verb

CONFLICT, FORBIDDEN, UNREADABLE = 409, 403, 422


class ActView(DeskPage, FormView[ActForm]):
    """A full page without scripts; whatever goes wrong, what was typed stays in the form."""

    template_name = "complaints_app/acts/act.html"
    screen: Screen = SCREENS[0]
    refusal: Refusal | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.complaint = case_or_404(reader_of(request), kwargs["reference"], *self.screen.verbs)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_offered():
            messages.warning(request, self.why_not())
            return redirect(self.back)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def is_offered(self) -> bool:
        return self.screen.name in handling.lawful_for(self.complaint, by=self.reader)

    def why_not(self) -> str:
        return _(
            "“%(act)s” is not possible now: the complaint has moved on, or this is not your right. What you can do stands on its page."
        ) % {"act": self.screen.title}

    # What the page shows

    def get_page_title(self) -> str:
        return str(self.screen.title)

    @property
    def header_icon(self) -> str:
        return self.screen.icon

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": self.back, "label": title_of(self.complaint.reference)},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def back(self) -> str:
        """Where this person came from: the case, or the answers for the contact centre."""
        if reaches(grants.rights_of(self.reader), Verb.VIEW, self.complaint):
            return reverse("complaint_case", args=[self.complaint.reference])
        return reverse("complaint_answer", args=[self.complaint.reference])

    def get_form_class(self) -> type[ActForm]:
        return self.screen.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "complaint": self.complaint,
            "by": self.reader,
        }

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "version": self.complaint.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {
            "c": self.complaint,
            "screen": self.screen,
            "badge": badge(self.complaint, self.now),
            "back": self.back,
            "refusal": self.refusal,
            "conflict": self.refusal if isinstance(self.refusal, MovedMeanwhile) else None,
            "needs_superior": isinstance(self.refusal, NeedsSuperior),
            "still_offered": self.refusal is None or self.is_offered(),
        }
        if self.screen.part == MONTH:
            context["picker"] = acts_promise.picker(self.complaint, self.now, self._chosen(context))
            context["told"] = acts_promise.told_when_late(self.complaint, self.now)
        if {"agency", "proposed"} & set(context["form"].fields):
            context["precedents"] = acts_precedents.like(self.complaint)
        return context

    @staticmethod
    def _chosen(context: dict[str, Any]) -> date | None:
        try:
            return date.fromisoformat(str(context["form"]["promise_on"].value() or ""))
        except ValueError:
            return None

    # What it does

    def form_valid(self, form: ActForm) -> HttpResponse:
        try:
            self.perform(form)
        except Refusal as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, str(self.screen.done))
        return redirect(self.afterwards())

    def perform(self, form: ActForm) -> None:
        if self.screen.name == "extend" and "ask_superior" in self.request.POST:
            seen = form.cleaned_data.get("version")
            handling.request_extension(
                self.complaint, by=self.reader, version=seen, **form.arguments()
            )
            return
        self.screen.perform(self.complaint, form, by=self.reader)

    def afterwards(self) -> str:
        """The case page, unless the complaint has left this person's sight."""
        try:
            self.complaint = case_or_404(self.reader, self.complaint.reference, *self.screen.verbs)
        except Http404:
            return reverse("complaint_queue")
        return self.back

    def form_invalid(self, form: ActForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=UNREADABLE)

    def refused(self, form: ActForm, refusal: Refusal) -> HttpResponse:
        """The same page with the reason; the form now carries the version that holds."""
        self.refusal = refusal
        self.complaint = case_or_404_or_kept(self.request, self.complaint, self.screen.verbs)
        again = self._with_version(form)
        if refusal.field in again.fields:
            again.add_error(refusal.field, refusal.message)
        return self.render_to_response(self.get_context_data(form=again), status=_status(refusal))

    def _with_version(self, form: ActForm) -> ActForm:
        data = self.request.POST.copy()
        data["version"] = str(self.complaint.version)
        again = type(form)(data, complaint=self.complaint, by=self.reader)
        again.is_valid()
        return again


class RequestView(ActView):
    """A superior grants or refuses what an officer may not do alone."""

    screen = Screen(
        "decide_request",
        title=gettext_lazy("Decide a request"),
        hint="",
        button=gettext_lazy("Record the decision"),
        done=gettext_lazy("The decision has been recorded."),
        icon="s-bell",
        form=DecideRequestForm,
        act=handling.decide_request,
        part="complaints_app/acts/request.html",
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.asked = get_object_or_404(
            Request.objects.select_related("by", "complaint"),
            pk=kwargs["request_id"],
            complaint__reference=kwargs["reference"],
        )
        return super().dispatch(request, *args, **kwargs)

    def is_offered(self) -> bool:
        return self.asked.state == Request.State.OPEN

    def why_not(self) -> str:
        return _("This request has been decided already.")

    def perform(self, form: ActForm) -> None:
        handling.decide_request(
            self.asked,
            by=self.reader,
            granted=form.cleaned_data["granted"] == "yes",
            decision=form.cleaned_data["decision"],
            version=form.cleaned_data.get("version"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = str(self.asked.proposed.get("promise_on") or "")
        proposed = date.fromisoformat(day) if day else None
        return {**super().get_context_data(**kwargs), "asked": self.asked, "proposed_day": proposed}


def case_or_404_or_kept(
    request: HttpRequest, complaint: Complaint, verbs: tuple[Verb, ...]
) -> Complaint:
    """The complaint as it is now; as it was, if it has left this person's sight meanwhile."""
    try:
        return case_or_404(reader_of(request), complaint.reference, *verbs)
    except Http404:
        return complaint


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotAllowed):
        return FORBIDDEN
    return CONFLICT if refusal.field == "" else UNREADABLE
