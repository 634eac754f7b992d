"""«عملي الآن»: the least time left first, counts that equal their lists, nothing foreign, few queries."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints_app import handling, reference
from complaints_app.backoffice.queue_counts import capped
from complaints_app.models import Complaint
from tests.factories import Office, amman, appoint

NOW = amman("2026-11-24 10:00")  # a Tuesday
FRAME = 6  # session, person, profile, locale and two of Wagtail's menu: an empty page costs as much


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(office: Office) -> Client:
    client = Client()
    client.force_login(office.officer)
    return client


def rows(client: Client, query: str = "") -> list[Complaint]:
    response = client.get(f"{reverse('complaint_queue')}{query}")
    return [row.complaint for row in response.context["rows"]]


def test_the_complaint_with_the_least_time_left_stands_first(office: Office, desk: Client) -> None:
    later = office.call(now=amman("2026-11-24 09:00"))
    sooner = office.call(now=amman("2026-11-23 12:00"))
    waiting = office.waiting(now=amman("2026-11-23 09:00"))
    assert rows(desk) == [sooner, later, waiting]


def test_another_agencys_complaint_is_not_there_and_cannot_be_found(office: Office) -> None:
    foreign = office.call(now=NOW)
    client = Client()
    client.force_login(office.outsider)
    assert rows(client) == []
    assert rows(client, f"?q={foreign.reference}") == []
    assert rows(client, "?q=0791234123") == []


def test_each_tile_counts_exactly_the_rows_that_it_opens(office: Office, desk: Client) -> None:
    office.call(now=amman("2026-11-22 08:00"))  # late
    office.call(now=amman("2026-11-23 14:00"))  # due today
    office.call(now=amman("2026-11-24 09:50"))  # due today
    office.accepted(on=date(2026, 11, 25), now=amman("2026-11-23 09:00"))
    office.waiting(now=amman("2026-11-23 09:00"))
    tiles = desk.get(reverse("complaint_queue")).context["tiles"]
    assert [tile.count.n for tile in tiles] == [1, 2, 3, 1, 1]
    for tile in tiles:
        assert len(desk.get(tile.url).context["rows"]) == tile.count.n


def test_mine_and_unclaimed_part_the_list(office: Office, desk: Client) -> None:
    unclaimed = office.call(now=NOW)
    mine = office.accepted(now=amman("2026-11-23 09:00"))
    assert rows(desk, "?whose=mine") == [mine]
    assert rows(desk, "?whose=unclaimed") == [unclaimed]


def test_a_filter_value_that_is_none_shows_no_rows_and_says_so(
    office: Office, desk: Client
) -> None:
    office.call(now=NOW)
    response = desk.get(f"{reverse('complaint_queue')}?state=bogus")
    assert response.context["rows"] == []
    assert response.context["invalid"]


def test_a_filter_by_a_governorate_finds_its_districts(office: Office, desk: Client) -> None:
    found = office.call(now=NOW)
    assert rows(desk, "?place=JO-AM") == [found]
    assert rows(desk, "?place=JO-IR") == []
    assert rows(desk, f"?subject={office.subject.code}&kind=complaint&state=delivered") == [found]


@pytest.mark.parametrize(
    "typed", ["{digits}", "{spoken}", "٠٧٩١٢٣٤١٢٣", "+962 79 123 4123", "شارع المدرسه"]
)
def test_a_complaint_is_found_by_number_phone_and_words_in_any_spelling(
    office: Office, desk: Client, typed: str
) -> None:
    found = office.call(now=NOW)
    spoken = reference.spoken_form(found.reference)
    text = typed.format(digits=found.reference, spoken=spoken)
    assert [
        c.pk for c in desk.get(reverse("complaint_queue"), {"q": text}).context["page"].rows
    ] == [found.pk]


def test_a_confidential_complaint_is_not_found_by_its_persons_number(
    office: Office, desk: Client
) -> None:
    hidden = office.call(now=NOW, confidentiality="confidential")
    assert rows(desk) == [hidden]
    assert rows(desk, "?q=0791234123") == []
    assert "07•••••123" not in desk.get(reverse("complaint_queue")).content.decode()


def test_a_closed_complaint_is_found_by_its_number_only(office: Office, desk: Client) -> None:
    closed = office.closed(now=amman("2026-11-23 09:00"))
    assert rows(desk) == []
    assert rows(desk, f"?q={closed.reference}") == [closed]
    assert rows(desk, "?state=closed") == [closed]


def test_the_next_page_begins_where_this_one_ended(
    office: Office, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("complaints_app.backoffice.queue.QueueView.paginate_by", 2)
    made = [office.call(now=amman(f"2026-11-24 08:{n:02d}")) for n in range(5)]
    first = desk.get(reverse("complaint_queue"))
    second = desk.get(first.context["older"])
    third = desk.get(second.context["older"])
    pages = [[row.complaint for row in page.context["rows"]] for page in (first, second, third)]
    assert pages == [made[:2], made[2:4], made[4:]]
    assert third.context["older"] == ""
    back = desk.get(third.context["newer"])
    assert [row.complaint for row in back.context["rows"]] == made[2:4]


def test_queries_are_few_and_do_not_grow_with_the_rows(office: Office, desk: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(reverse("complaint_queue"))
        return len(queries)

    office.call(now=NOW)
    desk.get(reverse("complaint_queue"))
    with_one = cost()
    for n in range(12):
        office.call(now=NOW, phone=f"07912340{n:02d}", name=f"شخص {n}")
    assert cost() == with_one
    assert with_one <= 8 + FRAME


def test_people_without_a_right_to_view_find_no_queue(office: Office) -> None:
    client = Client()
    client.force_login(office.agent)
    assert client.get(reverse("complaint_queue")).status_code == 404


def test_several_agencies_stand_in_one_queue_and_can_be_told_apart(office: Office) -> None:
    appoint(office.officer, "officer", office.other)
    ours = office.call(now=amman("2026-11-24 08:00"))
    theirs = handling.return_to_unit(
        office.call(now=amman("2026-11-24 08:30")),
        by=office.officer,
        reason="ليست لنا",
        proposed=office.other,
        now=amman("2026-11-24 09:00"),
    )
    client = Client()
    client.force_login(office.officer)
    assert {c.pk for c in rows(client)} == {ours.pk, theirs.pk}
    assert [c.pk for c in rows(client, f"?agency={office.other.code}")] == [theirs.pk]


def test_a_count_stops_at_its_cap(office: Office) -> None:
    for _n in range(3):
        office.call(now=NOW)
    counted = capped({"all": Complaint.objects.all(), "none": Complaint.objects.none()}, cap=2)
    assert str(counted["all"]) == "2+"
    assert str(counted["none"]) == "0"
