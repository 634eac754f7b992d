"""Computes the facts anew: of what has changed, or (--rebuild) of every complaint."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dashboards import facts


class Command(BaseCommand):
    help = "Turns the journal into facts; the queue does the same each minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="every complaint, from the start"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            done = facts.rebuild(lambda done: self.stderr.write(f"{done} …"))
        else:
            done = facts.refresh(timezone.now(), limit=10_000_000)
        self.stdout.write(f"{done} complaints")
