"""Give a role, approve it, refuse it, take it back: each with its projection in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from permissions.grants.authority import (
    GrantRefused,
    authority_of,
    is_oneself,
    is_wide,
    keep_an_administrator,
)
from permissions.grants.projection import Slice, check, project
from permissions.grants.territory import Territory
from permissions.models import Grant, Role, User


@dataclass(frozen=True)
class Place:
    """Where a grant holds; exactly one of the three."""

    agency: models.Model | None = None
    agency_group: models.Model | None = None
    everywhere: bool = False
    with_descendants: bool = False

    def columns(self) -> dict[str, object]:
        return {
            "agency_id": self.agency.pk if self.agency else None,
            "agency_group_id": self.agency_group.pk if self.agency_group else None,
            "everywhere": self.everywhere,
            "with_descendants": self.with_descendants and not self.everywhere,
        }

    def check(self) -> None:
        if [bool(self.agency), bool(self.agency_group), self.everywhere].count(True) != 1:
            raise GrantRefused(
                _("Choose one place: an agency, a group of agencies, or everywhere."), "agency"
            )
        if self.agency_group is not None and not getattr(self.agency_group, "live", True):
            raise GrantRefused(_("This group of agencies is not in force."), "agency_group")


def grant(
    *,
    holder: User | Group,
    role: Role,
    agency: models.Model | None = None,
    agency_group: models.Model | None = None,
    everywhere: bool = False,
    with_descendants: bool = False,
    answers_for: bool | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str,
    by: User,
    now: datetime,
) -> Grant:
    """Gives the role; a wide one stays asked for until a second person approves it.

    Raises GrantRefused. A start in the past is moved to `now`: nobody backdates rights.
    """
    place = Place(agency, agency_group, everywhere, with_descendants)
    place.check()
    _check_holder(holder, by)
    _check_words(reason, role)
    new = _prepared(holder, role, place, answers_for=answers_for, reason=reason, now=now)
    new.starts_at, new.ends_at = max(starts_at or now, now), ends_at
    _check_window(new)
    _check_giver(new, by, now)
    new.asked_by = by
    new.state = Grant.State.ASKED if is_wide(new) else Grant.State.IN_FORCE
    return _put_in_force(new)


def system_grant(
    *,
    holder: User | Group,
    role: Role,
    agency: models.Model | None = None,
    agency_group: models.Model | None = None,
    everywhere: bool = False,
    with_descendants: bool = False,
    answers_for: bool | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str,
    now: datetime,
) -> Grant:
    """For setup and the demonstration: in force at once, given by nobody; the same one only once."""
    place = Place(agency, agency_group, everywhere, with_descendants)
    place.check()
    new = _prepared(holder, role, place, answers_for=answers_for, reason=reason, now=now)
    new.starts_at, new.ends_at = starts_at or now, ends_at
    _check_window(new)
    same = Grant.objects.filter(
        user=new.user, group=new.group, role=role, state=Grant.State.IN_FORCE, **place.columns()
    ).first()
    return same or _put_in_force(new)


def approve(asked: Grant, *, by: User, now: datetime) -> Grant:
    """The second pair of eyes: puts a wide grant in force, from now at the earliest."""
    with transaction.atomic():
        waiting = _locked(asked, Grant.State.ASKED)
        _check_second_person(waiting, by, now)
        waiting.state = Grant.State.IN_FORCE
        waiting.starts_at = max(waiting.starts_at, now)
        _check_window(waiting)
        waiting.decided_by, waiting.decided_at = by, now
        return _put_in_force(waiting)


def decline(asked: Grant, *, by: User, reason: str, now: datetime) -> Grant:
    """Refuses a grant that was asked for; whoever asked may also withdraw it so."""
    with transaction.atomic():
        waiting = _locked(asked, Grant.State.ASKED)
        if waiting.asked_by_id != by.pk:
            _check_giver(waiting, by, now)
        _check_reason(reason)
        waiting.state, waiting.end_reason = Grant.State.REFUSED, reason
        waiting.decided_by, waiting.decided_at = by, now
        waiting.save()
        return waiting


def revoke(given: Grant, *, by: User, reason: str, now: datetime) -> Grant:
    """Takes it back at once, by whoever may give it there; the record stays."""
    with transaction.atomic():
        held = _locked(given, Grant.State.IN_FORCE)
        _check_giver(held, by, now)
        _check_reason(reason)
        keep_an_administrator(without=[held], now=now)
        return _end(held, by, reason, now)


def system_revoke(given: Grant, *, reason: str, now: datetime) -> Grant:
    """For jobs and the demonstration: ended by nobody."""
    with transaction.atomic():
        return _end(_locked(given, Grant.State.IN_FORCE), None, reason, now)


def end_expired(now: datetime) -> int:
    """Marks grants whose time is over as ended (they stopped giving at that moment already)."""
    expired = Grant.objects.filter(state=Grant.State.IN_FORCE, ends_at__lte=now)
    if not expired.exists():
        return 0
    with transaction.atomic():
        over = list(expired.select_for_update(of=("self",)))
        for held in over:
            held.state, held.ended_at = Grant.State.ENDED, held.ends_at
        Grant.objects.bulk_update(over, ["state", "ended_at"], batch_size=500)
        project(Slice.held_by(over))
    return len(over)


def end_grants_of(person: User, *, by: User, reason: str, now: datetime) -> int:
    """Ends every grant of a person who leaves; his groups are left by their own verb."""
    with transaction.atomic():
        held = list(
            Grant.objects.select_for_update(of=("self",)).filter(
                user=person, state=Grant.State.IN_FORCE
            )
        )
        for one in held:
            one.state, one.ended_at, one.ended_by = Grant.State.ENDED, now, by
            one.end_reason = reason
            one.save()
        project(Slice(users={person.pk}, groups=()))
    return len(held)


def _prepared(
    holder: User | Group,
    role: Role,
    place: Place,
    *,
    answers_for: bool | None,
    reason: str,
    now: datetime,
) -> Grant:
    new = Grant(role=role, reason=reason.strip(), asked_at=now, **place.columns())
    if isinstance(holder, User):
        new.user = holder
    else:
        new.group = holder
    new.answers_for = place.agency is not None if answers_for is None else answers_for
    return new


def _put_in_force(new: Grant) -> Grant:
    with transaction.atomic():
        new.save()
        if new.state == Grant.State.IN_FORCE:
            project(Slice.held_by([new]))
    return new


def _end(held: Grant, by: User | None, reason: str, now: datetime) -> Grant:
    held.state, held.ended_at, held.ended_by = Grant.State.ENDED, now, by
    held.end_reason = reason
    held.save()
    project(Slice.held_by([held]))
    return held


def _locked(given: Grant, state: Grant.State) -> Grant:
    """The row as it stands now, held until the end; somebody else may have been faster."""
    row = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("role", "user", "group")
        .get(pk=given.pk)
    )
    if row.state != state:
        raise GrantRefused(_("Somebody else has already decided this. Load the page again."))
    return row


def _check_holder(holder: User | Group, by: User) -> None:
    if is_oneself(holder, by):
        raise GrantRefused(_("Nobody gives rights to himself or to a group he is in."), "holder")
    if isinstance(holder, User) and not holder.is_active:
        raise GrantRefused(_("This person is no longer active."), "holder")


def _check_words(reason: str, role: Role) -> None:
    _check_reason(reason)
    if not (role.live and role.code):
        raise GrantRefused(_("This role is not in force."), "role")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise GrantRefused(_("Say why: the reason stays in the record."), "reason")


def _check_window(new: Grant) -> None:
    if new.ends_at is not None and new.ends_at <= new.starts_at:
        raise GrantRefused(_("The end must come after the beginning."), "ends_at")


def _check_giver(asked: Grant, by: User, now: datetime) -> None:
    if not authority_of(by, now).covers(asked, Territory()):
        raise GrantRefused(_("This role, in this place, is not yours to give or take."), "role")


def _check_second_person(asked: Grant, by: User, now: datetime) -> None:
    if asked.asked_by_id == by.pk:
        raise GrantRefused(_("You asked for it: a second person must approve."))
    if is_oneself(asked.user or asked.group, by):
        raise GrantRefused(_("Nobody approves rights for himself or for a group he is in."))
    if asked.user is not None and not asked.user.is_active:
        raise GrantRefused(_("This person is no longer active."))
    _check_giver(asked, by, now)


def repair(now: datetime | None = None) -> tuple[int, dict[str, int]]:
    """The minute job: ends what is over, then makes the whole projection equal to the grants.

    It looks without a lock, and takes one only when there is something to mend.
    """
    ended, found = end_expired(now or timezone.now()), check()
    return ended, project(Slice()).counts() if found else found.counts()
