"""Whose complaint is it: one matcher for routing rows and policy rows, and why it decided so."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from complaints_app.models import (
    Agency,
    ComplaintType,
    Place,
    PolicyRule,
    Precedent,
    RequestKind,
    RoutingRule,
    Version,
)
from complaints_app.versioning import version_in_force

STANDARD_POLICY = "standard"


@dataclass(frozen=True, slots=True)
class Route:
    """The agency (None: the unit must decide), how it was found, the row cited, and the reasons in words."""

    agency: Agency | None
    how: str
    rule: str = ""
    lines: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Matter:
    """What rows are matched against: the subject and the place with all that lies above them."""

    subjects: tuple[int, ...]
    places: tuple[int, ...]
    kind: int | None
    agency: int | None = None

    @classmethod
    def of(
        cls,
        subject: ComplaintType,
        *,
        place: Place | None = None,
        municipality: Place | None = None,
        kind: RequestKind | None = None,
        agency: Agency | None = None,
    ) -> "Matter":
        places = line_of(municipality) + line_of(place)
        return cls(
            subjects=tuple(item.pk for item in line_of(subject)),
            places=tuple(dict.fromkeys(item.pk for item in places)),
            kind=kind.pk if kind else None,
            agency=agency.pk if agency else None,
        )

    def weight(self, row: Any) -> tuple[int, int, int, int, int] | None:
        """How specific a row is for this matter (bigger wins); None when it does not fit."""
        agency = getattr(row, "agency_id", None) if isinstance(row, PolicyRule) else None
        fits = (
            (row.subject_id is None or row.subject_id in self.subjects)
            and (row.place_id is None or row.place_id in self.places)
            and (row.kind_id is None or row.kind_id == self.kind)
            and (agency is None or agency == self.agency)
        )
        if not fits:
            return None
        return (
            self._depth(row.subject_id, self.subjects),
            self._depth(row.place_id, self.places),
            1 if row.kind_id else 0,
            1 if agency else 0,
            -row.row,
        )

    @staticmethod
    def _depth(item: int | None, line: tuple[int, ...]) -> int:
        return 0 if item is None else len(line) - line.index(item)


def line_of(item: Any) -> list[Any]:
    """The item and what lies above it, nearest first."""
    line = []
    while item is not None and item not in line:
        line.append(item)
        item = item.parent
    return line


def find(
    subject: ComplaintType,
    *,
    place: Place | None = None,
    municipality: Place | None = None,
    kind: RequestKind | None = None,
) -> Route:
    """Precedent first, then the most specific row, then what the subject (leaf first) says, else nobody."""
    matter = Matter.of(subject, place=place, municipality=municipality, kind=kind)
    if precedent := _binding_precedent(subject, matter):
        reason = _("The central unit decided so for %(number)s.") % {"number": precedent.complaint}
        return Route(precedent.agency, "precedent", f"precedent/{precedent.pk}", (reason,))
    ranked = _ranked(RoutingRule.in_force.select_related("agency"), matter)
    lines: list[str] = []
    for row in ranked:
        agency, reason = target(row, place=place, municipality=municipality)
        lines.append(f"{row.name}: {reason}" if reason else row.name)
        if agency is not None:
            return Route(agency, "rule", f"routing_rule/{row.code}", tuple(lines))
        return Route(None, "unclear", f"routing_rule/{row.code}", tuple(lines))
    return _default_of(subject, place=place, municipality=municipality)


def _binding_precedent(subject: ComplaintType, matter: Matter) -> Precedent | None:
    found = Precedent.objects.filter(
        binding=True, ended_at=None, subject=subject, agency__live=True
    ).select_related("agency", "complaint")
    rows = [row for row in found if row.place_id is None or row.place_id in matter.places]
    return max(rows, key=lambda row: (row.place_id is not None, row.at), default=None)


def _ranked(rows: Any, matter: Matter) -> list[Any]:
    """The rows that fit, most specific first; the database leaves out what cannot fit."""
    near = rows.filter(
        Q(subject=None) | Q(subject__in=matter.subjects),
        Q(place=None) | Q(place__in=matter.places),
        Q(kind=None) | Q(kind=matter.kind),
    )
    weighed = [(weight, row) for row in near if (weight := matter.weight(row)) is not None]
    return [row for _weight, row in sorted(weighed, key=lambda pair: pair[0], reverse=True)]


def _default_of(
    subject: ComplaintType, *, place: Place | None, municipality: Place | None
) -> Route:
    reason = ""
    for item in line_of(subject):
        if item.agency_id is None and not item.agency_kind:
            continue
        agency, reason = target(item, place=place, municipality=municipality)
        cited = f"subject/{item.code}"
        words = reason or _("the default of “%(subject)s”") % {"subject": item.name}
        return Route(agency, "default" if agency else "unclear", cited, (words,))
    return Route(None, "none", "", (_("No row fits this subject and place."),))


def target(
    row: Any, *, place: Place | None, municipality: Place | None
) -> tuple[Agency | None, str]:
    """The agency a row names, or the one of its kind that serves the place; else None and why."""
    if row.agency_id is not None:
        if row.agency.live:
            return row.agency, ""
        return None, _("“%(agency)s” is no longer in force") % {"agency": row.agency.name}
    for spot in dict.fromkeys(line_of(municipality) + line_of(place)):
        serving = list(Agency.in_force.filter(kind=row.agency_kind, serves=spot)[:2])
        if len(serving) == 1:
            return serving[0], _("it serves %(place)s") % {"place": spot.name}
        if serving:
            return None, _("several agencies serve %(place)s") % {"place": spot.name}
    return None, _("no agency of this kind is known for the place")


def needs_municipality(subject: ComplaintType, place: Place | None) -> bool:
    """Whether the route depends on the municipal area, so that intake must ask for it."""
    matter = Matter.of(subject, place=place)
    ranked = _ranked(RoutingRule.in_force.all(), matter)
    if ranked:
        return bool(ranked[0].agency_kind == Agency.Kind.MUNICIPALITY)
    for item in line_of(subject):
        if item.agency_id or item.agency_kind:
            return bool(item.agency_kind == Agency.Kind.MUNICIPALITY)
    return False


def policy_for(
    subject: ComplaintType,
    *,
    kind: RequestKind | None = None,
    place: Place | None = None,
    agency: Agency | None = None,
) -> Version:
    """The policy in force: most specific row, then the kind's own, then the subject's (leaf first), then standard."""
    matter = Matter.of(subject, place=place, kind=kind, agency=agency)
    ranked = _ranked(PolicyRule.in_force.select_related("policy"), matter)
    if ranked:
        return version_in_force("policy", ranked[0].policy.code)
    for item in (kind, *line_of(subject)):
        if item is not None and item.policy is not None:
            return version_in_force("policy", item.policy.code)
    return version_in_force("policy", STANDARD_POLICY)
