"""guardian's direct tables as a projection of the grants: computed, compared, written, repaired."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from permissions.grants import freshness
from permissions.grants.territory import Territory, agency_model
from permissions.models import Grant, Role
from permissions.verbs import Verb


class Row(NamedTuple):
    """One line of a guardian table: this holder has this verb on this agency in this window."""

    holder: int
    permission: int
    agency: int
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Differences:
    """Where guardian's tables and the grants disagree."""

    missing: dict[str, set[Row]] = field(default_factory=dict)
    surplus: dict[str, set[Row]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.missing.values()) or any(self.surplus.values())

    def counts(self) -> dict[str, int]:
        return {
            "missing": sum(len(rows) for rows in self.missing.values()),
            "surplus": sum(len(rows) for rows in self.surplus.values()),
        }


@dataclass(frozen=True)
class Slice:
    """The part of the tables that a change may have touched; None means all of them."""

    users: Collection[int] | None = None
    groups: Collection[int] | None = None
    agencies: Collection[int] | None = None

    @classmethod
    def held_by(cls, grants: Iterable[Grant]) -> "Slice":
        """Everything of the people and groups who hold these grants."""
        holders = list(grants)
        return cls(
            users={grant.user_id for grant in holders if grant.user_id is not None},
            groups={grant.group_id for grant in holders if grant.group_id is not None},
        )

    def holders(self, side: str) -> Collection[int] | None:
        return self.users if side == "user" else self.groups


SIDES = ("user", "group")


def table(side: str) -> Any:
    """guardian's direct table of people or of groups."""
    model: Any = agency_model()
    return get_user_obj_perms_model(model) if side == "user" else get_group_obj_perms_model(model)


def lock_rights() -> None:
    """One change of rights at a time: two that overlap would each miss the other's ground."""
    kind = ContentType.objects.get_for_model(agency_model())
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


def project(part: Slice) -> Differences:
    """Makes the tables equal to the grants within `part`; call it in the change's transaction."""
    with transaction.atomic():
        lock_rights()
        found = compare(part)
        for side in SIDES:
            _delete(side, found.surplus[side])
            _insert(side, found.missing[side])
    freshness.touch()
    return found


def reproject_agency(*agencies: models.Model) -> Differences:
    """After an agency is made or moved in the tree: its rows and those of all below it."""
    territory = Territory()
    touched: set[int] = set()
    for agency in agencies:
        touched |= territory.with_those_below(agency.pk)
    return project(Slice(agencies=touched))


def reproject_agency_group(group: models.Model) -> Differences:
    """After the agencies of a group changed: everybody with a grant on that group."""
    return project(Slice.held_by(Grant.objects.filter(agency_group=group.pk)))


def reproject_role(role: Role) -> Differences:
    """After a role's bundle of verbs came into force."""
    return project(Slice.held_by(Grant.objects.filter(role=role)))


def check() -> Differences:
    """Where the tables differ from the grants, without touching anything."""
    return compare(Slice())


def compare(part: Slice) -> Differences:
    territory, permissions = Territory(), _permissions()
    found = Differences()
    for side in SIDES:
        wanted = _wanted(side, part, territory, permissions)
        present = _present(side, part)
        found.missing[side] = wanted - present
        found.surplus[side] = present - wanted
    return found


def _permissions() -> dict[str, int]:
    """Verb → guardian's permission row, made by migrate from the agency's Meta."""
    kind = ContentType.objects.get_for_model(agency_model())
    return dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))


def _wanted(side: str, part: Slice, territory: Territory, permissions: dict[str, int]) -> set[Row]:
    windows: dict[tuple[int, int, int], list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for grant in _grants(side, part):
        covered = territory.of(grant)
        if part.agencies is not None:
            covered = covered.intersection(part.agencies)
        holder = getattr(grant, f"{side}_id")
        for verb in set(grant.role.verbs).intersection(Verb):
            for agency in covered:
                key = (holder, permissions[verb], agency)
                windows[key].append((grant.starts_at, grant.ends_at))
    return {Row(*key, *window) for key, spans in windows.items() for window in merged(spans)}


def _grants(side: str, part: Slice) -> models.QuerySet[Grant]:
    grants = Grant.objects.filter(
        state=Grant.State.IN_FORCE, role__live=True, **{f"{side}__isnull": False}
    ).select_related("role")
    holders = part.holders(side)
    return grants if holders is None else grants.filter(**{f"{side}__in": holders})


def merged(
    spans: list[tuple[datetime, datetime | None]],
) -> list[tuple[datetime, datetime | None]]:
    """The same time in as few windows as possible; None is an end that is not foreseen."""
    result: list[tuple[datetime, datetime | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if not result:
            result.append((start, end))
            continue
        last_start, last_end = result[-1]
        if last_end is not None and start > last_end:
            result.append((start, end))
        elif last_end is not None and (end is None or end > last_end):
            result[-1] = (last_start, end)
    return [span for span in result if span[1] is None or span[1] > span[0]]


def _present(side: str, part: Slice) -> set[Row]:
    rows = table(side).objects.all()
    holders = part.holders(side)
    if holders is not None:
        rows = rows.filter(**{f"{side}__in": holders})
    if part.agencies is not None:
        rows = rows.filter(content_object__in=part.agencies)
    columns = (f"{side}_id", "permission_id", "content_object_id", "starts_at", "ends_at")
    return {Row(*values) for values in rows.values_list(*columns)}


def _delete(side: str, rows: set[Row]) -> None:
    """By holder and permission: few statements, each over an index."""
    together: dict[tuple[int, int, datetime], list[int]] = defaultdict(list)
    for row in rows:
        together[row.holder, row.permission, row.starts_at].append(row.agency)
    for (holder, permission, starts_at), agencies in together.items():
        table(side).objects.filter(
            **{f"{side}_id": holder},
            permission_id=permission,
            starts_at=starts_at,
            content_object_id__in=agencies,
        ).delete()


def _insert(side: str, rows: set[Row]) -> None:
    model = table(side)
    model.objects.bulk_create(
        (
            model(
                **{f"{side}_id": row.holder},
                permission_id=row.permission,
                content_object_id=row.agency,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for row in sorted(rows, key=lambda row: row[:4])
        ),
        batch_size=1000,
    )
