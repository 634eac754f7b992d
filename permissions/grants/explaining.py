"""Why somebody may do something somewhere: the grants that give it and the way they reach there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone

from permissions.grants.territory import Territory, key_of
from permissions.models import Grant, User
from permissions.verbs import GovernmentVerb, Verb


class Way(StrEnum):
    """How a grant reaches an agency."""

    DIRECT = "direct"
    PARENT = "parent"
    AGENCY_GROUP = "agency_group"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Origin:
    """One grant that gives it, and how: the person's own or a group's; the way it reaches."""

    grant: Grant
    through: Group | None
    way: Way


def held_at(moment: datetime) -> models.QuerySet[Grant]:
    """Grants that held at a moment, past ones too: grants are dated and never overwritten."""
    return Grant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=moment),
        Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
        state__in=[Grant.State.IN_FORCE, Grant.State.ENDED],
        starts_at__lte=moment,
        role__live=True,
    ).select_related("role", "user", "group", "agency", "agency_group", "asked_by", "decided_by")


def explain(
    user: User,
    verb: Verb | GovernmentVerb,
    agency: models.Model | int | None = None,
    now: datetime | None = None,
) -> list[Origin]:
    """Every grant that lets this person <verb> there now; a government verb has no agency."""
    if not user.is_active:
        return []
    grants = (
        held_at(now or timezone.now()).filter(Q(user=user) | Q(group__user=user)).order_by("pk")
    )
    giving = [grant for grant in grants if verb in grant.role.verbs]
    if agency is None:
        return [Origin(g, g.group, Way.EVERYWHERE) for g in giving if g.everywhere]
    return list(reaching(giving, key_of(agency)))


def reaching(grants: list[Grant], agency: int) -> Iterator[Origin]:
    """Those of the grants that cover the agency, each with the way it reaches there."""
    territory = Territory()
    for grant in grants:
        if grant.everywhere:
            yield Origin(grant, grant.group, Way.EVERYWHERE)
        elif agency in territory.of(grant):
            yield Origin(grant, grant.group, _way(grant, agency, territory))


def _way(grant: Grant, agency: int, territory: Territory) -> Way:
    if grant.agency_id == agency:
        return Way.DIRECT
    if grant.agency_id is not None:
        return Way.PARENT
    return Way.AGENCY_GROUP


def roles_at(agency: models.Model | int, now: datetime | None = None) -> list[Origin]:
    """Every grant in force that covers this agency: who may what there."""
    grants = held_at(now or timezone.now()).order_by("role_id", "pk")
    return list(reaching(list(grants), key_of(agency)))
