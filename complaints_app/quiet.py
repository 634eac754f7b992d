"""Wagtail's own workflow mails stay unsent: who is told what is ours to say, through the outbox."""

from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)


def say_nothing(**_: Any) -> None:
    """Stands in the place of a mail."""


def keep_quiet() -> None:
    """Takes the names under which Wagtail will want to connect its mails: the first one stays."""
    task_submitted.connect(
        say_nothing,
        sender=TaskState,
        dispatch_uid="group_approval_task_submitted_email_notification",
    )
    for signal, word in (
        (workflow_submitted, "submitted"),
        (workflow_rejected, "rejected"),
        (workflow_approved, "approved"),
    ):
        signal.connect(
            say_nothing,
            sender=WorkflowState,
            dispatch_uid=f"workflow_state_{word}_email_notification",
        )
