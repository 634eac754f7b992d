"""What every screen of rights shares: only givers of rights come in; a refusal stands at its field."""

from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from permissions.grants import GrantRefused
from permissions.models import User
from permissions.scoping import DemandsVerb
from permissions.verbs import Verb

Crumb = dict[str, Any]


class Screen(DemandsVerb, WagtailAdminTemplateMixin, View):
    """A page of the desk for holders of `grant`."""

    required_verb = Verb.GRANT
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def by(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - DemandsVerb let nobody else in
        return user

    def trail(self) -> list[Crumb]:
        """The crumbs between home and this page."""
        return []

    def get_breadcrumbs_items(self) -> list[Crumb]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *self.trail(), here]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(
            self.get_context_data(**context), status=status
        )
        return response


class FormScreen(Screen):
    """A page with one form and one act; what the act refuses is shown in the form."""

    template_name = "permissions/form.html"
    submit_label: Any = ""
    submit_icon = "check"
    lead: Any = ""

    def make_form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> Any:
        """Does it and answers with the words of success; may raise GrantRefused."""
        raise NotImplementedError

    def onward(self) -> str:
        """Where to go afterwards, and back to."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.make_form())
        context: dict[str, Any] = super().get_context_data(
            submit_label=self.submit_label,
            submit_icon=self.submit_icon,
            lead=self.lead,
            onward=self.onward(),
            **kwargs,
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                done = self.act(form)
            except GrantRefused as refusal:
                blame(form, refusal)
            else:
                messages.success(request, done)
                return redirect(self.onward())
        return self.page(422, form=form)


def blame(form: BaseForm, refusal: GrantRefused) -> None:
    """Puts what a verb refused at the field that is to blame, or on top."""
    field = getattr(form, "field_of", {}).get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))
