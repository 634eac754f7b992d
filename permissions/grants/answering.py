"""Who is told: the active holders of a role by a grant that answers for the agency."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import Group
from django.db import models

from permissions.grants.territory import Territory, key_of
from permissions.models import Grant, User


class Answerers:
    """Who answers for what at `now`, for many questions: four queries however many are asked."""

    def __init__(self, now: datetime, role_code: str | None = None) -> None:
        self.now = now
        self.role_code = role_code
        self.territory = Territory()

    def of(self, role_code: str, agency: models.Model | int) -> list[User]:
        """At the agency, else at the nearest one above whose grant reaches down, else everywhere.

        Empty: nobody answers, the caller goes to the next role and opens the alarm.
        """
        key = key_of(agency)
        grants = self._grants[role_code]
        if found := self._people(grant for grant in grants if self._names(grant, key)):
            return found
        for ancestor in self.territory.above(key) if grants else ():
            reaching = (g for g in grants if g.with_descendants and self._names(g, ancestor))
            if found := self._people(reaching):
                return found
        return self._people(grant for grant in grants if grant.everywhere)

    def everywhere(self, role_code: str) -> list[User]:
        """The role's holders who answer for the government as a whole, such as the unit's."""
        return self._people(grant for grant in self._grants[role_code] if grant.everywhere)

    def _names(self, grant: Grant, agency: int) -> bool:
        """The grant stands on this very agency, by itself or in a group of agencies."""
        if grant.agency_group_id is not None:
            return agency in self.territory.members.get(grant.agency_group_id, set())
        return grant.agency_id == agency

    @cached_property
    def _grants(self) -> dict[str, list[Grant]]:
        grants = (
            Grant.objects.in_force_at(self.now)
            .filter(answers_for=True, role__live=True, role__code__isnull=False)
            .select_related("role", "user")
            .order_by("pk")
        )
        if self.role_code is not None:
            grants = grants.filter(role__code=self.role_code)
        by_role: dict[str, list[Grant]] = defaultdict(list)
        for grant in grants:
            by_role[str(grant.role.code)].append(grant)
        return by_role

    @cached_property
    def _members(self) -> dict[int, list[User]]:
        """Group of people → its active members."""
        groups = {
            grant.group_id for grants in self._grants.values() for grant in grants if grant.group_id
        }
        active = models.Prefetch("user_set", User.objects.filter(is_active=True).order_by("pk"))
        return {
            group.pk: list(group.user_set.all())
            for group in Group.objects.filter(pk__in=groups).prefetch_related(active)
        }

    def _people(self, grants: Iterable[Grant]) -> list[User]:
        found: dict[int, User] = {}
        for grant in grants:
            if grant.user is not None:
                people = [grant.user] if grant.user.is_active else []
            else:
                people = self._members.get(grant.group_id or 0, [])
            found |= {person.pk: person for person in people}
        return list(found.values())


def answering_for(role_code: str, agency: models.Model | int, now: datetime) -> list[User]:
    """Active holders of the role who answer for this agency; empty when nobody does."""
    return Answerers(now, role_code).of(role_code, agency)
