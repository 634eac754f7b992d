"""The lists of the office as screens, and their place in the menu."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from complaints_app.backoffice import list_panels, list_views
from complaints_app.backoffice.approval_page import ApprovalViewSet
from complaints_app.backoffice.list_forms import path_of
from complaints_app.versioning import LISTS, list_name

# Everything else that a snippet brings (delete, copy, unpublish, lock, choose …) has no address.
VIEWS = {
    "list",
    "list_results",
    "add",
    "edit",
    "history",
    "history_results",
    "revisions_revert",
    "revisions_compare",
    "workflow_history",
    "workflow_history_detail",
}

GONE = {
    "copy",
    "delete",
    "inspect",
    "lock",
    "revisions_unschedule",
    "revisions_view",
    "unlock",
    "unpublish",
    "usage",
}

ExtraColumn = tuple[str, Any, Callable[[Any], Any]]


class ListMenuItem(MenuItem):
    """Shown to whoever may see the list."""

    model: type[Model]

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(self.model)
        return bool(policy.user_has_any_permission(request.user, list_views.SEEING))


class ListViewSet(SnippetViewSet):
    """One list: drafts by those who may edit, in force only through a second person."""

    index_view_class = list_views.IndexView
    add_view_class = list_views.CreateView
    edit_view_class = list_views.EditView
    history_view_class = list_views.HistoryView
    create_template_name = "complaints_app/lists/create.html"
    edit_template_name = "complaints_app/lists/edit.html"
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    extra_columns: ClassVar[tuple[ExtraColumn, ...]] = ()
    joined: ClassVar[tuple[str, ...]] = ()
    searched: ClassVar[tuple[str, ...]] = ()

    def get_admin_base_path(self) -> str:
        return f"lists/{list_name(self.model)}"

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        return super().construct_view(list_views.guarded(view_class), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in VIEWS]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """No view may name an address that does not exist."""
        views: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        missing = {self.get_url_name(name) for name in GONE}
        return {
            key: None if isinstance(value, str) and value in missing else value
            for key, value in views.items()
        }

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        views: dict[str, Any] = super().get_edit_view_kwargs(**kwargs)
        return views | {
            "preview_url_name": None,
            "confirm_workflow_cancellation_url_name": None,
        }

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        views: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        own = list_views.IndexView.searched + self.searched
        return views | {
            "extra_columns": self.extra_columns,
            "joined": self.joined,
            "searched": own,
        }

    def register_chooser_viewset(self) -> None:
        """None: our forms use plain selects, and a chooser shows every title to everybody."""

    @property
    def menu_item_class(self) -> type[MenuItem]:
        return type("OneListMenuItem", (ListMenuItem,), {"model": self.model})


def _parent(item: Any) -> Any:
    return path_of(item.parent) if item.parent else "—"


def _named(name: str) -> Callable[[Any], Any]:
    return lambda item: getattr(item, name) or "—"


def _target(item: Any) -> Any:
    if item.agency:
        return item.agency
    kinds = dict(type(item)._meta.get_field("agency").related_model.Kind.choices)
    return kinds.get(item.agency_kind, "—")


def _kind(item: Any) -> Any:
    return item.get_kind_display()


ICONS = {
    "place": "site",
    "calendar": "calendar",
    "agency": "home",
    "agency_group": "folder-open-inverse",
    "ladder": "order-up",
    "policy": "time",
    "form": "form",
    "kind": "tag",
    "subject": "list-ul",
    "policy_rule": "table",
    "routing_rule": "redirect",
    "role": "key",
    "message_template": "mail",
}
COLUMNS: dict[str, tuple[ExtraColumn, ...]] = {
    "place": (("kind", _("kind"), _kind), ("parent", _("governorate"), _parent)),
    "agency": (("kind", _("kind"), _kind), ("parent", _("belongs to"), _parent)),
    "policy": (("ladder", _("ladder"), _named("ladder")),),
    "kind": (("policy", _("policy"), _named("policy")),),
    "subject": (
        ("parent", _("under"), _parent),
        ("agency", _("default agency"), _target),
        ("policy", _("policy"), _named("policy")),
        ("form", _("form"), _named("form")),
    ),
    "policy_rule": (("policy", _("policy"), _named("policy")), ("row", _("row"), _named("row"))),
    "routing_rule": (("agency", _("goes to"), _target), ("row", _("row"), _named("row"))),
    "message_template": (("code", _("code"), _named("code")),),
}
JOINED: dict[str, tuple[str, ...]] = {
    "place": ("parent",),
    "agency": ("parent__parent__parent",),
    "policy": ("ladder",),
    "kind": ("policy",),
    "subject": ("parent__parent__parent", "agency", "policy", "form"),
    "policy_rule": ("policy",),
    "routing_rule": ("agency",),
}
SEARCHED: dict[str, tuple[str, ...]] = {
    "subject": ("synonyms",),
    "message_template": ("text_ar", "text_en"),
}


def _view_set(name: str) -> ListViewSet:
    view_set: type[ListViewSet] = type(
        f"{name.title().replace('_', '')}ViewSet",
        (ListViewSet,),
        {
            "model": LISTS[name],
            "icon": ICONS[name],
            "menu_name": f"list-{name}",
            "edit_handler": getattr(list_panels, name.upper()),
            "extra_columns": COLUMNS.get(name, ()),
            "joined": JOINED.get(name, ()),
            "searched": SEARCHED.get(name, ()),
        },
    )
    return view_set()


class Lists(SnippetViewSetGroup):
    """«القوائم» in the menu: what waits for approval, then the lists."""

    menu_name = "lists"
    menu_label = _("Lists")
    menu_icon = "list-ul"
    menu_order = 600

    def __init__(self) -> None:
        order = ("subject", "agency", "agency_group", "place", "kind", "form", "routing_rule")
        names = (*order, *(name for name in LISTS if name not in order))
        self.items = (ApprovalViewSet(), *map(_view_set, names))
        super().__init__()


def register_lists() -> None:
    register_snippet(Lists)
