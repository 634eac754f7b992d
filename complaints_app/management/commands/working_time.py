"""Adds and measures working time, with the lines of the sum."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from complaints_app.clock import WorkingCalendar, build
from complaints_app.deadlines import NATIONAL_CALENDAR
from complaints_app.versioning import version_in_force


class Command(BaseCommand):
    """`working_time add --start ISO --minutes N|--days N` and `working_time between A B`."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add")
        add.add_argument("--start", required=True, help="An ISO moment with its zone.")
        amount = add.add_mutually_exclusive_group(required=True)
        amount.add_argument("--minutes", type=int)
        amount.add_argument("--days", type=int)
        between = acts.add_parser("between")
        between.add_argument("a")
        between.add_argument("b")
        for act in (add, between):
            act.add_argument("--calendar", default=NATIONAL_CALENDAR, help="A calendar's code.")
            act.add_argument("--place", action="append", default=[], help="A place's code.")
            act.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = _calendar(options["calendar"], options["place"])
        if options["act"] == "add":
            facts = _added(calendar, options)
        else:
            a, b = _moment(options["a"]), _moment(options["b"])
            lines = calendar.explain_between(a, b)
            facts = {
                "minutes": calendar.minutes_between(a, b),
                "lines": [line.text("en") for line in lines],
            }
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        for line in facts.pop("lines"):
            self.stdout.write(line)
        for name, value in facts.items():
            self.stdout.write(f"{name}: {value}")


def _added(calendar: WorkingCalendar, options: dict[str, Any]) -> dict[str, Any]:
    start = _moment(options["start"])
    if options["days"] is not None:
        moment = calendar.add_working_days(start, options["days"])
        lines = calendar.explain_add_working_days(start, options["days"])
    else:
        moment = calendar.add_minutes(start, options["minutes"])
        lines = calendar.explain_add(start, options["minutes"])
    return {
        "moment": moment.isoformat(),
        "local": moment.astimezone(calendar.zone).isoformat(),
        "lines": [line.text("en") for line in lines],
    }


def _calendar(code: str, places: list[str]) -> WorkingCalendar:
    try:
        national = version_in_force("calendar", NATIONAL_CALENDAR).content
        own = None if code == NATIONAL_CALENDAR else version_in_force("calendar", code).content
    except LookupError as missing:
        raise CommandError(str(missing), returncode=2) from missing
    return build(national, own=own, places=places)


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise CommandError(f"{text} is no ISO moment with its zone.", returncode=2)
    return moment
