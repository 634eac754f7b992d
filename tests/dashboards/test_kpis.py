"""The indicators: numerator, denominator, n; and the report of one quarter of 2016."""

from datetime import date, datetime

import pytest

from complaints_app.status import State
from dashboards import facts, kpis
from dashboards.filters import Question
from dashboards.kpis import Indicator
from dashboards.periods import Span, named
from tests.dashboards.planting import DAY, HOUR, Planted, World, amman

NOW = amman("2026-12-01 12:00")
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
SUNDAY = amman("2026-11-01 09:00")


def ask(code: str, **changes: object) -> Indicator:
    question = Question(span=NOVEMBER, now=NOW, **changes)  # type: ignore[arg-type]
    return kpis.answer(kpis.measure(code), question)


def with_acceptance(
    world: World, *, due: datetime, answered: datetime | None = None, how: str = "answered"
) -> Planted:
    case = Planted(world, SUNDAY, place=world.place("irbid"))
    case.routed(SUNDAY, world.agency("water")).start("acceptance/1/1/1", SUNDAY, due)
    if answered is not None:
        case.tell("accepted", answered, State.IN_PROCESS).end("acceptance/1/1/1", how)
    return case


def compute(*cases: Planted) -> None:
    facts.recompute(case.done().pk for case in cases)


def test_on_time_counts_what_was_answered_and_what_has_passed(world: World) -> None:
    due = SUNDAY + 3 * HOUR
    compute(
        with_acceptance(world, due=due, answered=due),
        with_acceptance(world, due=due, answered=due + HOUR),
        with_acceptance(world, due=due, answered=due - HOUR, how="returned"),
        with_acceptance(world, due=due, answered=due - HOUR, how="withdrawn"),
        with_acceptance(world, due=due),  # nobody answered: late without an event
        with_acceptance(world, due=NOW + DAY),  # not yet
    )
    found = ask("accepted_on_time")
    assert (found.numerator, found.denominator, found.n, found.value) == (2, 4, 4, 50.0)


def test_a_limit_becomes_late_by_itself(world: World) -> None:
    compute(with_acceptance(world, due=SUNDAY + 3 * HOUR))
    early = Question(span=NOVEMBER, now=SUNDAY + HOUR)
    assert kpis.answer(kpis.measure("accepted_on_time"), early).n == 0
    assert ask("accepted_on_time").value == 0.0


def test_a_paused_limit_is_a_class_of_its_own(world: World) -> None:
    case = with_acceptance(world, due=SUNDAY + 3 * HOUR)
    case.clocks["acceptance/1/1/1"].paused_at = SUNDAY + HOUR
    compute(case)
    found = ask("accepted_on_time")
    assert (found.n, found.details) == (0, {"paused": 1})


def test_nothing_to_count_is_no_percentage(world: World) -> None:
    compute(Planted(world, SUNDAY).routed(SUNDAY, world.agency("water")))
    found = ask("accepted_on_time")
    assert (found.value, found.n, found.numerator) == (None, 0, 0)


def test_received_by_an_agency_is_what_reached_it(world: World) -> None:
    water, health = world.agency("water"), world.agency("health")
    case = Planted(world, SUNDAY).routed(SUNDAY, water)
    case.routed(SUNDAY + DAY, health, kind="passed_on")
    compute(case)
    assert ask("received").value == 1
    assert ask("received", agencies=frozenset({water.pk})).value == 1
    assert ask("received", agencies=frozenset({health.pk})).value == 1
    assert ask("open", agencies=frozenset({water.pk})).value == 0
    assert ask("open", agencies=frozenset({health.pk})).value == 1
    lines = {row.code: row.cells["received"] for row in by_agency().rows}
    assert lines == {"water": 1, "health": 1}


def by_agency() -> kpis.Table:
    return kpis.by_agency(Question(span=NOVEMBER, now=NOW))


def test_late_means_that_a_limit_of_an_open_complaint_has_passed(world: World) -> None:
    late = with_acceptance(world, due=SUNDAY + HOUR)
    in_time = with_acceptance(world, due=NOW + DAY)
    compute(late, in_time)
    assert (ask("open").value, ask("late").value) == (2, 1)
    listed = kpis.measure("late").counted(Question(span=NOVEMBER, now=NOW))
    assert [row.fact_id for row in listed] == [late.complaint.pk]


def closed_after(world: World, hours: int) -> Planted:
    case = Planted(world, SUNDAY).routed(SUNDAY, world.agency("water"))
    return case.closed(SUNDAY + hours * HOUR)


def test_median_and_ninth_decile_stand_beside_the_mean(world: World) -> None:
    compute(*(closed_after(world, hours) for hours in (1, 2, 3, 6)))
    found = ask("handling_time")
    assert (found.value, found.n) == (2.5 * 3600, 4)
    assert found.spread is not None
    assert found.spread.p90 == pytest.approx((3 + 0.7 * 3) * 3600)
    assert found.spread.mean == 3 * 3600


def test_a_month_ends_with_what_was_open(world: World) -> None:
    compute(closed_after(world, 2), with_acceptance(world, due=NOW + DAY))
    span = Span(date(2026, 10, 1), date(2026, 12, 31))
    rows = kpis.by_month(Question(span=span, now=NOW)).rows
    assert [row.code for row in rows] == ["2026-10", "2026-11", "2026-12"]
    assert [row.cells["received"] for row in rows] == [0, 2, 0]
    assert [row.cells["open"] for row in rows] == [0, 1, 1]


def test_the_trend_adds_up_to_the_number(world: World) -> None:
    compute(*(closed_after(world, hours) for hours in (1, 30, 200)))
    question = Question(span=NOVEMBER, now=NOW)
    for code in ("received", "closed"):
        steps = kpis.trend(kpis.measure(code), question)
        assert sum(step or 0 for step in steps) == ask(code).value


def test_the_course_of_what_stands_open_or_late_ends_with_the_number(world: World) -> None:
    compute(
        closed_after(world, 30),
        with_acceptance(world, due=SUNDAY + HOUR),
        with_acceptance(world, due=SUNDAY + HOUR, answered=SUNDAY + 100 * HOUR),
        with_acceptance(world, due=NOW + DAY),
    )
    question = Question(span=NOVEMBER, now=NOW)
    for code in ("open", "late"):
        course = kpis.trend(kpis.measure(code), question)
        assert course[-1] == ask(code).value
        spans = question.span.steps()
        counted = [kpis.measure(code).counted(question.within(span)).count() for span in spans]
        assert course == counted


def test_the_period_before_whole_months_is_as_many_months() -> None:
    quarter = Span(date(2026, 9, 1), date(2026, 11, 30))
    assert quarter.before() == Span(date(2026, 6, 1), date(2026, 8, 31))
    assert Span(date(2026, 11, 2), date(2026, 11, 8)).before().since == date(2026, 10, 26)
    assert named("last_3_months", date(2026, 12, 3)) == quarter


SHARES = {"amman": 166, "zarqa": 31, "irbid": 30, "aqaba": 7, "karak": 103}


def quarter_of_2016(world: World) -> None:
    """337 complaints about 36 agencies, 310 by telephone, 315 of them closed by the end of March."""
    places = [code for code, n in SHARES.items() for _ in range(n)]
    cases = []
    for number, place in enumerate(places):
        filed = amman("2016-01-03 09:00") + number % 60 * DAY
        channel = "phone" if number < 310 else "web"
        agency = world.agency(f"agency-{number % 36}")
        case = Planted(world, filed, place=world.place(place), channel=channel)
        case.routed(filed, agency)
        if number % 337 >= 22:
            case.closed(filed + 20 * DAY)
        cases.append(case)
    compute(*cases)


def test_the_report_of_the_first_quarter_of_2016_comes_out_as_it_was_printed(world: World) -> None:
    quarter_of_2016(world)
    span = Span(date(2016, 1, 1), date(2016, 3, 31))
    question = Question(span=span, now=amman("2016-04-01 09:00"))
    found = {indicator.code: indicator for indicator in kpis.answer_all(question)}
    assert (found["received"].value, found["open"].value) == (337, 22)
    # They printed 94 %; 315 of 337 is 93.5 %.
    assert (found["closure_rate"].numerator, found["closure_rate"].value) == (315, 93.5)
    assert found["accepted_on_time"].value is None
    assert len(kpis.by_agency(question).rows) == 36
    places = {row.code: row.cells["received"] or 0 for row in kpis.by_governorate(question).rows}
    shares = {code: round(100 * n / 337, 1) for code, n in places.items()}
    assert [shares[code] for code in ("amman", "zarqa", "irbid", "aqaba")] == [49.3, 9.2, 8.9, 2.1]
    by_phone = kpis.answer(
        kpis.measure("received"), Question(span=span, now=question.now, channel="phone")
    )
    assert round(100 * by_phone.n / 337) == 92


def test_every_breakdown_adds_up_to_the_whole(world: World) -> None:
    quarter_of_2016(world)
    question = Question(
        span=Span(date(2016, 1, 1), date(2016, 3, 31)), now=amman("2016-04-01 09:00")
    )
    for table in (kpis.by_agency(question), kpis.by_governorate(question)):
        assert sum(row.cells["received"] or 0 for row in table.rows) == 337
        assert sum(row.cells["open"] or 0 for row in table.rows) == 22
