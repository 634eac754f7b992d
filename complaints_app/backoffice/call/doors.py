"""Who takes calls, and whose call it is: to anybody else the address does not exist."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from complaints_app import call_drafts
from complaints_app.models import Complaint
from permissions.grants import may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb


class AgentRequest(HttpRequest):
    """A request that has passed the allow-list: somebody is signed in."""

    user: User


def takes_calls(user: Any) -> bool:
    return may_in_government(user, GovernmentVerb.REGISTER)


class AgentsOnly(View):
    """Stands before each view of a call: a person who takes no calls gets 404."""

    request: AgentRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not takes_calls(request.user):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class CallPage(WagtailAdminTemplateMixin, AgentsOnly):
    """What the pages of a call have in common: our desk around them, a title, an icon."""

    request: AgentRequest
    header_icon = "s-headset"
    _show_breadcrumbs = True

    def page(self, template: str, content: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of the desk with this content."""
        context = {**self.get_context_data(), **content}
        response: HttpResponse = self.response_class(
            self.request, [template], context, status=status
        )
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": self.get_page_title()}]


def registered_in(call: UUID, by: User) -> Complaint | None:
    """The complaint that came of this call, if it is this agent's; 404 if it is somebody else's."""
    complaint = (
        Complaint.objects.select_related(
            "agency__place__parent",
            "agency__calendar",
            "subject",
            "kind",
            "complainant",
            "duplicate_of",
        )
        .filter(idempotency_key=call)
        .first()
    )
    if complaint is not None and complaint.registered_by_id != by.pk:
        raise Http404
    return complaint


def is_registered(call: UUID, by: User) -> bool:
    """The same, where only that matters."""
    owner = (
        Complaint.objects.filter(idempotency_key=call)
        .values_list("registered_by", flat=True)
        .first()
    )
    if owner is not None and owner != by.pk:
        raise Http404
    return owner is not None


def kept_draft(call: UUID, by: User) -> call_drafts.Draft:
    """What this agent has typed so far; 404 if the call is somebody else's."""
    try:
        return call_drafts.read(call, by)
    except call_drafts.Foreign:
        raise Http404 from None


def to_the_call(request: HttpRequest, call: UUID) -> HttpResponse:
    """Where the call stands now; a fetch is told the address, a form is sent there."""
    address = reverse("call", args=[call])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"location": address}, status=201)
    return redirect(address)
