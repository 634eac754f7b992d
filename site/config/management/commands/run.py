"""`manage.py run`: the whole system on this machine until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import serve


class Command(BaseCommand):
    help = "Prepares the database, starts web server and queue, prints address and accounts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("`run` is for trying Shakwa; see docs/operations.md for a server.")
        try:
            serve.run(options["port"], self._say)
        except serve.CannotStart as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
