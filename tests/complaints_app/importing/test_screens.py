"""An imported complaint stands on the same pages as any other, under the number people know."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from complaints_app.models import Complaint
from tests.complaints_app.importing.files import Desk, imported, row, still_open
from tests.factories import Office


@pytest.fixture
def unit(office: Office, tmp_path: Path) -> Client:
    """The central unit, with one open and one closed complaint of a historic office, and one of nobody."""
    Desk(tmp_path).write(
        still_open("2024/1", Office="Ministry of Ink", Class="Ink", Topic="Other"),
        row("2024/2", Office="Ministry of Ink"),
        still_open("2024/3", Office=""),
    ).bring()
    client = Client()
    client.force_login(office.unit, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_open_ones_stand_in_the_queue(unit: Client) -> None:
    page = unit.get(reverse("complaint_queue"))
    assert page.status_code == 200
    assert reverse("complaint_case", args=[imported("2024/1").reference]) in page.content.decode()
    assert unit.get(reverse("complaint_desk")).status_code == 200


@pytest.mark.parametrize("number", ["2024/1", "2024/2", "2024/3"])
def test_each_has_its_page_with_its_old_number(unit: Client, number: str) -> None:
    page = unit.get(reverse("complaint_case", args=[imported(number).reference]), {"why": ""})
    assert page.status_code == 200
    assert number in page.content.decode()


def test_its_answer_waits_for_nobodys_call(unit: Client) -> None:
    page = unit.get(reverse("complaint_answers"))
    assert page.status_code == 200
    assert reverse("complaint_answer", args=[imported("2024/2").reference]) not in (
        page.content.decode()
    )


def test_the_answer_to_one_that_was_taken_up_here_does_wait(unit: Client, office: Office) -> None:
    Complaint.objects.filter(pk=imported("2024/2").pk).update(officer=office.officer)
    page = unit.get(reverse("complaint_answers"))
    assert reverse("complaint_answer", args=[imported("2024/2").reference]) in page.content.decode()


def test_its_answer_is_found_by_the_old_number(unit: Client) -> None:
    page = unit.get(reverse("complaint_answers"), {"q": "2024/2"})
    assert reverse("complaint_answer", args=[imported("2024/2").reference]) in page.content.decode()


def test_facts_and_explanations_can_be_made_of_it(unit: Client) -> None:
    call_command("facts")
    for complaint in Complaint.objects.all():
        assert str(complaint) == complaint.old_number
