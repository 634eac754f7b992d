"""The guard of every screen: what is not yours does not exist; what is yours but not allowed says why."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from permissions.grants import people_who_may, rights_of
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

HELPERS_NAMED = 3


class Refused(Exception):
    """In scope, but without the verb: becomes a 403 page that says why and who can help.

    (Wagtail turns Django's PermissionDenied into a redirect.)
    """

    def __init__(self, reason: str | Promise, who_can_help: list[User] | None = None) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)
        self.who_can_help = who_can_help or []


def demand(user: Any, verb: Verb, agency: models.Model | int | None = None) -> None:
    """Raises Http404 out of scope, Refused in scope without the verb; without an agency: anywhere."""
    rights = rights_of(user)
    if rights.may(verb, agency):
        return
    if agency is None or not rights.touches(agency):
        raise Http404
    helpers = list(people_who_may(Verb.GRANT, agency).exclude(pk=user.pk)[:HELPERS_NAMED])
    raise Refused(_("You work for this agency, but your role does not include this."), helpers)


def demand_in_government(user: Any, verb: GovernmentVerb) -> None:
    """What concerns the government as a whole does not exist for whoever lacks the verb."""
    if not rights_of(user).may_in_government(verb):
        raise Http404


class DemandsVerb:
    """A view for holders of one verb; `agency_in_question` says where, None = anywhere at all."""

    required_verb: Verb

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        demand(request.user, self.required_verb, self.agency_in_question(**kwargs))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def agency_in_question(self, **kwargs: Any) -> models.Model | int | None:
        return None


class RefusalMiddleware:
    """Shows a Refused as a page inside the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        words = {
            "reason": exception.reason,
            "who_can_help": exception.who_can_help,
            "header_title": _("Not allowed"),
            "page_title": _("Not allowed"),
        }
        return render(request, "permissions/refused.html", words, status=403)
