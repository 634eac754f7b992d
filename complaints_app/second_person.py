"""Two people for every change of a list: who wrote it, who may decide, approve, return, break the glass."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, Workflow, WorkflowContentType, WorkflowTask

from complaints_app.content import fingerprint
from complaints_app.models import SecondPersonTask, UrgentChange, Version
from complaints_app.models.approval import may_approve, may_edit
from complaints_app.versioning import LISTS, put_revision_in_force

TASK = "موافقة شخص ثانٍ"
IN_PROGRESS = TaskState.STATUS_IN_PROGRESS


class NotHis(Exception):
    """This person may not decide on this change."""


class MovedOn(Exception):
    """What he saw is not what lies there now."""


def keep_the_workflow() -> int:
    """One task, one workflow, attached to every list; how many lists were attached now."""
    task, _made = SecondPersonTask.objects.get_or_create(name=TASK, active=True)
    workflow, _made = Workflow.objects.get_or_create(name=TASK, active=True)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    attached = 0
    for model in LISTS.values():
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        _row, made = WorkflowContentType.objects.update_or_create(
            content_type=kind, defaults={"workflow": workflow}
        )
        attached += made
    return attached


def writers(item: Any) -> set[int]:
    """Who wrote anything of it since the version in force, or of what lies for approval.

    Found by time: an automatic save rewrites a revision in place, so its key tells nothing.
    """
    revisions = item.revisions.exclude(user=None)
    if item.last_published_at:
        waiting = Q(task_states__status=IN_PROGRESS)
        revisions = revisions.filter(Q(created_at__gt=item.last_published_at) | waiting)
    return set(revisions.values_list("user_id", flat=True))


def waiting_tasks() -> Any:
    """What lies for approval, the oldest first."""
    kinds = [ContentType.objects.get_for_model(model) for model in LISTS.values()]
    return (
        TaskState.objects.filter(
            status=IN_PROGRESS,
            task__content_type=ContentType.objects.get_for_model(SecondPersonTask),
            workflow_state__base_content_type__in=kinds,
        )
        .select_related("revision__user", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )


def item_of(revision: Any) -> Any:
    """The row that a revision belongs to, fresh from the database."""
    model = revision.base_content_type.model_class()
    return model._default_manager.get(pk=revision.object_id)


def refusal_for(user: Any, item: Any) -> str:
    """Why this person may not decide on the change that lies there; empty if he may."""
    if not may_approve(user, item):
        return _("You have no right to approve changes of this list.")
    if user.pk in writers(item):
        return _("You wrote a part of this change: somebody else must approve it.")
    return ""


def approve(task: int, *, by: Any, seen: str, now: datetime) -> Any:
    """What he saw comes into force, exactly."""
    with transaction.atomic():
        state = _held(task, by, seen)
        state.approve(user=by)
        return item_of(state.revision)


def send_back(task: int, *, by: Any, seen: str, reason: str, now: datetime) -> Any:
    """To its writers, with the reason; what is in force stays."""
    with transaction.atomic():
        state = _held(task, by, seen)
        state.reject(user=by, comment=reason)
        return item_of(state.revision)


def has_draft(item: Any) -> bool:
    """Something was written that is not in force."""
    return not item.live or bool(item.has_unpublished_changes)


def put_in_force_at_once(
    item: Any, *, by: Any, seen: str, reason: str, now: datetime
) -> UrgentChange:
    """Break the glass: the latest draft acts now, and stays on the list until a second person agrees."""
    if not may_edit(by, item):
        raise NotHis(_("You have no right to change this list."))
    with transaction.atomic():
        item = type(item)._default_manager.select_for_update().get(pk=item.pk)
        if fingerprint(item.latest_revision.content) != seen or not has_draft(item):
            raise MovedOn(_("The change is no longer what you saw. Look again before you decide."))
        authors = writers(item) | {by.pk}
        waiting = item.current_workflow_state
        if waiting:
            waiting.cancel(user=by)
        version = put_revision_in_force(item.latest_revision, by=by, now=now, approved_by=None)
        return UrgentChange.objects.create(
            version=version, reason=reason, by=by, at=now, writers=sorted(authors)
        )


def agree_afterwards(change: UrgentChange, *, by: Any, now: datetime) -> None:
    """The second person, after the fact."""
    item = row_of(change.version)
    if by.pk in change.writers or not may_approve(by, item):
        raise NotHis(_("You wrote a part of this change: somebody else must approve it."))
    UrgentChange.objects.filter(pk=change.pk, agreed_by=None).update(agreed_by=by, agreed_at=now)


def row_of(version: Version) -> Any:
    """The list row whose version this is."""
    model: type[Model] = LISTS[version.list]
    return model._default_manager.get(code=version.code)


def _held(task: int, by: Any, seen: str) -> Any:
    """The task under lock, after every question: does it wait, is it what he saw, may he decide?"""
    state = TaskState.objects.select_for_update().filter(pk=task, status=IN_PROGRESS).first()
    if state is None:
        raise MovedOn(_("Somebody has already decided on this change."))
    revision = Revision.objects.select_for_update().get(pk=state.revision_id)
    model = revision.base_content_type.model_class()
    item = model._default_manager.select_for_update().get(pk=revision.object_id)
    if fingerprint(revision.content) != seen:
        raise MovedOn(_("The change is no longer what you saw. Look again before you decide."))
    if refusal := refusal_for(by, item):
        raise NotHis(refusal)
    return state
