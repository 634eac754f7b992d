"""Says where a complaint stands: next rung, when, to whom, and why nothing happened so far."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints_app import reference
from complaints_app.explain import ClockLine, explain
from complaints_app.models import Complaint


class Command(BaseCommand):
    """`manage.py explain REFERENCE [--json]`"""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="«26 0012345 7», with or without spaces.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        number = reference.parse(options["reference"])
        if number is None:
            raise CommandError("This is no reference number.", returncode=2)
        complaint = Complaint.objects.filter(reference=number).first()
        if complaint is None:
            raise CommandError("No complaint has this number.", returncode=1)
        told = explain(complaint)
        facts = {
            "reference": str(complaint),
            "state": told.state,
            "at": told.at.isoformat(),
            "why_nothing": told.why_nothing,
            "clocks": [_facts(clock) for clock in told.clocks],
        }
        self.stdout.write(
            json.dumps(facts, ensure_ascii=False, indent=None if options["json"] else 2)
        )


def _facts(clock: ClockLine) -> dict[str, Any]:
    rung = clock.next_rung
    return {
        "kind": clock.kind,
        "started_at": clock.started_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "paused": clock.paused,
        "reached": list(clock.reached),
        "why_nothing": clock.why_nothing,
        "next_rung": rung
        and {
            "rung": rung.key,
            "at": rung.at.isoformat(),
            "level": rung.level,
            "recipients": list(rung.recipients),
            "people": list(rung.people),
            "channels": list(rung.channels),
        },
        "sum": [line.text("en") for line in clock.lines],
    }
