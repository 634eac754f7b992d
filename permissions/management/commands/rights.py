"""Compares guardian's tables with the grants, and repairs them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from permissions.grants import check, repair


class Command(BaseCommand):
    help = "Are guardian's tables what the grants say? --check looks (exit 1: no), --repair mends."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="only look")
        what.add_argument("--repair", action="store_true", help="end what is over, and mend")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"]:
            ended, counts = repair(timezone.now())
            self._say({"ended": ended, **counts}, options["json"])
            return
        found = check()
        self._say(found.counts(), options["json"])
        if found:
            raise CommandError("The tables differ from the grants; run with --repair.")

    def _say(self, figures: dict[str, int], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write(", ".join(f"{name}: {figure}" for name, figure in figures.items()))
