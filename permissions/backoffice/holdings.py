"""What somebody holds, line by line, with where it comes from and what the viewer may do about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from permissions.grants import Territory, authority_of
from permissions.models import Grant, User

RELATED = ("role", "user", "group", "agency", "agency_group", "asked_by", "decided_by", "ended_by")


@dataclass(frozen=True)
class Holding:
    """One grant as a line of a page."""

    grant: Grant
    through: Group | None
    begun: bool
    may_revoke: bool
    may_decide: bool
    why_not_decide: str = ""

    @property
    def tone(self) -> str:
        if self.grant.state == Grant.State.ASKED:
            return "due"
        if self.grant.state == Grant.State.IN_FORCE:
            return "ok" if self.begun else "paused"
        return "late" if self.grant.state == Grant.State.REFUSED else "paused"

    @property
    def words(self) -> str:
        """The state as a person says it."""
        if self.grant.state == Grant.State.ASKED:
            return _("waits for a second person")
        if self.grant.state == Grant.State.IN_FORCE and not self.begun:
            return _("not begun yet")
        return str(self.grant.get_state_display())


@dataclass(frozen=True)
class Holdings:
    """What stands, and what once stood."""

    standing: list[Holding]
    over: list[Holding]


def holdings_of(holder: User | Group, *, by: User, now: datetime) -> Holdings:
    """A person's own grants and those of his groups; a group's own."""
    if isinstance(holder, User):
        grants = Grant.objects.filter(Q(user=holder) | Q(group__user=holder)).distinct()
    else:
        grants = Grant.objects.filter(group=holder)
    lines = described(grants.order_by("-asked_at", "-pk"), holder=holder, by=by, now=now)
    standing = (Grant.State.IN_FORCE, Grant.State.ASKED)
    return Holdings(
        standing=[line for line in lines if line.grant.state in standing],
        over=[line for line in lines if line.grant.state not in standing],
    )


def described(
    grants: models.QuerySet[Grant], *, by: User, now: datetime, holder: Any = None
) -> list[Holding]:
    """The grants as lines, with what `by` may do about each."""
    authority, territory = authority_of(by, now), Territory()
    mine: set[int | None] = set(by.groups.values_list("pk", flat=True))
    lines: list[Holding] = []
    for grant in grants.select_related(*RELATED):
        covers = authority.covers(grant, territory)
        reason = _why_not(grant, by, mine) if covers else _("This is not yours to give.")
        lines.append(
            Holding(
                grant=grant,
                through=grant.group if isinstance(holder, User) else None,
                begun=grant.starts_at <= now,
                may_revoke=covers and grant.state == Grant.State.IN_FORCE,
                may_decide=grant.state == Grant.State.ASKED and not reason,
                why_not_decide=reason,
            )
        )
    return lines


def _why_not(grant: Grant, by: User, mine: set[int | None]) -> str:
    if grant.asked_by_id == by.pk:
        return _("You asked for it: a second person must approve.")
    if grant.user_id == by.pk or grant.group_id in mine:
        return _("It concerns yourself.")
    return ""
