"""`manage.py queue`: the django-q2 cluster under its watchdog."""

from typing import Any

from django.core.management.base import BaseCommand

from config.watchdog import Watchdog


class Command(BaseCommand):
    help = (
        "Runs the queue's cluster and starts it again when it falls silent. TERM or INT stops it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        Watchdog().run()
