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


TIMETABLE: tuple[Job, ...] = ()


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
