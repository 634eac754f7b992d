"""The call itself: its address is its key; the form or its draft, then the confirmation."""

import json
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import attachments, call_drafts, handling, intake, questions
from complaints_app.backoffice.call import done
from complaints_app.backoffice.call.doors import (
    AgentRequest,
    AgentsOnly,
    CallPage,
    is_registered,
    kept_draft,
    registered_in,
    to_the_call,
)
from complaints_app.backoffice.call.forms import (
    UNKNOWN,
    CallForm,
    answers_of,
    leaves,
    lists_mark,
    place_groups,
    question_form,
    subject_of,
)
from complaints_app.models import Confidentiality, Place
from complaints_app.refusals import Refusal

SECRETS = "tracking-secrets"  # shown once, then gone from the session
KEPT_FIELDS = {*CallForm.base_fields, "subject_typed", "follow_up"}
MOST_FIELDS, MOST_LETTERS = 150, 60_000


class NewCallView(AgentsOnly):
    """Each call has an address of its own."""

    def get(self, request: AgentRequest) -> HttpResponse:
        return redirect("call", uuid4())


class CallView(CallPage):
    """GET: form, draft or confirmation. POST registers. PUT keeps a draft."""

    template_name = "complaints_app/call/call.html"
    page_title = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.call: UUID = kwargs["call"]
        self.now: datetime = timezone.now()

    def get_page_title(self) -> str:
        return self.page_title or _("New call")

    def get(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        complaint = registered_in(self.call, request.user)
        if complaint is not None:
            return self._confirmation(complaint)
        draft = kept_draft(self.call, request.user)
        if draft.follow_up is not None:
            self.page_title = _("Follow-up recorded")
            return self._page("complaints_app/call/followed.html", follow_up=draft.follow_up)
        kept = draft.fields
        form = CallForm(initial={name: value for name, value in kept.items() if value != ""})
        return self._form(form, question_form(subject_of(kept.get("subject")), kept=kept), draft)

    def post(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_registered(self.call, request.user) or self._draft.follow_up is not None:
            return to_the_call(request, self.call)
        form = CallForm(request.POST)
        is_valid = form.is_valid()
        asked = question_form(form.cleaned_data.get("subject"), request.POST)
        if asked.is_valid() and is_valid:
            try:
                self._register(form, asked)
            except Refusal as refusal:
                _put_at_its_field(refusal, form, asked)
            else:
                return to_the_call(request, self.call)
        return self._form(form, asked, self._draft, status=422)

    def put(self, request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            seq, fields = _read_draft(request.body)
        except ValueError:
            return HttpResponse(status=400)
        try:
            call_drafts.save(self.call, by=request.user, seq=seq, fields=fields, now=self.now)
        except call_drafts.CallEnded:
            return HttpResponse(status=410)
        except call_drafts.Stale as stale:
            return JsonResponse({"seq": stale.seq}, status=409)
        except call_drafts.Foreign:
            return HttpResponse(status=404)
        return HttpResponse(status=204)

    @property
    def _draft(self) -> call_drafts.Draft:
        return kept_draft(self.call, self.request.user)

    def _register(self, form: CallForm, asked: forms.Form) -> None:
        said = form.cleaned_data
        anonymous = said["confidentiality"] == Confidentiality.ANONYMOUS
        with transaction.atomic():
            registered = intake.register(
                key=self.call,
                by=self.request.user,
                kind=said["kind"],
                subject=said["subject"],
                place=said["place"],
                municipality=said["municipality"],
                location=said["location"],
                channel=said["channel"],
                text=said["text"],
                phone="" if anonymous else said["phone"],
                name="" if anonymous else said["name"],
                answers=answers_of(asked),
                confidentiality=said["confidentiality"],
            )
            if registered.created and said["same_as"] is not None:
                handling.close_as_duplicate(
                    registered.complaint, by=self.request.user, original=said["same_as"]
                )
        if registered.created:
            kept = self.request.session.get(SECRETS, {})
            self.request.session[SECRETS] = {**kept, str(self.call): registered.secret}

    def _confirmation(self, complaint: Any) -> HttpResponse:
        call_drafts.forget(self.call)
        kept = self.request.session.get(SECRETS, {})
        secret = kept.pop(str(self.call), "")
        if secret:
            self.request.session[SECRETS] = kept
        self.page_title = _("The complaint is registered")
        content = done.confirmation(complaint, self.now)
        return self._page("complaints_app/call/done.html", c=complaint, done=content, secret=secret)

    def _form(
        self, form: CallForm, asked: forms.Form, draft: call_drafts.Draft, status: int = 200
    ) -> HttpResponse:
        subject = subject_of(form["subject"].value())
        return self._page(
            self.template_name,
            status=status,
            form=form,
            asked=asked,
            draft=draft,
            subject=subject,
            subject_typed=subject.name if subject else draft.fields.get("subject_typed", ""),
            subjects=leaves,
            # Lazy: the template keeps what it drew of these long lists until one of them changes.
            districts=partial(place_groups, Place.Kind.DISTRICT),
            municipalities=partial(place_groups, Place.Kind.MUNICIPALITY),
            mark=lists_mark(),
            unknown=UNKNOWN,
            files=attachments.of_call(self.call, self.request.user),
            accepted=attachments.ACCEPTED,
            started_at=draft.started_at or self.now,
            wrong=form.errors or asked.errors,
        )

    def _page(self, template: str, status: int = 200, **content: Any) -> HttpResponse:
        return self.page(template, {"call": self.call, "now": self.now, **content}, status)


def _read_draft(body: bytes) -> tuple[int, dict[str, Any]]:
    """The draft's number and its fields. Raises ValueError for anything that is no draft of ours."""
    sent = json.loads(body)
    if not isinstance(sent, dict) or not isinstance(sent.get("fields"), dict):
        raise ValueError  # noqa: TRY004 - it is a value that a browser sent
    seq, fields = sent.get("seq"), sent["fields"]
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < call_drafts.ENDED:
        raise ValueError
    if len(fields) > MOST_FIELDS or len(json.dumps(fields)) > MOST_LETTERS * 6:
        raise ValueError
    return seq, {name: value for name, value in fields.items() if _is_kept(name, value)}


def _is_kept(name: str, value: Any) -> bool:
    known = name in KEPT_FIELDS or name.startswith(questions.PREFIX)
    values = value if isinstance(value, list) else [value]
    return known and all(isinstance(item, str) and "\x00" not in item for item in values)


def _put_at_its_field(refusal: Refusal, form: CallForm, asked: forms.Form) -> None:
    key = refusal.field.removeprefix(questions.PREFIX)
    if refusal.field.startswith(questions.PREFIX) and key in asked.fields:
        asked.add_error(key, refusal.message)
    else:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
