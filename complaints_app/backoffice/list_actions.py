"""The editor's buttons: keep the draft, send it for approval, withdraw it; nothing publishes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.action_menu import ActionMenuItem, SubmitForModerationMenuItem

WAGTAILS_OWN = {"action-publish", "action-unpublish", "action-restart-workflow", "action-submit"}
WITHDRAW = "action-cancel-workflow"


class SendForApproval(SubmitForModerationMenuItem):
    """Wagtail's button under the office's words."""

    label = _("Send for approval")
    icon_name = "check"

    def get_context_data(self, parent_context: Any) -> Any:
        return ActionMenuItem.get_context_data(self, parent_context)


SEND = SendForApproval(order=10)


def our_actions(items: list[Any], request: Any, context: Any) -> None:
    """The dead publish button goes; sending is the first thing offered after keeping the draft."""
    offered = [item for item in items if item.name not in WAGTAILS_OWN]
    for item in offered:
        if item.name == WITHDRAW:
            item.label = _("Withdraw from approval")
    if SEND.is_shown(context):
        offered.append(SEND)
    items[:] = sorted(offered, key=lambda item: item.order)
