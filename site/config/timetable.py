"""Every job that the clock starts, in one table."""

from dataclasses import dataclass

from django.utils import timezone
from django_q.models import Schedule


@dataclass(frozen=True)
class Job:
    """One entry: the function and either every how many minutes or a cron line (Asia/Amman)."""

    name: str
    function: str
    minutes: int | None = None
    cron: str = ""


TIMETABLE: tuple[Job, ...] = (
    Job("late complaints", "complaints_app.tasks.sweep", minutes=1),
    Job("notices to messages", "complaints_app.tasks.tell", minutes=1),
    Job("messages to people", "sms.tasks.send_outbox", minutes=1),
    Job("facts", "dashboards.tasks.refresh_facts", minutes=1),
    Job("rights", "permissions.grants.repair", minutes=1),
    Job("old exports", "dashboards.tasks.expire_exports", minutes=60),
    Job("old calls", "complaints_app.tasks.forget_old_calls", minutes=60),
    Job("old sessions", "config.housekeeping.forget_old_sessions", cron="17 3 * * *"),
)


def keep_the_timetable(jobs: tuple[Job, ...] = TIMETABLE) -> int:
    """Makes the queue's schedules equal the table; moments already fixed stay; answers how many changed."""
    changed, _ = Schedule.objects.exclude(name__in=[job.name for job in jobs]).delete()
    for job in jobs:
        wanted = {
            "func": job.function,
            "schedule_type": Schedule.CRON if job.cron else Schedule.MINUTES,
            "minutes": job.minutes,
            "cron": job.cron or None,
            "repeats": -1,
            "args": None,
            "kwargs": None,
            "hook": None,
        }
        schedule, made = Schedule.objects.get_or_create(
            name=job.name, defaults={**wanted, "next_run": timezone.now()}
        )
        if made or any(getattr(schedule, field) != value for field, value in wanted.items()):
            Schedule.objects.filter(pk=schedule.pk).update(**wanted)
            changed += 1
    return int(changed)
