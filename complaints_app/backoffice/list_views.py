"""The screens that every list shares: found rows only, drafts only, nothing published from here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets

from complaints_app.backoffice.list_checks import faults_of
from complaints_app.folding import fold
from complaints_app.models.approval import may_edit
from complaints_app.second_person import has_draft
from complaints_app.versioning import list_name, reproject

SEEING = ("add", "change", "view")


class Guard:
    """Before any view of a list: only those who may see it, and only the rows they may see."""

    model: type[Model]
    request: HttpRequest
    permission_policy: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Before Wagtail's own setup, which already reads the object.
        rows = self._seen_by(request.user)
        pk = str(kwargs.get("pk", ""))
        if pk and not (pk.isdecimal() and rows.filter(pk=pk).exists()):
            raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PermissionDenied as error:
            # Wagtail would turn it into a redirect to the home page.
            raise Http404 from error
        return response

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()  # type: ignore[misc]
        if rows.model is not self.model:
            return rows
        return rows.filter(pk__in=self._seen_by(self.request.user).values("pk"))

    def _seen_by(self, user: Any) -> QuerySet[Any]:
        policy = self.permission_policy
        if not policy.user_has_any_permission(user, SEEING):
            raise Http404
        rows: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, SEEING)
        return rows


def guarded(view_class: type[Any]) -> type[Any]:
    return type(view_class.__name__, (Guard, view_class), {})


class StateColumn(StatusTagColumn):
    """In force, changed since, or never approved: two columns of the row, no query."""

    def __init__(self) -> None:
        super().__init__("state", label=_("State"), accessor=state_of, primary=state_is_final)


def state_of(item: Any) -> Any:
    if not item.live:
        return _("draft, not in force")
    return _("in force, with a draft") if item.has_unpublished_changes else _("in force")


def state_is_final(item: Any) -> bool:
    return bool(item.live)


class IndexView(snippets.IndexView):
    """Folded search over names, codes and synonyms; a list has hundreds of rows, not millions."""

    default_ordering: Any = None
    searched = ("code", "name_ar", "name_en")
    extra_columns: tuple[tuple[str, Any, Callable[[Any], Any]], ...] = ()
    is_searchable = True
    joined: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        return rows.select_related("latest_revision", *self.joined)

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        words = fold(self.search_query).split()
        found = [
            pk
            for pk, *texts in queryset.values_list("pk", *self.searched)
            if all(word in fold(" ".join(filter(None, texts))) for word in words)
        ]
        return queryset.filter(pk__in=found)

    @cached_property
    def columns(self) -> list[Any]:
        return [
            self._get_title_column("__str__"),
            *(
                Column(name, label=label, accessor=accessor)
                for name, label, accessor in self.extra_columns
            ),
            StateColumn(),
        ]


class Drafting:
    """What adding and editing share: a change is sent for approval only when it is whole and unique."""

    action: str
    form: Any
    request: HttpRequest

    def is_valid(self, form: Any) -> bool:
        valid: bool = super().is_valid(form)  # type: ignore[misc]
        if valid and self.action == "submit":
            for field, fault in faults_of(form):
                form.add_error(field, fault)
            valid = not form.errors
            if not valid:
                self.produced_error_code = "validation_error"
                self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return valid

    def get_available_actions(self) -> list[str]:
        actions: list[str] = super().get_available_actions()  # type: ignore[misc]
        return [action for action in actions if action not in {"publish", "workflow-action"}]


class CreateView(Drafting, snippets.CreateView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response: HttpResponseBase = super().post(request, *args, **kwargs)
            return response

    def save_instance(self) -> Any:
        if not may_edit(self.request.user, self.form.instance):
            raise Http404
        item = super().save_instance()
        reproject(item)  # else whoever manages the agency above would not see its draft
        return item


class EditView(Drafting, snippets.EditView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            # Lock and object were read before anybody held the row: read them again, alone.
            self.model._default_manager.select_for_update().get(pk=self.object.pk)
            self._forget()
            self.setup(request, *args, **kwargs)
            response: HttpResponseBase = super().post(request, *args, **kwargs)
            return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        state = self.object.current_workflow_state
        if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
            task = state.current_task_state
            words = {"who": task.finished_by, "reason": task.comment}
            messages.warning(request, _("Returned by %(who)s: %(reason)s") % words)
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def _forget(self) -> None:
        for name in list(self.__dict__):
            if isinstance(getattr(type(self), name, None), cached_property):
                del self.__dict__[name]

    def user_has_permission(self, permission: str) -> bool:
        if permission == "change" and self.request.method == "POST":
            return may_edit(self.request.user, self.live_object)
        return bool(super().user_has_permission(permission))

    @cached_property
    def overwrite_revision(self) -> Any:
        """An automatic save never rewrites what is in force or what lay before a second person."""
        revision = super().overwrite_revision
        if revision is None or revision.pk == self.live_object.live_revision_id:
            return None
        return None if revision.task_states.exists() else revision

    @cached_property
    def header_buttons(self) -> list[Any]:
        task = self.object.current_workflow_task_state
        if task is None:
            return []
        url = reverse("list_approvals:approval", args=(quote(task.pk),))
        return [HeaderButton(_("Open the approval page"), url=url, icon_name="view")]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if not has_draft(self.live_object) or self.view_name != "edit":
            return []
        where = (list_name(self.model), self.object.pk)
        url = reverse("list_approvals:urgent", args=where)
        return [Button(_("Put in force at once …"), url=url, icon_name="warning", priority=90)]


class HistoryView(snippets.HistoryView):
    filterset_class = None  # its date picker is an inline script
    any_permission_required = SEEING
