"""«إجابات تُبلَّغ»: find the complaint, verify the caller, read the approved answer, take the score."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from complaints_app import handling, reference
from complaints_app.backoffice.answers_forms import AnswerForm
from complaints_app.backoffice.case_badge import Calendars, badge
from complaints_app.backoffice.case_page import DeskPage, reader_of
from complaints_app.backoffice.case_scope import RELATED, case_or_404, complaints_seen_by
from complaints_app.backoffice.case_words import title_of
from complaints_app.backoffice.queue_counts import capped
from complaints_app.models import (
    Audience,
    Complainant,
    Complaint,
    ComplaintEvent,
    EventWords,
    IdentityView,
)
from complaints_app.refusals import Refusal
from complaints_app.status import State
from permissions import grants
from permissions.verbs import Verb
from sms import phone

SIZE = 50


class AnswersView(DeskPage, TemplateView):
    """Closed complaints whose answer was never given, longest waiting first; and a search."""

    template_name = "complaints_app/answers/list.html"
    header_icon = "s-phone"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not grants.may(request.user, Verb.READ_ANSWER):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return _("Answers to give")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        typed = self.request.GET.get("q", "").strip()
        # What an old system closed waits for nobody's call; what was taken up here does.
        ours = Q(source="") | Q(officer__isnull=False)
        waiting = self.readable.filter(ours, state=State.CLOSED, answer_given_at=None)
        found = self._found(typed) if typed else waiting.order_by("closed_at", "pk")
        now, calendars = self.now, Calendars()
        context |= {
            "typed": typed,
            "waiting": capped({"waiting": waiting})["waiting"],
            "rows": [
                (complaint, badge(complaint, now, calendars))
                for complaint in found.select_related(*RELATED)[:SIZE]
            ],
        }
        return context

    @property
    def readable(self) -> QuerySet[Complaint]:
        return complaints_seen_by(self.reader, Verb.READ_ANSWER)

    def _found(self, typed: str) -> QuerySet[Complaint]:
        number = reference.parse(typed)
        old = Q(old_number=typed)  # may look like a number of ours, or like a telephone
        if number is not None:
            return self.readable.filter(Q(reference=number) | old)
        called = phone.normalise(typed)
        if called:
            of_caller = Q(complainant__in=Complainant.objects.filter(numbers__number=called))
            return self.readable.filter(of_caller | old).order_by("-pk")
        return self.readable.filter(old)


class AnswerView(DeskPage, FormView[AnswerForm]):
    """Status, deadline and readable answer of one complaint: all that the contact centre sees of it."""

    template_name = "complaints_app/answers/answer.html"
    form_class = AnswerForm
    header_icon = "s-phone"
    refusal: Refusal | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.complaint = case_or_404(reader_of(request), kwargs["reference"], Verb.READ_ANSWER)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return title_of(self.complaint.reference)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("complaint_answers"), "label": _("Answers to give")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offered = handling.lawful_for(self.complaint, by=self.reader)
        context |= {
            "c": self.complaint,
            "badge": badge(self.complaint, self.now),
            "readable": self._readable_words(),
            "offered": offered,
            "refusal": self.refusal,
            "verified": self._verified,
        }
        return context

    def _readable_words(self) -> list[tuple[Any, str]]:
        """What may be read to the caller beside the answer: questions, replies, notes for him."""
        events = ComplaintEvent.objects.filter(
            complaint=self.complaint, audience=Audience.CALLER
        ).exclude(kind="closed")
        words = dict(EventWords.objects.filter(complaint=self.complaint).values_list("seq", "text"))
        return [
            (event.happened_at, words[event.seq])
            for event in events.order_by("-seq")
            if event.seq in words
        ]

    @property
    def _verified(self) -> bool:
        """The answer is shown once this agent has verified the caller, in this sitting."""
        return bool(self.request.session.get(self._sitting))

    @property
    def _sitting(self) -> str:
        return f"verified-{self.complaint.pk}-{self.complaint.cycle}"

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        if "verify" in self.request.POST:
            return self._verify(form)
        score = form.cleaned_data["satisfaction"]
        try:
            handling.give_answer(
                self.complaint,
                by=self.reader,
                verified=self._verified,
                satisfaction=int(score) if score else None,
            )
        except Refusal as refusal:
            self.refusal = refusal
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.request.session.pop(self._sitting, None)
        messages.success(self.request, _("Recorded: the answer was given."))
        return redirect("complaint_answers")

    def _verify(self, form: AnswerForm) -> HttpResponse:
        """Keeps that the caller was verified and by what; one view record for each sitting."""
        asked = form.cleaned_data["asked"]
        if not asked:
            form.add_error("asked", _("Tick what you asked the caller and what agreed."))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        IdentityView.objects.create(
            complaint=self.complaint,
            by=self.reader,
            at=self.now,
            what="answer",
            reason=", ".join(asked),
        )
        self.request.session[self._sitting] = True
        return redirect("complaint_answer", self.complaint.reference)
