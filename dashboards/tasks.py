"""What the queue runs for the numbers: one line each."""

from django.utils import timezone
from django_q.tasks import async_task

from dashboards import exports, facts
from dashboards.models import ExportJob


def refresh_facts() -> int:
    """Each minute: what changed becomes numbers."""
    return facts.refresh(timezone.now())


def hand_over(job: ExportJob) -> None:
    """Gives an export to the queue."""
    async_task("dashboards.tasks.run_export", job.pk, task_name=f"export {job.pk}")


def run_export(job_id: int) -> None:
    exports.run(job_id, timezone.now())


def expire_exports() -> int:
    """Each hour: files whose time is over go."""
    return exports.expire(timezone.now())
