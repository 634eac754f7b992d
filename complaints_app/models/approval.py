"""The second pair of eyes: the step that every change of a list waits at, and changes that could not wait."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Task

from complaints_app.models.agencies import Agency
from complaints_app.models.versions import Version
from permissions.grants import rights_of
from permissions.verbs import GovernmentVerb, Verb


def may_edit(user: Any, item: models.Model) -> bool:
    """The right to draft a change of this row; a child agency may be drafted by those above it."""
    rights = rights_of(user)
    if rights.may_in_government(GovernmentVerb.EDIT_LISTS):
        return True
    if not isinstance(item, Agency):
        return False
    place = item.pk or item.parent_id
    return place is not None and rights.may(Verb.EDIT_AGENCY, place)


def may_approve(user: Any, item: models.Model) -> bool:
    """The right to decide on a change of this row; whether he wrote it himself is asked elsewhere."""
    rights = rights_of(user)
    if rights.may_in_government(GovernmentVerb.APPROVE_LISTS):
        return True
    return isinstance(item, Agency) and rights.may(Verb.APPROVE_AGENCY, item)


class AwaitingApproval(WorkflowLock):
    """Nobody edits what lies with the second person: it is approved or returned as it is."""

    def get_message(self, user: Any) -> str:
        return gettext(
            "This was sent for approval and cannot be changed until somebody else has decided."
        )

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return gettext("Waiting for approval")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return self.get_message(user)


class SecondPersonTask(Task):
    """Approved or returned on our approval page only, by somebody who did not write it."""

    lock_class = AwaitingApproval

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        # The cached object still points at the old revision when a returned draft comes again.
        workflow_state._state.fields_cache.pop("content_object", None)
        return super().start(workflow_state, user=user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return may_approve(user, obj)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """None in the editor: the approval page shows old and new and checks who wrote it."""
        return []

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> NoReturn:
        raise PermissionDenied


class UrgentChange(models.Model):
    """Put in force by one person because it could not wait; listed until a second one has agreed."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    writers = models.JSONField(default=list)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("urgent change")
        verbose_name_plural = _("urgent changes")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.version}: {self.reason}"
