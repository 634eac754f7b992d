"""Hangs the screens of rights into the desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from permissions.backoffice.grants import RightsViewSet
from permissions.backoffice.groups import GroupsViewSet
from permissions.backoffice.people import PeopleViewSet
from permissions.grants import may
from permissions.verbs import Verb


class GiversItem(MenuItem):
    """Shows itself to holders of `grant` only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, Verb.GRANT)


class GiversMenu(SubmenuMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, Verb.GRANT)


ITEMS = [
    GiversItem(
        _("People"), reverse_lazy("people:index"), name="people", icon_name="user", order=10
    ),
    GiversItem(
        _("Groups of people"),
        reverse_lazy("people_groups:index"),
        name="people-groups",
        icon_name="group",
        order=20,
    ),
    GiversItem(
        _("Who may what"),
        reverse_lazy("rights:agencies"),
        name="who-may-what",
        icon_name="key",
        order=30,
    ),
    GiversItem(
        _("Waiting for a second person"),
        reverse_lazy("rights:pending"),
        name="pending-roles",
        icon_name="time",
        order=40,
    ),
]


@hooks.register("register_admin_viewset")
def register_screens() -> list[Any]:
    return [PeopleViewSet(), GroupsViewSet(), RightsViewSet()]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    return GiversMenu(_("Rights"), Menu(items=ITEMS), name="rights", icon_name="key", order=700)


@hooks.register("register_log_actions")
def name_what_is_recorded(actions: Any) -> None:
    for action, words in (
        ("permissions.create", _("Add a person")),
        ("permissions.change", _("Change a person")),
        ("permissions.deactivate", _("Deactivate a person")),
        ("permissions.reactivate", _("Reactivate a person")),
        ("permissions.members", _("Change a group of people")),
    ):
        actions.register_action(action, words, words)
