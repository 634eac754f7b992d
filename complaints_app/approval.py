"""The last approval was given: what it approved takes effect. (Wagtail imports this inside its own models.)"""

from typing import Any


def publish_the_approved_revision(workflow_state: Any, user: Any = None) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION: publishes exactly the approved revision and writes its Version."""
    from complaints_app.versioning import put_approved_revision_in_force

    put_approved_revision_in_force(workflow_state, by=user)
