"""The dashboard and the lists behind its numbers: the same count everywhere, and only within one's scope."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints_app.models import Complaint
from complaints_app.status import State
from dashboards import exports, facts, kpis
from permissions.models import User
from tests.dashboards.planting import DAY, HOUR, Planted, World, amman

NOVEMBER = {"period": "dates", "from": "2026-10-01", "to": "2026-11-24"}
SUNDAY = amman("2026-11-01 09:00")


@pytest.fixture
def november(world: World) -> list[Complaint]:
    """Two agencies, two governorates; kept and broken limits, closed and open complaints."""
    cases = []
    for number in range(12):
        code = "water" if number % 3 else "health"
        place = world.place("zarqa" if number % 2 else "irbid")
        case = Planted(world, SUNDAY + number * HOUR / 2, place=place)
        due = SUNDAY + 6 * HOUR
        case.routed(case.at, world.agency(code)).start("acceptance/1/1/1", case.at, due)
        case.tell("accepted", SUNDAY + number * HOUR, State.IN_PROCESS)
        case.end("acceptance/1/1/1", "answered")
        case.start("resolution/1/1/1", case.at, SUNDAY + 7 * DAY)
        if number % 4:
            case.closed(SUNDAY + (number + 1) * DAY).end("resolution/1/1/1", "closed")
        cases.append(case.done())
    facts.refresh(timezone.now())
    return cases


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_listed(client: Client, code: str) -> int:
    page = client.get(reverse("dashboard_counted", args=[code]), NOVEMBER)
    return len(page.context["lines"])


def test_who_may_report_nowhere_finds_no_numbers(outsider: User, november: Any) -> None:
    client = signed_in(outsider)
    for name, args in (
        ("dashboard", []),
        ("dashboard_counted", ["open"]),
        ("dashboard_numbers", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("code", [*kpis.TILES, "closed", "closure_rate", "acceptance_time"])
def test_tile_and_list_and_workbook_and_command_say_the_same(
    manager: User, november: Any, code: str
) -> None:
    client = signed_in(manager)
    page = client.get(reverse("dashboard"), NOVEMBER)
    question = page.context["asked"].question
    n = kpis.answer(kpis.measure(code), question).n
    assert n > 0
    assert lines_listed(client, code) == n
    query = QueryDict("", mutable=True)
    query.update({**NOVEMBER, "measure": code})
    data = exports.dataset("counted")
    assert data is not None
    assert len(list(data.rows(manager, query))) == data.count(manager, query) == n
    assert command("--from", "2026-10-01", "--to", "2026-11-24")[code]["n"] == n


@pytest.mark.parametrize("measure", kpis.MEASURES, ids=lambda measure: measure.code)
def test_every_number_opens_what_it_counts(
    manager: User, november: Any, measure: kpis.Measure
) -> None:
    page = signed_in(manager).get(reverse("dashboard_counted", args=[measure.code]), NOVEMBER)
    assert page.status_code == (200 if measure.lists else 404)


def test_the_two_parts_of_a_share_are_the_whole(manager: User, november: Any) -> None:
    client = signed_in(manager)
    address = reverse("dashboard_counted", args=["accepted_on_time"])
    hit, miss = (client.get(address, {**NOVEMBER, "part": part}) for part in ("hit", "miss"))
    found = hit.context["found"]
    assert len(hit.context["lines"]) == found.numerator == 7
    assert len(miss.context["lines"]) == found.denominator - found.numerator == 5


def command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("indicators", *arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())["indicators"]
    return found


def test_the_command_answers_for_one_agency(november: Any) -> None:
    found = command("--from", "2026-10-01", "--to", "2026-11-24", "--agency", "health")
    assert found["received"]["value"] == 4
    assert found["handling_time"]["p90"] >= found["handling_time"]["median"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "2026-11-01", "--to", "yesterday"],
        ["--from", "2026-11-02", "--to", "2026-11-01"],
        ["--from", "2026-11-01", "--to", "2026-11-02", "--agency", "nobody"],
        ["--from", "2026-11-01", "--to", "2026-11-02", "--group", "nobody"],
    ],
)
def test_a_wrong_argument_is_named(world: World, arguments: list[str]) -> None:
    with pytest.raises(Exception, match=r"date|before|code"):
        call_command("indicators", *arguments)


def test_a_head_sees_the_numbers_of_his_agency_only(head: User, november: Any) -> None:
    page = signed_in(head).get(reverse("dashboard"), NOVEMBER)
    tiles = {tile.code: tile.value for tile in page.context["tiles"]}
    assert tiles["received"] == "8"
    assert {line.name for line in page.context["charts"][1].lines} == {"دائرة water"}
    foreign = signed_in(head).get(reverse("dashboard"), {**NOVEMBER, "agency": "health"})
    assert foreign.context["asked"] is None


def test_who_may_not_view_reads_number_agency_and_state_only(analyst: User, november: Any) -> None:
    client = signed_in(analyst)
    page = client.get(reverse("dashboard_counted", args=["received"]), NOVEMBER)
    line = page.context["lines"][0]
    assert line.number
    assert line.agency
    assert line.state
    assert (line.url, line.subject, line.place, line.what) == ("", "", "", "")
    assert client.get(reverse("export_start"), {"dataset": "counted"}).status_code == 404


def test_an_address_that_makes_no_sense_shows_no_numbers(manager: User, november: Any) -> None:
    page = signed_in(manager).get(reverse("dashboard"), {"period": "dates", "from": "2026-13-01"})
    assert page.status_code == 200
    assert "tiles" not in page.context


def test_an_empty_denominator_says_so(manager: User, world: World) -> None:
    page = signed_in(manager).get(reverse("dashboard"), NOVEMBER)
    tile = next(tile for tile in page.context["tiles"] if tile.code == "accepted_on_time")
    assert tile.value == "–"
    assert "0" in tile.more[0]


def test_the_open_page_is_told_when_nothing_changed(manager: User, november: Any) -> None:
    client = signed_in(manager)
    first = client.get(reverse("dashboard_numbers"), NOVEMBER)
    again = client.get(
        reverse("dashboard_numbers"), NOVEMBER, headers={"If-None-Match": first["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)
    assert again["X-As-Of"]


@pytest.mark.parametrize("name", ["months", "agencies", "kept", "governorates"])
def test_a_figure_reads_from_the_right(manager: User, november: Any, name: str) -> None:
    answer = signed_in(manager).get(reverse("dashboard_figure", args=[name]), NOVEMBER)
    layout = json.loads(answer.content)["layout"]
    assert layout["yaxis"]["side"] == "right"
    first, last = layout["xaxis"]["range"]
    assert first > last
    assert "\\u2067" in answer.content.decode() or "\u2067" in answer.content.decode()


def test_a_table_can_be_taken_as_csv(manager: User, november: Any) -> None:
    answer = signed_in(manager).get(reverse("dashboard_csv", args=["governorates"]), NOVEMBER)
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(row[0] for row in rows[1:]) == ["محافظة irbid", "محافظة zarqa"]
    assert sum(int(row[1]) for row in rows[1:]) == 12


def test_a_list_continues_on_its_next_page(manager: User, world: World) -> None:
    cases = [Planted(world, SUNDAY).routed(SUNDAY, world.agency("water")) for _ in range(60)]
    facts.recompute(case.done().pk for case in cases)
    client = signed_in(manager)
    address = reverse("dashboard_counted", args=["received"])
    first = client.get(address, NOVEMBER)
    second = client.get(f"{address}?{first.context['following']}")
    numbers = {line.number for page in (first, second) for line in page.context["lines"]}
    assert len(numbers) == 60
    assert not second.context["following"]


def test_queries_do_not_grow_with_complaints(
    manager: User, november: Any, world: World, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(manager)
    with django_assert_max_num_queries(150):
        client.get(reverse("dashboard"), NOVEMBER)


def test_nothing_on_the_page_is_inline(manager: User, november: Any) -> None:
    html = signed_in(manager).get(reverse("dashboard"), NOVEMBER).content.decode()
    desk = html[html.index('class="s-desk') :]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", desk)
