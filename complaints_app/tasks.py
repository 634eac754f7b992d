"""What the queue runs for the domain; one line each."""

from dataclasses import asdict

from django.core.cache import cache
from django.utils import timezone
from django_q.tasks import async_task

from complaints_app import attachments, call_drafts, escalation, notices

NUDGED_FOR_SECONDS = 2


def sweep() -> dict[str, int]:
    """Climbs the rungs that are due. The systemd timer runs the same, independently."""
    return asdict(escalation.sweep())


def tell() -> dict[str, int]:
    """Notices become messages."""
    return asdict(notices.tell())


def nudge() -> None:
    """After a commit: do not wait for the next minute. The minute jobs guarantee it without this."""
    if cache.add("complaints_app.nudged", 1, NUDGED_FOR_SECONDS):
        async_task("complaints_app.tasks.tell_and_send")


def tell_and_send() -> dict[str, int]:
    """Notices become messages, and these leave at once."""
    from sms.tasks import send_outbox

    return {**tell(), **send_outbox()}


def forget_old_calls() -> dict[str, int]:
    """Drafts and files of calls that were never registered."""
    now = timezone.now()
    return {
        "drafts": call_drafts.forget_old(now),
        "files": attachments.forget_abandoned(now - call_drafts.KEPT_FOR),
    }
