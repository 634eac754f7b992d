"""`manage.py setup`: brings the database to what this version expects; safe to run again."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.setup_steps import set_up


class Command(BaseCommand):
    help = "Applies migrations, loads missing lists and roles, writes the schedules. Idempotent."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        done: dict[str, str] = {}

        def report(name: str, result: str) -> None:
            done[name] = result
            if not options["json"]:
                self.stdout.write(f"{name}: {result}")

        set_up(report)
        if options["json"]:
            self.stdout.write(json.dumps(done, ensure_ascii=False))
