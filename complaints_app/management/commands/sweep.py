"""Climbs the rungs that are due: the second, independent way beside the queue's schedule."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from complaints_app.escalation import sweep


class Command(BaseCommand):
    """`manage.py sweep [--now ISO] [--json]`"""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="An ISO moment with its zone; refused in production.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        now = None
        if options["now"]:
            if settings.PRODUCTION:
                raise CommandError("--now is refused in production.", returncode=1)
            now = parse_datetime(options["now"])
            if now is None or now.tzinfo is None:
                raise CommandError("--now is an ISO moment with its zone.", returncode=2)
        swept = asdict(sweep(now))
        if options["json"]:
            self.stdout.write(json.dumps(swept))
        else:
            self.stdout.write(
                "{looked_at} clocks looked at, {escalated} rungs written, {told} told, "
                "{nobody_told} where nobody was told.".format(**swept)
            )
