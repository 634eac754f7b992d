"""What `setup` does, in order; each step may run again and again and answers with what it changed."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Task, Workflow

from complaints_app.lists import load
from complaints_app.second_person import keep_the_workflow
from config.timetable import keep_the_timetable


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> str:
    if migrations_are_applied():
        return "nothing to apply"
    call_command("migrate", interactive=False, verbosity=0)
    return "applied"


def remove_what_wagtail_brings() -> str:
    """Its groups and its "Moderators approval" would let somebody approve his own change."""
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()
    removed, _ = Group.objects.filter(name__in=["Moderators", "Editors"], grants=None).delete()
    return f"{removed} removed"


def load_lists() -> str:
    """The lists of Jordan: rows that are missing are made, rows of an administrator are never touched."""
    return str(load(settings.ROOT / "fixtures" / "jordan", now=timezone.now()))


def attach_the_second_person() -> str:
    return f"{keep_the_workflow()} lists attached"


def write_schedules() -> str:
    return f"{keep_the_timetable()} changed"


STEPS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("migrations", migrate),
    ("groups of Wagtail", remove_what_wagtail_brings),
    ("lists", load_lists),
    ("approval", attach_the_second_person),
    ("schedules", write_schedules),
)


def _say_nothing(name: str, result: str) -> None:
    pass


def set_up(report: Callable[[str, str], None] = _say_nothing) -> None:
    """Runs every step in order and reports each."""
    for name, step in STEPS:
        report(name, step())
