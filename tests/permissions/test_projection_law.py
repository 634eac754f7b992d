"""Whatever is granted and taken back, the projection says what a naive reading of the grants says."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from complaints_app.models import Agency, AgencyGroup
from permissions.grants import (
    agencies_open_to,
    check,
    people_who_may,
    reproject_agency,
    system_grant,
    system_revoke,
)
from permissions.models import Grant, Role, User
from permissions.verbs import Verb
from tests.permissions.conftest import NOW

BUNDLES = ([Verb.VIEW], [Verb.VIEW, Verb.CLOSE], [Verb.REPORT])
ASKED_VERBS = (Verb.VIEW, Verb.CLOSE, Verb.REPORT)
PARENTS = (None, 0, 1, 0, None)  # agency 2 below 1 below 0; 3 below 0; 4 alone
MEMBERS = (1, 4)  # of the group of agencies
HOURS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))

a_grant = st.fixed_dictionaries(
    {
        "holder": st.integers(0, 3),  # people 0, 1; groups 2, 3
        "role": st.integers(0, 2),
        "place": st.sampled_from([0, 1, 2, 3, 4, "group", "everywhere"]),
        "with_descendants": st.booleans(),
        "starts_at": HOURS,
        "ends_at": st.none() | HOURS,
        "revoked": st.booleans(),
    }
)


def naive_ground(grant: Grant, parents: dict[int, int | None], members: set[int]) -> set[int]:
    if grant.everywhere:
        return set(parents)
    ground: set[Any] = {grant.agency_id} if grant.agency_id else set(members)
    if grant.with_descendants:
        for agency, parent in parents.items():
            above = parent
            while above is not None:
                if above in (grant.agency_id, *(members if grant.agency_group_id else ())):
                    ground.add(agency)
                above = parents[above]
    return ground


class ProjectionLaw(TestCase):
    def setUp(self) -> None:
        self.agencies: list[Agency] = []
        for number, parent in enumerate(PARENTS):
            above = None if parent is None else self.agencies[parent]
            self.agencies.append(
                Agency.objects.create(code=f"a{number}", name_ar="د", name_en="A", parent=above)
            )
        self.sector = AgencyGroup.objects.create(code="g", name_ar="م", name_en="G")
        self.sector.agencies.set([self.agencies[number] for number in MEMBERS])
        self.sector.save()
        self.people = [User.objects.create_user(f"p{n}", name_ar="شخص") for n in range(2)]
        self.groups = [Group.objects.create(name=f"g{n}") for n in range(2)]
        self.people[0].groups.add(self.groups[0])
        self.people[1].groups.add(*self.groups)
        self.roles = [
            Role.objects.create(code=f"r{n}", name_ar="دور", name_en="R", verbs=bundle)
            for n, bundle in enumerate(BUNDLES)
        ]

    @settings(max_examples=60, deadline=None)
    @given(st.lists(a_grant, max_size=6), st.none() | st.integers(1, 3))
    def test_the_projection_equals_a_naive_reading(
        self, wishes: list[dict[str, Any]], orphaned: int | None
    ) -> None:
        for wish in wishes:
            self._give(wish)
        if orphaned is not None:
            moved = self.agencies[orphaned]
            Agency.objects.filter(pk=moved.pk).update(parent=None)
            reproject_agency(moved)
        assert not check()
        self._compare()

    def _give(self, wish: dict[str, Any]) -> None:
        place = wish["place"]
        if wish["ends_at"] is not None and wish["ends_at"] <= wish["starts_at"]:
            return
        made = system_grant(
            holder=[*self.people, *self.groups][wish["holder"]],
            role=self.roles[wish["role"]],
            agency=self.agencies[place] if isinstance(place, int) else None,
            agency_group=self.sector if place == "group" else None,
            everywhere=place == "everywhere",
            with_descendants=wish["with_descendants"],
            starts_at=wish["starts_at"],
            ends_at=wish["ends_at"],
            reason="law",
            now=NOW,
        )
        if wish["revoked"] and made.state == Grant.State.IN_FORCE:
            system_revoke(made, reason="law", now=NOW)

    def _compare(self) -> None:
        for moment in (NOW - timedelta(hours=1), NOW):
            for verb in ASKED_VERBS:
                for person in self.people:
                    self._compare_one(person, verb, moment)

    def _compare_one(self, person: User, verb: Verb, moment: datetime) -> None:
        expected = self._naively(person, verb, moment)
        scope = agencies_open_to(person, verb, moment)
        assert {agency.pk for agency in self.agencies if agency in scope} == expected
        reverse = {a.pk for a in self.agencies if person in people_who_may(verb, a, moment)}
        assert reverse == expected

    def _naively(self, person: User, verb: Verb, moment: datetime) -> set[int]:
        parents: dict[int, int | None] = dict(Agency.objects.values_list("pk", "parent_id"))
        members = {self.agencies[number].pk for number in MEMBERS}
        mine = set(person.groups.values_list("pk", flat=True))
        expected: set[int] = set()
        for grant in Grant.objects.filter(state=Grant.State.IN_FORCE).select_related("role"):
            holds = grant.user_id == person.pk or grant.group_id in mine
            begun = grant.starts_at <= moment
            over = grant.ends_at is not None and grant.ends_at <= moment
            if holds and begun and not over and verb in grant.role.verbs:
                expected |= naive_ground(grant, parents, members)
        return expected
