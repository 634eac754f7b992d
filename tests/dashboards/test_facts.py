"""What the journal says becomes facts: stays, cycles, limits."""

from datetime import timedelta

import pytest

from complaints_app.models import DirtyComplaint
from complaints_app.status import State
from dashboards import facts
from dashboards.models import ComplaintFact, CycleFact, LimitFact, StayFact
from tests.dashboards.planting import HOUR, Planted, World, amman

SUNDAY = amman("2026-11-01 09:00")
NOW = amman("2026-12-01 12:00")


def handled(world: World) -> Planted:
    """Filed Sunday 9:00, accepted 10:00, closed Monday 9:00, all at one agency."""
    zarqa = world.place("zarqa")
    case = Planted(world, SUNDAY, place=zarqa)
    water = world.agency("water")
    case.routed(SUNDAY, water).start("acceptance/1/1/1", SUNDAY, SUNDAY + 3 * HOUR)
    case.tell("accepted", SUNDAY + HOUR, State.IN_PROCESS).end("acceptance/1/1/1", "answered")
    case.start("resolution/1/1/1", SUNDAY + HOUR, amman("2026-11-02 15:30"))
    case.closed(amman("2026-11-02 09:00")).end("resolution/1/1/1", "closed")
    return case


def test_a_handled_complaint_becomes_one_fact_with_its_parts(world: World) -> None:
    complaint = handled(world).done()
    assert facts.recompute([complaint.pk]) == 1
    fact = ComplaintFact.objects.get()
    assert (fact.agency, fact.governorate) == (world.agency("water"), world.place("zarqa"))
    assert (fact.filed_on.isoformat(), str(fact.closed_on)) == ("2026-11-01", "2026-11-02")
    assert fact.subject_root.code == "water"
    assert (fact.hops, fact.acceptance_seconds) == (1, 3600)
    assert StayFact.objects.get().ended_how == "closed"


def test_handling_time_counts_only_hours_of_the_office(world: World) -> None:
    facts.recompute([handled(world).done().pk])
    # Sunday 9:00–15:30 and Monday 8:00–9:00
    assert CycleFact.objects.get().handling_seconds == 7.5 * 3600


def test_recomputing_twice_changes_nothing(world: World) -> None:
    complaint = handled(world).done()
    facts.recompute([complaint.pk])
    first = [list(model.objects.values_list()) for model in (ComplaintFact,)]
    facts.recompute([complaint.pk, complaint.pk])
    assert [list(model.objects.values_list()) for model in (ComplaintFact,)] == first
    assert LimitFact.objects.count() == 3  # acceptance, first promise, last promise
    assert StayFact.objects.count() == CycleFact.objects.count() == 1


def test_the_pause_for_the_complainant_is_shown_apart(world: World) -> None:
    case = Planted(world, SUNDAY)
    case.routed(SUNDAY, world.agency("water"))
    case.tell("accepted", SUNDAY + HOUR, State.IN_PROCESS)
    case.tell("asked", SUNDAY + 2 * HOUR, State.WAITING)
    case.tell("resumed", SUNDAY + 5 * HOUR, State.IN_PROCESS, seconds=3 * 3600)
    facts.recompute([case.closed(SUNDAY + 6 * HOUR).done().pk])
    cycle = CycleFact.objects.get()
    assert (cycle.handling_seconds, cycle.paused_seconds) == (3 * 3600, 3 * 3600)


def test_each_agency_that_it_reached_is_a_stay_of_its_own(world: World) -> None:
    water, health = world.agency("water"), world.agency("health")
    case = Planted(world, SUNDAY)
    case.routed(SUNDAY, water)
    case.tell("returned", SUNDAY + HOUR, State.DELIVERED, agency="water", proposed="health")
    case.routed(SUNDAY + HOUR, health, kind="passed_on", from_agency="water")
    case.tell("accepted", SUNDAY + 3 * HOUR, State.IN_PROCESS)
    facts.recompute([case.done().pk])
    stays = StayFact.objects.order_by("pk")
    assert [(s.agency, s.ended_how) for s in stays] == [(water, "returned"), (health, "")]
    fact = ComplaintFact.objects.get()
    assert (fact.hops, fact.returns, fact.acceptance_seconds) == (2, 1, 3 * 3600)


def test_time_with_the_unit_is_a_stay_of_nobody(world: World) -> None:
    case = Planted(world, SUNDAY)
    case.routed(SUNDAY, world.agency("water"))
    case.tell("returned", SUNDAY + HOUR, State.RETURNED, agency="water")
    case.routed(SUNDAY + 2 * HOUR, world.agency("water"), kind="decided", same=True)
    facts.recompute([case.done().pk])
    assert [s.agency_id for s in StayFact.objects.order_by("pk")][1] is None
    assert StayFact.objects.get(ended_how="returned").wrongly_refused


def test_a_reopened_complaint_has_two_cycles_and_did_not_arrive_again(world: World) -> None:
    case = handled(world)
    case.tell("answer_given", SUNDAY + timedelta(days=2), verified=True, satisfaction=4)
    case.tell("reopened", SUNDAY + timedelta(days=5), State.IN_PROCESS)
    facts.recompute([case.done().pk])
    first, second = CycleFact.objects.order_by("cycle")
    assert (first.reopened_after_days, first.satisfaction) == (4, 4)
    assert first.answer_seconds == 24 * 3600
    assert second.closed_on is None
    assert ComplaintFact.objects.get().hops == 1


def test_the_first_promise_counts_until_the_case_is_closed_and_moves_by_pauses(
    world: World,
) -> None:
    case = handled(world)
    case.events.pop()
    promised, later = amman("2026-11-02 15:30"), amman("2026-11-04 15:30")
    case.tell("promise_moved", SUNDAY + 2 * HOUR).end("resolution/1/1/1", "moved")
    case.start("resolution/1/1/2", SUNDAY + 2 * HOUR, later)
    case.tell("asked", amman("2026-11-02 10:00"), State.WAITING)
    case.tell("resumed", amman("2026-11-02 11:00"), State.IN_PROCESS, seconds=3600)
    case.closed(amman("2026-11-03 08:30")).end("resolution/1/1/2", "closed")
    facts.recompute([case.done().pk])
    first = LimitFact.objects.get(measure="first_promise")
    assert first.due_at == promised + timedelta(hours=17, minutes=30)  # Tuesday 9:00
    assert (first.verdict, first.due_on.isoformat()) == ("on_time", "2026-11-03")
    assert LimitFact.objects.get(measure="last_promise").due_at == later


@pytest.mark.parametrize("outcome", ["withdrawn", "duplicate"])
def test_withdrawn_before_the_limit_leaves_the_count(world: World, outcome: str) -> None:
    case = handled(world)
    case.events.pop()
    case.closed(SUNDAY + 2 * HOUR, outcome).end("resolution/1/1/1", "closed")
    facts.recompute([case.done().pk])
    assert LimitFact.objects.get(measure="last_promise").verdict == "out"


def test_what_became_dirty_is_computed_and_forgotten(world: World) -> None:
    handled(world).done()
    DirtyComplaint.objects.create(complaint_id=DirtyComplaint.objects.get().complaint_id)
    assert facts.freshness(NOW) == (None, 1)
    assert facts.refresh(NOW) == 1
    assert not DirtyComplaint.objects.exists()
    assert facts.freshness(NOW) == (NOW, 0)


def test_a_rebuild_gives_the_same_facts(world: World) -> None:
    handled(world).done()
    facts.refresh(NOW)
    before = list(LimitFact.objects.values_list("measure", "due_at", "verdict"))
    assert facts.rebuild() == 1
    assert list(LimitFact.objects.values_list("measure", "due_at", "verdict")) == before
