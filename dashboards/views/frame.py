"""What every screen of the numbers has in common: who may come in, what is asked, in Wagtail's frame."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from dashboards.asking import Asked, Reader
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb


def may_report(user: Any) -> bool:
    return bool(grants.agencies_open_to(user, Verb.REPORT))


class NumbersView(View):
    """Reads the address. Who may report nowhere finds nothing here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.reader.open:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - the frame lets nobody else in
        return user

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.request.GET, user=self.person, now=timezone.now())

    @property
    def asked(self) -> Asked:
        """The question; an address that asks nothing sensible is answered by an empty page before."""
        if self.reader.asked is None:
            raise Http404
        return self.reader.asked

    def show(self, template: str, title: str, icon: str, **context: Any) -> TemplateResponse:
        """A page in Wagtail's frame."""
        return framed(self.request, template, title, icon, **context)


def framed(
    request: HttpRequest, template: str, title: str, icon: str, **context: Any
) -> TemplateResponse:
    crumbs = context.pop("crumbs", [])
    return TemplateResponse(
        request,
        template,
        {
            "page_title": title,
            "header_title": title,
            "header_icon": icon,
            "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
            **context,
        },
    )
