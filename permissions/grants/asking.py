"""Which agencies may this person <verb>, who may <verb> there: the one rule every screen asks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from permissions.grants import freshness
from permissions.grants.projection import table
from permissions.grants.territory import agency_model, key_of
from permissions.models import Grant, User
from permissions.verbs import GovernmentVerb, Verb

KEPT_FOR = timedelta(minutes=1)
_KEPT = "_kept_rights"
ALL_VERBS = frozenset(Verb)


@dataclass(frozen=True)
class Scope:
    """The agencies where something is allowed: all of them, or these."""

    everywhere: bool = False
    agency_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.agency_ids)

    def __contains__(self, agency: object) -> bool:
        """Takes an agency or its primary key."""
        key = agency.pk if isinstance(agency, models.Model) else agency
        return key is not None and (self.everywhere or key in self.agency_ids)

    def narrow(self, rows: models.QuerySet[Any], agency: str = "agency") -> models.QuerySet[Any]:
        """Only the rows whose `agency` is in scope; everywhere adds no condition at all."""
        if self.everywhere:
            return rows
        return rows.filter(**{f"{agency}__in": self.agency_ids}) if self.agency_ids else rows.none()

    def agencies(self) -> models.QuerySet[Any]:
        """The agencies themselves, drafts included."""
        return self.narrow(agency_model()._default_manager.all(), "pk")


NOWHERE = Scope()
EVERYWHERE = Scope(everywhere=True)


@dataclass(frozen=True)
class Rights:
    """All that one person may do at one moment; at most two queries to find out."""

    scopes: Mapping[Verb, Scope] = field(default_factory=dict)
    government: frozenset[GovernmentVerb] = frozenset()

    def scope(self, verb: Verb) -> Scope:
        return self.scopes.get(verb, NOWHERE)

    def may(self, verb: Verb, agency: models.Model | int | None = None) -> bool:
        """On this agency; without one: anywhere at all."""
        scope = self.scope(verb)
        return bool(scope) if agency is None else agency in scope

    def may_in_government(self, verb: GovernmentVerb) -> bool:
        return verb in self.government

    def touches(self, agency: models.Model | int) -> bool:
        """Some verb holds there: the agency is in the person's sight, if only to be refused."""
        return any(agency in scope for scope in self.scopes.values())


NO_RIGHTS = Rights()
ALL_RIGHTS = Rights(dict.fromkeys(Verb, EVERYWHERE), frozenset(GovernmentVerb))


def rights_of(user: User | AnonymousUser, now: datetime | None = None) -> Rights:
    """With `now` they are read afresh (jobs); without, they are kept on the user for the request."""
    if not (user.is_authenticated and user.is_active):
        return NO_RIGHTS
    if user.is_superuser:  # break-glass, see sign_in
        return ALL_RIGHTS
    if now is not None:
        return _read(user.pk, now)
    now, mark = timezone.now(), freshness.mark()
    kept = getattr(user, _KEPT, None)
    if kept and kept[0] == mark and timedelta() <= now - kept[1] < KEPT_FOR:
        rights: Rights = kept[2]
        return rights
    rights = _read(user.pk, now)
    setattr(user, _KEPT, (mark, now, rights))
    return rights


def _read(user: int, now: datetime) -> Rights:
    words = _words_held_everywhere(user, now)
    scopes: dict[Verb, Scope] = {verb: EVERYWHERE for verb in Verb if verb in words}
    if len(scopes) < len(Verb):
        scopes |= _read_scopes(user, now, set(scopes))
    return Rights(scopes, frozenset(verb for verb in GovernmentVerb if verb in words))


def _words_held_everywhere(user: int, now: datetime) -> set[str]:
    bundles = (
        Grant.objects.in_force_at(now)
        .filter(Q(user=user) | Q(group__user=user), everywhere=True, role__live=True)
        .values_list("role__verbs", flat=True)
    )
    return {word for bundle in bundles for word in bundle}


def _read_scopes(user: int, now: datetime, known: set[Verb]) -> dict[Verb, Scope]:
    own = _open_rows("user", now).filter(user=user)
    through_groups = _open_rows("group", now).filter(group__user=user)
    columns = ("permission__codename", "content_object_id")
    ids: dict[Verb, set[int]] = defaultdict(set)
    for word, agency in (
        own.exclude(permission__codename__in=known)
        .values_list(*columns)
        .union(
            through_groups.exclude(permission__codename__in=known).values_list(*columns), all=True
        )
    ):
        if word in ALL_VERBS:
            ids[Verb(word)].add(agency)
    return {verb: Scope(agency_ids=frozenset(agencies)) for verb, agencies in ids.items()}


def _open_rows(side: str, now: datetime) -> models.QuerySet[Any]:
    """guardian's rows whose window is open; the window is read at the moment of asking."""
    rows: models.QuerySet[Any] = table(side).objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now
    )
    return rows


def agencies_open_to(user: User | AnonymousUser, verb: Verb, now: datetime | None = None) -> Scope:
    """THE function: every list, page, count, chooser, export and job narrows itself by it."""
    return rights_of(user, now).scope(verb)


def may(
    user: User | AnonymousUser,
    verb: Verb,
    agency: models.Model | int | None = None,
    now: datetime | None = None,
) -> bool:
    """On this agency; without one: anywhere at all."""
    return rights_of(user, now).may(verb, agency)


def may_in_government(
    user: User | AnonymousUser, verb: GovernmentVerb, now: datetime | None = None
) -> bool:
    return rights_of(user, now).may_in_government(verb)


def people_who_may(
    verb: Verb, agency: models.Model | int, now: datetime | None = None
) -> models.QuerySet[User]:
    """The reverse: active people who may <verb> on this agency, in one query."""
    now = now or timezone.now()
    here = Q(content_object=key_of(agency), permission__codename=verb)
    return (
        User.objects.filter(is_active=True)
        .filter(
            Q(pk__in=_open_rows("user", now).filter(here).values("user"))
            | Q(groups__in=_open_rows("group", now).filter(here).values("group"))
            | Q(is_superuser=True)
        )
        .distinct()
    )


def people_who_may_in_government(
    verb: GovernmentVerb, now: datetime | None = None
) -> models.QuerySet[User]:
    """Active people who hold this verb by a grant everywhere."""
    now = now or timezone.now()
    grants = Grant.objects.in_force_at(now).filter(everywhere=True, role__live=True)
    giving = [
        (user, group)
        for user, group, verbs in grants.values_list("user", "group", "role__verbs")
        if verb in verbs
    ]
    return (
        User.objects.filter(is_active=True)
        .filter(
            Q(pk__in={user for user, _ in giving if user})
            | Q(groups__in={group for _, group in giving if group})
            | Q(is_superuser=True)
        )
        .distinct()
    )
