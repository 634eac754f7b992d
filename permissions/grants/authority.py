"""What one person may give: which roles, where; and what nobody may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permissions.grants.territory import Territory
from permissions.models import Grant, Role, User
from permissions.verbs import RoleCode, Verb


class GrantRefused(Exception):
    """This change of rights is not allowed; `field` is the part of the form that is to blame."""

    def __init__(self, reason: str | Promise, field: str | None = None) -> None:
        super().__init__(str(reason))
        self.field = field


def is_wide(asked: Grant) -> bool:
    """Everywhere, or with sight of identities: needs a second person."""
    return asked.everywhere or Verb.VIEW_IDENTITY in asked.role.verbs


@dataclass(frozen=True)
class Authority:
    """What one person may give: for each role code the agencies where, or everywhere."""

    everywhere: frozenset[str]
    agencies: dict[str, frozenset[int]]

    def role_codes(self) -> frozenset[str]:
        return self.everywhere.union(self.agencies)

    def covers(self, asked: Grant, territory: Territory) -> bool:
        code = str(asked.role.code)
        if code in self.everywhere:
            return True
        if asked.everywhere:
            return False
        ground = territory.of(asked)
        return bool(ground) and ground <= self.agencies.get(code, frozenset())


def authority_of(person: User, now: datetime) -> Authority:
    """From the person's grants whose role holds the verb `grant`: that role's list, on its ground."""
    territory = Territory()
    everywhere: set[str] = set()
    agencies: dict[str, frozenset[int]] = {}
    for held in _granting(person, now):
        if held.everywhere:
            everywhere |= set(held.role.may_give)
            continue
        for code in held.role.may_give:
            agencies[code] = agencies.get(code, frozenset()) | territory.of(held)
    return Authority(frozenset(everywhere), agencies)


def roles_to_give(person: User, now: datetime) -> models.QuerySet[Role]:
    """The roles in force that this person may give somewhere."""
    return Role.objects.filter(live=True, code__in=authority_of(person, now).role_codes())


def _granting(person: User, now: datetime) -> Iterable[Grant]:
    if not person.is_active:
        return []
    grants = Grant.objects.in_force_at(now).filter(
        Q(user=person) | Q(group__user=person), role__live=True
    )
    return [held for held in grants.select_related("role") if Verb.GRANT in held.role.verbs]


def is_oneself(holder: User | Group | None, person: User) -> bool:
    """A group one belongs to counts as oneself."""
    if isinstance(holder, Group):
        return person.groups.filter(pk=holder.pk).exists()
    return holder == person


def keep_an_administrator(
    *,
    now: datetime,
    without: Iterable[Grant] = (),
    without_person: User | None = None,
    without_member: tuple[User, Group] | None = None,
) -> None:
    """Refuses to take away the last active administrator of the whole system."""
    gone = {held.pk for held in without}
    all_of_them = Grant.objects.in_force_at(now).filter(
        role__code=RoleCode.ADMINISTRATOR, role__live=True, everywhere=True
    )
    before = _active_holders(all_of_them)
    after = _active_holders(all_of_them.exclude(pk__in=gone))
    if without_person is not None:
        after = {(user, group) for user, group in after if user != without_person.pk}
    if without_member is not None:
        after.discard((without_member[0].pk, without_member[1].pk))
    if before and not after:
        raise GrantRefused(_("This would leave the system without any administrator."))


def _active_holders(grants: models.QuerySet[Grant]) -> set[tuple[int, int | None]]:
    """(person, through which group) for each active holder."""
    own = grants.filter(user__is_active=True).values_list("user__pk", flat=True)
    through = grants.filter(group__user__is_active=True).values_list("group__user", "group_id")
    return {(user, None) for user in own} | set(through)
