"""Every indicator of a period: numerator, denominator, n, and the moment it holds for."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from complaints_app.models import Agency, AgencyGroup
from dashboards import facts, kpis
from dashboards.filters import Question, members
from dashboards.kpis import Indicator
from dashboards.periods import Span


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"«{text}» is no date: write YYYY-MM-DD") from None


class Command(BaseCommand):
    help = "Prints every indicator of a period; dates are the site's, both included."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=day, required=True, metavar="D")
        parser.add_argument("--to", dest="until", type=day, required=True, metavar="D")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--agency", nargs="+", metavar="CODE", help="one or several agencies")
        which.add_argument("--group", metavar="CODE", help="a group of agencies, as it is today")
        parser.add_argument("--json", action="store_true", help="one object on standard output")
        self.parser = parser

    def handle(self, *args: Any, **options: Any) -> None:
        if options["until"] < options["since"]:
            self.parser.error("--to lies before --from")
        now = timezone.now()
        facts.refresh(now)
        question = Question(
            span=Span(options["since"], options["until"]),
            now=now,
            agencies=self._agencies(options["agency"], options["group"]),
        )
        with translation.override("en"):
            found = kpis.answer_all(question)
        if options["json"]:
            self.stdout.write(
                json.dumps(self._object(question, options, found), ensure_ascii=False)
            )
        else:
            self._print(question, found)

    def _agencies(self, codes: list[str] | None, group: str | None) -> frozenset[int] | None:
        if group is not None:
            row = AgencyGroup.objects.filter(code=group).first()
            if row is None:
                self.parser.error(f"no group of agencies has the code «{group}»")
            return members(row) if row else None
        if codes is None:
            return None
        known = dict(Agency.objects.filter(code__in=codes).values_list("code", "pk"))
        if unknown := [code for code in codes if code not in known]:
            self.parser.error(f"no agency has the code «{'», «'.join(unknown)}»")
        return frozenset(known.values())

    def _object(
        self, question: Question, options: dict[str, Any], found: list[Indicator]
    ) -> dict[str, Any]:
        return {
            "from": question.span.since.isoformat(),
            "to": question.span.until.isoformat(),
            "agencies": options["agency"],
            "group": options["group"],
            "as_of": question.now.isoformat(),
            "indicators": {one.code: one.as_json() for one in found},
        }

    def _print(self, question: Question, found: list[Indicator]) -> None:
        as_of = timezone.localtime(question.now)
        self.stdout.write(
            f"{question.span.since} to {question.span.until}, as of {as_of:%Y-%m-%d %H:%M} (Amman)"
        )
        for one in found:
            value = "–" if one.value is None else f"{one.value:,g}"
            share = f"{one.numerator}/{one.denominator}" if one.denominator is not None else ""
            self.stdout.write(f"{one.name:<32} {value:>12} {one.unit:<16} {share:>15} n={one.n}")
