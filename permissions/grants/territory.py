"""The ground a grant covers: one agency, those below it, a group of agencies, or all of them.

The agency model is named by a setting. What this room expects of it: `parent_id`; of the group
model: a many-to-many field `agencies`.
"""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from permissions.models import Grant


def agency_model() -> type[models.Model]:
    """The model that the setting names; drafts of agencies are rows of it too."""
    return apps.get_model(settings.PERMISSIONS_AGENCY_MODEL)


def agency_group_model() -> type[models.Model]:
    return apps.get_model(settings.PERMISSIONS_AGENCY_GROUP_MODEL)


def key_of(agency: models.Model | int) -> int:
    """Questions take an agency or its primary key."""
    return agency if isinstance(agency, int) else int(agency.pk)


class Territory:
    """The tree and the groups of agencies, read at most once each and then kept."""

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """Agency → the agency above it."""
        return dict(agency_model()._default_manager.values_list("pk", "parent_id"))

    @cached_property
    def children(self) -> dict[int, list[int]]:
        below: dict[int, list[int]] = defaultdict(list)
        for agency, parent in self.parents.items():
            if parent is not None:
                below[parent].append(agency)
        return below

    @cached_property
    def members(self) -> dict[int, set[int]]:
        """Group of agencies → its agencies."""
        model: Any = agency_group_model()
        members: dict[int, set[int]] = defaultdict(set)
        for group, agency in model.agencies.through.objects.values_list(
            f"{model._meta.model_name}_id", f"{agency_model()._meta.model_name}_id"
        ):
            members[group].add(agency)
        return members

    def everywhere(self) -> frozenset[int]:
        return frozenset(self.parents)

    def above(self, agency: int) -> list[int]:
        """The agencies above, nearest first; a circle in the data ends the climb."""
        line: list[int] = []
        parent = self.parents.get(agency)
        while parent is not None and parent not in line and parent != agency:
            line.append(parent)
            parent = self.parents.get(parent)
        return line

    def with_those_below(self, agency: int) -> frozenset[int]:
        found, waiting = {agency}, [agency]
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    def of(self, grant: Grant) -> frozenset[int]:
        """Every agency that this grant covers."""
        if grant.everywhere:
            return self.everywhere()
        if grant.agency_id is not None:
            named = {grant.agency_id}
        else:
            named = self.members.get(grant.agency_group_id or 0, set())
        if not grant.with_descendants:
            return frozenset(named)
        return frozenset().union(*(self.with_those_below(agency) for agency in named))
