"""`manage.py healthcheck`: status 0 when all is well, else 1."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.health import as_json, look


class Command(BaseCommand):
    help = "Looks at database, migrations, queue, oldest undelivered message and disk."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = look(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(as_json(findings), ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(
                    f"{'well' if finding.well else 'NOT WELL':8} {finding.name}: {finding.detail}"
                )
        if not all(finding.well for finding in findings):
            sys.exit(1)
