"""The page of one complaint: facts as text, nothing foreign, identity on record, only lawful acts."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from complaints_app import handling
from complaints_app.models import Complaint, ComplaintEvent, IdentityView
from tests.factories import Office, amman

NOW = amman("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def open_page(complaint: Complaint, person: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(person)
    return client.get(f"{reverse('complaint_case', args=[complaint.reference])}{query}")


def test_a_foreign_complaint_does_not_exist(office: Office) -> None:
    complaint = office.call(now=NOW)
    assert open_page(complaint, office.outsider).status_code == 404
    assert open_page(complaint, office.agent).status_code == 404
    assert open_page(complaint, office.officer).status_code == 200


def test_name_and_number_are_hidden_until_they_are_asked_for(office: Office) -> None:
    complaint = office.call(now=NOW)
    page = open_page(complaint, office.officer).content.decode()
    assert "العبداللات" not in page
    assert "123 4123" not in page
    assert "07•••••123" in page


def test_revealing_the_complainant_leaves_one_record_with_its_reason(office: Office) -> None:
    complaint = office.call(now=NOW)
    client = Client()
    client.force_login(office.officer)
    address = reverse("complaint_identity", args=[complaint.reference])
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "العبداللات" not in refused.content.decode()
    assert IdentityView.objects.count() == 0
    shown = client.post(address, {"reason": "للاتصال به"})
    assert "العبداللات" in shown.content.decode()
    seen = IdentityView.objects.get()
    assert (seen.by, seen.reason, seen.at) == (office.officer, "للاتصال به", NOW)


def test_a_confidential_complaint_shows_its_text_but_not_its_person(office: Office) -> None:
    complaint = office.call(now=NOW, confidentiality="confidential")
    client = Client()
    client.force_login(office.officer)
    address = reverse("complaint_identity", args=[complaint.reference])
    assert client.post(address, {"reason": "أريد"}).status_code == 422
    assert IdentityView.objects.count() == 0
    client.force_login(office.unit)
    assert "العبداللات" in client.post(address, {"reason": "تحقيق"}).content.decode()


def test_only_lawful_and_allowed_acts_are_offered(office: Office) -> None:
    delivered = office.call(now=NOW)
    officers = [act.screen.name for act in open_page(delivered, office.officer).context["acts"]]
    assert officers == ["accept", "return_to_unit", "claim", "assign", "note"]
    assert [act.screen.name for act in open_page(delivered, office.head).context["acts"]] == []


def test_the_journal_tells_every_entry_and_narrows(office: Office) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    handling.note(complaint, by=office.officer, text="سيزور الفريق الموقع", now=NOW)
    journal = open_page(complaint, office.officer).context["journal"]
    told = [entry for _day, entries in journal.days for entry in entries]
    events = ComplaintEvent.objects.filter(complaint=complaint).order_by("-seq")
    assert [entry.seq for entry in told] == [event.seq for event in events]
    assert told[0].text == "سيزور الفريق الموقع"
    notes = open_page(complaint, office.officer, "?log=notes").context["journal"]
    assert [e.tone for _day, entries in notes.days for e in entries] == ["note"]


def test_why_explains_the_sum_and_names_who_is_told_next(office: Office) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    page = open_page(complaint, office.officer, "?why")
    first = page.context["why"].clocks[0]
    assert first.rows
    assert first.next is not None
    assert first.next.who


def test_queries_of_the_page_do_not_grow_with_the_journal(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    complaint = office.accepted(now=amman("2026-11-23 09:00"))
    client = Client()
    client.force_login(office.officer)
    address = reverse("complaint_case", args=[complaint.reference])
    client.get(address)
    for n in range(10):
        handling.note(complaint, by=office.officer, text=f"ملاحظة {n}", now=NOW)
    with django_assert_max_num_queries(40):
        client.get(address)
