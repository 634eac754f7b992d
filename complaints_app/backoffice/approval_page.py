"""The second person's page: old and new side by side, approve or return with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import TaskState

from complaints_app import second_person
from complaints_app.backoffice.list_diff import Difference, difference
from complaints_app.content import content_of, fingerprint
from complaints_app.models import UrgentChange
from complaints_app.models.approval import may_approve, may_edit
from complaints_app.versioning import LISTS, list_name, version_in_force
from permissions.grants import rights_of
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb


def may_decide_on_anything(user: Any) -> bool:
    """Approvers, and the writers who wait for them."""
    rights = rights_of(user)
    government = {GovernmentVerb.APPROVE_LISTS, GovernmentVerb.EDIT_LISTS} & rights.government
    return bool(government) or rights.may(Verb.APPROVE_AGENCY) or rights.may(Verb.EDIT_AGENCY)


def content_in_force(item: Any) -> dict[str, Any] | None:
    """What the row says today; None if it was never in force."""
    if item.code is None:
        return None
    try:
        return dict(version_in_force(list_name(item), item.code).content)
    except LookupError:
        return None


class ReasonForm(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(
        label=gettext_lazy("What must change"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write what must change before you return it.")},
    )


class UrgencyForm(forms.Form):
    """Why it cannot wait."""

    reason = forms.CharField(
        label=gettext_lazy("Why it cannot wait for a second person"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it cannot wait.")},
    )


class ApprovalView(WagtailAdminTemplateMixin, TemplateView):
    """One change that waits, or that was put in force before anybody agreed."""

    template_name = "complaints_app/approval/change.html"
    header_icon = "view"
    page_title = gettext_lazy("Approval of a change")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.task = get_object_or_404(
            TaskState.objects.select_related("revision", "workflow_state__requested_by"),
            pk=kwargs["pk"],
        )
        self.item = second_person.item_of(self.task.revision)
        if not (may_approve(request.user, self.item) or may_edit(request.user, self.item)):
            raise Http404

    @property
    def waits(self) -> bool:
        return bool(self.task.status == TaskState.STATUS_IN_PROGRESS)

    @cached_property
    def difference(self) -> Difference:
        new = content_of(self.task.revision.as_object())
        return difference(type(self.item), self._in_force, new)

    @cached_property
    def _in_force(self) -> dict[str, Any] | None:
        return content_in_force(self.item)

    def get_page_subtitle(self) -> str:
        return f"{capfirst(str(self.item._meta.verbose_name))}: {self.task.revision.object_str}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.task.revision.object_str}
        waiting = {"url": reverse("list_approvals:index"), "label": _("Waiting for approval")}
        return [*self.breadcrumbs_items, waiting, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        written = User.objects.filter(pk__in=second_person.writers(self.item))
        return super().get_context_data(
            task=self.task,
            item=self.item,
            waits=self.waits,
            never_in_force=self._in_force is None,
            difference=self.difference,
            writers=", ".join(str(person) for person in written),
            refusal=second_person.refusal_for(self.request.user, self.item),
            seen=fingerprint(self.task.revision.content),
            form=kwargs.pop("form", None) or ReasonForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return self._decide(request)
        except second_person.MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(request.path)
        except second_person.NotHis as refusal:
            return self._again(403, refused=str(refusal))

    def _decide(self, request: HttpRequest) -> HttpResponseBase:
        facts: dict[str, Any] = {
            "by": request.user,
            "seen": request.POST.get("seen", ""),
            "now": timezone.now(),
        }
        if "approve" in request.POST:
            item = second_person.approve(self.task.pk, **facts)
            messages.success(request, _("%(row)s is in force now.") % {"row": item})
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return self._again(422, form=form)
            reason = form.cleaned_data["reason"]
            item = second_person.send_back(self.task.pk, reason=reason, **facts)
            messages.success(request, _("%(row)s was returned to its writers.") % {"row": item})
        return redirect("list_approvals:index")

    def _again(self, status: int, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=status)


class UrgentView(WagtailAdminTemplateMixin, TemplateView):
    """Break the glass: a holiday announced at night, with nobody there to approve."""

    template_name = "complaints_app/approval/urgent.html"
    header_icon = "warning"
    page_title = gettext_lazy("Put in force at once")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        model = LISTS.get(kwargs["list"])
        if model is None:
            raise Http404
        item: Any = get_object_or_404(model, pk=kwargs["pk"])
        if not may_edit(request.user, item) or item.latest_revision is None:
            raise Http404
        if not second_person.has_draft(item):
            raise Http404
        self.item = item

    def get_page_subtitle(self) -> str:
        return str(self.item.latest_revision.object_str)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse(self.item.snippet_viewset.get_url_name("edit"), args=(self.item.pk,))
        here = {"url": "", "label": _("Put in force at once")}
        return [*self.breadcrumbs_items, {"url": edit, "label": str(self.item)}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = content_of(self.item.latest_revision.as_object())
        old = content_in_force(self.item)
        return super().get_context_data(
            item=self.item,
            never_in_force=old is None,
            difference=difference(type(self.item), old, new),
            seen=fingerprint(self.item.latest_revision.content),
            form=kwargs.pop("form", None) or UrgencyForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = UrgencyForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            second_person.put_in_force_at_once(
                self.item,
                by=request.user,
                seen=request.POST.get("seen", ""),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except second_person.MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(request.path)
        messages.warning(request, _("It is in force, and listed until a second person agrees."))
        return redirect("list_approvals:index")


class ApprovalsView(WagtailAdminTemplateMixin, TemplateView):
    """Everything that waits for a second person, and what could not wait for one."""

    template_name = "complaints_app/approval/waiting.html"
    header_icon = "view"
    page_title = gettext_lazy("Waiting for approval")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_decide_on_anything(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Waiting for approval")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        waiting = []
        for task in second_person.waiting_tasks():
            item = second_person.item_of(task.revision)
            if may_approve(user, item) or may_edit(user, item):
                waiting.append((task, item, second_person.refusal_for(user, item)))
        return super().get_context_data(waiting=waiting, urgent=self._urgent(), **kwargs)

    def _urgent(self) -> list[tuple[UrgentChange, Any, bool]]:
        changes = UrgentChange.objects.filter(agreed_by=None).select_related("version", "by")
        rows = []
        for change in changes:
            item = second_person.row_of(change.version)
            user = self.request.user
            if may_approve(user, item) or may_edit(user, item):
                able = may_approve(user, item) and user.pk not in change.writers
                rows.append((change, item, able))
        return rows

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Agree, afterwards, with what was put in force at once."""
        change = get_object_or_404(UrgentChange, pk=request.POST.get("agree"), agreed_by=None)
        try:
            second_person.agree_afterwards(change, by=request.user, now=timezone.now())
            messages.success(request, _("Your agreement is recorded."))
        except second_person.NotHis as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)


class WaitingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_decide_on_anything(request.user)


class ApprovalViewSet(ViewSet):
    name = "list_approvals"
    url_prefix = "lists/approvals"
    icon = "view"
    menu_name = "list-approvals"
    menu_label = gettext_lazy("Waiting for approval")
    menu_item_class = WaitingMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(ApprovalsView), name="index"),
            path("urgent/<slug:list>/<int:pk>/", self.construct_view(UrgentView), name="urgent"),
            path("<int:pk>/", self.construct_view(ApprovalView), name="approval"),
        ]
