"""What is done to people and groups: made, changed, deactivated; who is in a group. Never deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from permissions.grants import (
    GrantRefused,
    Territory,
    agencies_open_to,
    authority_of,
    end_grants_of,
    keep_an_administrator,
)
from permissions.grants.freshness import touch
from permissions.models import Grant, User
from permissions.verbs import Verb

STANDING = (Grant.State.IN_FORCE, Grant.State.ASKED)


def forbid_deleting() -> None:
    """Deleting by query set goes round `User.delete`; the signal does not."""
    pre_delete.connect(refuse_to_delete, sender=User, dispatch_uid="permissions.refuse_to_delete")


def refuse_to_delete(sender: Any, instance: User, **kwargs: Any) -> NoReturn:
    raise TypeError("People are deactivated, never deleted.")


def people_in_sight(by: User, now: datetime) -> models.QuerySet[User]:
    """Whom a giver of rights sees: everybody, or the people of his agencies and those of none."""
    scope = agencies_open_to(by, Verb.GRANT, now)
    if scope.everywhere:
        return User.objects.all()
    here = _standing_on(scope.agency_ids)
    seen = Q(grants__in=here) | Q(groups__grants__in=here) | Q(grants=None, groups=None)
    return User.objects.filter(pk__in=User.objects.filter(seen).values("pk"))


def groups_in_sight(by: User, now: datetime) -> models.QuerySet[Group]:
    """The groups of people with a grant on one's ground, and those without any."""
    scope = agencies_open_to(by, Verb.GRANT, now)
    if scope.everywhere:
        return Group.objects.all()
    seen = Q(grants__in=_standing_on(scope.agency_ids)) | Q(grants=None)
    return Group.objects.filter(pk__in=Group.objects.filter(seen).values("pk"))


def _standing_on(ground: frozenset[int]) -> list[int]:
    territory = Territory()
    return [grant.pk for grant in _standing() if not ground.isdisjoint(territory.of(grant))]


def _standing() -> models.QuerySet[Grant]:
    return Grant.objects.filter(state__in=STANDING)


def may_change_person(person: User, *, by: User, now: datetime) -> bool:
    """Only who may give all that he holds: else a new e-mail address would take over his account."""
    if person.is_superuser:
        return False
    return _covers_all(_standing().filter(Q(user=person) | Q(group__user=person)), by, now)


def may_change_group(group: Group, *, by: User, now: datetime) -> bool:
    """Only who may give all that the group holds: membership gives it."""
    return _covers_all(_standing().filter(group=group), by, now)


def _covers_all(grants: models.QuerySet[Grant], by: User, now: datetime) -> bool:
    authority, territory = authority_of(by, now), Territory()
    if not authority.role_codes():
        return False
    return all(authority.covers(grant, territory) for grant in grants.select_related("role"))


def keep_person(person: User, *, by: User, now: datetime) -> User:
    """Saves a new or changed person whose fields a form has checked; never a superuser."""
    before = User.objects.filter(pk=person.pk).first()
    if before is not None and not may_change_person(before, by=by, now=now):
        raise GrantRefused(_("This person holds roles that are not yours to give."))
    with transaction.atomic():
        if before is None:
            person.set_unusable_password()
            person.is_staff = True
        person.is_superuser = False
        person.save()
        log(
            instance=person,
            action="permissions.change" if before else "permissions.create",
            user=by,
            data=_changes(before, person),
        )
    return person


def _changes(before: User | None, after: User) -> dict[str, Any]:
    names = ("username", "name_ar", "name_en", "phone", "email", "language")
    old = {name: getattr(before, name) if before else "" for name in names}
    return {
        name: [old[name], getattr(after, name)]
        for name in names
        if old[name] != getattr(after, name)
    }


def deactivate(person: User, *, by: User, reason: str, now: datetime) -> User:
    """He can no longer sign in, holds nothing, is in no group; what he did stays his."""
    _check_reason(reason)
    if person == by:
        raise GrantRefused(_("Nobody deactivates himself."))
    if not may_change_person(person, by=by, now=now):
        raise GrantRefused(_("This person holds roles that are not yours to give."))
    with transaction.atomic():
        keep_an_administrator(without_person=person, now=now)
        groups = list(person.groups.values_list("name", flat=True))
        ended = end_grants_of(person, by=by, reason=reason, now=now)
        person.groups.clear()
        User.objects.filter(pk=person.pk).update(is_active=False)
        log(
            instance=person,
            action="permissions.deactivate",
            user=by,
            data={"reason": reason, "groups": groups, "grants": ended},
        )
    person.is_active = False
    touch()
    return person


def reactivate(person: User, *, by: User, reason: str, now: datetime) -> User:
    """He may sign in again; rights are given anew."""
    _check_reason(reason)
    if not may_change_person(person, by=by, now=now):
        raise GrantRefused(_("This person holds roles that are not yours to give."))
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_active=True)
        log(instance=person, action="permissions.reactivate", user=by, data={"reason": reason})
    person.is_active = True
    return person


def keep_group(
    group: Group, members: Iterable[User], *, by: User, reason: str, now: datetime
) -> Group:
    """Saves a group and who is in it; nobody enters a group that holds rights by his own hand."""
    _check_reason(reason)
    if not may_change_group(group, by=by, now=now):
        raise GrantRefused(_("This group holds roles that are not yours to give."))
    wanted = set(members)
    with transaction.atomic():
        group.save()
        present = set(group.user_set.all())
        entering, leaving = wanted - present, present - wanted
        if by in entering:
            raise GrantRefused(_("Nobody adds himself to a group."), "members")
        for person in leaving:
            keep_an_administrator(without_member=(person, group), now=now)
        group.user_set.set(wanted)
        log(
            instance=group,
            action="permissions.members",
            user=by,
            data={
                "name": group.name,
                "reason": reason,
                "added": sorted(person.pk for person in entering),
                "removed": sorted(person.pk for person in leaving),
            },
        )
    touch()
    return group


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise GrantRefused(_("Say why: the reason stays in the record."), "reason")
