"""The desk's entries in the menu; each decides by itself to whom it shows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from complaints_app.backoffice import queue, unit
from permissions import grants
from permissions.verbs import Verb


class DeskItem(MenuItem):
    """A menu entry that asks for the rights of its reader."""

    def __init__(self, *args: Any, shown: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown = shown

    def is_shown(self, request: HttpRequest) -> bool:
        return self._shown(request.user)


def _only_reads(user: Any) -> bool:
    return grants.may(user, Verb.VIEW) and not queue.works_cases(user)


def entries() -> list[DeskItem]:
    """In the order of the day: my work, all complaints, the unit's desk, answers."""
    return [
        DeskItem(
            _("My work now"),
            reverse_lazy("complaint_queue"),
            name="queue",
            icon_name="s-inbox",
            order=100,
            shown=queue.works_cases,
        ),
        DeskItem(
            _("The unit's desk"),
            reverse_lazy("complaint_desk"),
            name="desk",
            icon_name="s-tree",
            order=110,
            shown=unit.decides,
        ),
        DeskItem(
            _("Requests to decide"),
            reverse_lazy("complaint_desk"),
            name="requests",
            icon_name="s-bell",
            order=115,
            shown=lambda user: unit.approves(user) and not unit.decides(user),
        ),
        DeskItem(
            _("Complaints"),
            reverse_lazy("complaint_queue"),
            name="complaints",
            icon_name="list-ul",
            order=120,
            shown=_only_reads,
        ),
        DeskItem(
            _("Answers to give"),
            reverse_lazy("complaint_answers"),
            name="answers",
            icon_name="s-phone",
            order=130,
            shown=lambda user: grants.may(user, Verb.READ_ANSWER),
        ),
    ]
