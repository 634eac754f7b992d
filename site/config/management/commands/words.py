"""`manage.py words`: does every word on screen have its Arabic? With --update, writes the catalogue anew and compiles it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import words


class Command(BaseCommand):
    help = "Checks (or with --update writes and compiles) the Arabic catalogue. Needs no gettext."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["update"]:
            self.stdout.write(f"{words.update()} words lack their Arabic")
        faults = words.faults()
        for line in faults:
            self.stdout.write(line)
        if faults:
            sys.exit(1)
