"""Fills a believable demonstration: staff, closed history, and this week's open cases."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import accounts
from config.demonstration import DoesNotLoad, demonstrate
from config.demonstration.people import SEATS
from permissions.models import Role


class Command(BaseCommand):
    """`manage.py demo --complaints N --years Y --seed S`; DEMO_PASSWORD sets the accounts' password."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--complaints", type=int, default=500)
        parser.add_argument("--years", type=int, default=2)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["complaints"] < 0 or options["years"] < 1:
            raise CommandError("--complaints is 0 or more, --years 1 or more.", returncode=2)
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        try:
            demonstrate(
                complaints=options["complaints"],
                years=options["years"],
                seed=options["seed"],
                password=password,
                now=timezone.now(),
            )
        except DoesNotLoad as refused:
            raise CommandError(str(refused), returncode=1) from refused
        roles = {role.code: role.name_ar for role in Role.objects.all()}
        accounts.keep(
            [
                accounts.Account(
                    roles.get(seat.role, seat.role), seat.name_ar, seat.username, password
                )
                for seat in SEATS
            ]
        )
