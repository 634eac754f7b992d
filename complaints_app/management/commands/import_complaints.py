"""Brings in the complaints of another system from a CSV file or a workbook; safe to run again."""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from complaints_app.importing import BadFile, BadMapping, Counts, bring_in, read_mapping

WIDTH = 40
REFUSED, BAD_ARGUMENTS = 1, 2


class Command(BaseCommand):
    """`manage.py import_complaints FILE --mapping MAP.toml [--dry-run] [--update] [--errors FILE] [--json]`"""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, or .xlsx")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="TOML; see docs/importing.md"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="reads and counts, writes nothing"
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help="appends what is new to complaints already taken over",
        )
        parser.add_argument("--errors", help="a CSV file for: row, column, reason, value")
        parser.add_argument("--json", action="store_true", help="one object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mapping = read_mapping(options["mapping"])
            counts = bring_in(
                options["file"],
                mapping,
                dry_run=options["dry_run"],
                update=options["update"],
                errors=options["errors"],
                progress=Bar(self.stderr).show,
            )
        except BadMapping as error:
            raise CommandError(str(error), returncode=BAD_ARGUMENTS) from error
        except (BadFile, OSError) as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        if options["json"]:
            self.stdout.write(json.dumps(counts.as_json(), ensure_ascii=False))
        else:
            self._print(counts)

    def _print(self, counts: Counts) -> None:
        self.stdout.write(
            f"{counts.read} read: {counts.created} created, {counts.unchanged} unchanged, "
            f"{counts.changed} changed, {counts.refused} refused"
        )
        for reason, number in counts.by_reason.most_common():
            self.stdout.write(f"  {reason}: {number}")


class Bar:
    """A bar on a terminal; elsewhere a line for each tenth."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._terminal = sys.stderr.isatty()
        self._began = time.monotonic()
        self._tenths = 0

    def show(self, done: float, counts: Counts) -> None:
        speed = counts.read / max(time.monotonic() - self._began, 0.001)
        words = f"{done:4.0%} {counts.read:,} rows, {speed:,.0f} a second"
        if self._terminal:
            bar = "█" * round(done * WIDTH)
            self._stream.write(f"\r{bar:<{WIDTH}} {words} ", ending="\n" if done >= 1 else "")
        elif int(done * 10) > self._tenths:
            self._tenths = int(done * 10)
            self._stream.write(words)
