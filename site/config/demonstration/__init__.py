"""A believable office to look at: its people, two years that are over, and the cases of this week."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from config.demonstration.past import fill_the_past
from config.demonstration.people import REASON, Staff, appoint_people
from config.demonstration.present import play_this_week
from permissions.models import Grant


class DoesNotLoad(Exception):
    """It never enters a ministry's database, and it loads once."""


def demonstrate(*, complaints: int, years: int, seed: int, password: str, now: datetime) -> Staff:
    """`complaints` closed ones spread over `years`, then this week's open cases through the real verbs.

    The same seed gives the same history. Raises DoesNotLoad.
    """
    if settings.PRODUCTION:
        raise DoesNotLoad("The demonstration does not load with production settings.")
    if Grant.objects.filter(reason=REASON).exists():
        raise DoesNotLoad("The demonstration is there already: it loads once.")
    with transaction.atomic():
        staff = appoint_people(password=password, now=now)
        fill_the_past(staff, complaints=complaints, years=years, seed=seed, now=now)
    play_this_week(staff, seed=seed, now=now)
    return staff
