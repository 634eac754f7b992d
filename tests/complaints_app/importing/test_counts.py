"""Created, unchanged, changed, refused: counted exactly, and the error file names row, column and reason."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from complaints_app.importing import BadFile
from complaints_app.importing.alone import alone
from complaints_app.models import Agency, Complaint, ImportRun
from tests.complaints_app.importing.files import (
    HEADER,
    MAPPING,
    Desk,
    imported,
    journal,
    row,
    still_open,
)
from tests.factories import Office


def test_a_second_run_adds_nothing(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(row("1"), still_open("2"))
    assert desk.bring().created == 2
    again = desk.bring()
    assert (again.created, again.unchanged) == (0, 2)
    assert Complaint.objects.count() == 2


def test_a_dry_run_counts_the_same_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(row("1", Office="New Office"), row("1"), row("2", Opened="soon"))
    agencies = Agency.objects.count()
    dry = desk.bring(dry_run=True)
    refusals = desk.refusals()
    assert Complaint.objects.count() == ImportRun.objects.count() == 0
    assert Agency.objects.count() == agencies
    assert desk.bring() == dry
    assert desk.refusals() == refusals


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_key_twice_in_one_file_is_refused(office: Office, tmp_path: Path, batch: int) -> None:
    counts = Desk(tmp_path).write(row("1"), row("2"), row("1")).bring(batch=batch)
    assert (counts.created, counts.by_reason) == (2, {"twice_in_the_file": 1})


def test_every_fault_is_named_with_its_row_and_column(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(
        row(""),
        row("2", Opened="2025-02-30 09:00"),
        row("3", Closed="2025-03-01 09:00"),
        row("4", Result="splendid"),
        row("5", Phone="12"),
        row("6", Class="", Topic=""),
        row("7", Closed="2031-03-01 09:00", Opened="", Accepted="soon"),
        row("8"),
    )
    counts = desk.bring()
    assert (counts.read, counts.created, counts.refused) == (8, 1, 7)
    assert desk.refusals() == [
        ("2", "No", "missing"),
        ("3", "Opened", "no_such_time"),
        ("4", "Closed", "too_early"),
        ("5", "Result", "unknown_outcome"),
        ("6", "Phone", "no_phone_number"),
        ("7", "Topic", "missing"),
        ("8", "Accepted", "no_such_time"),
    ]


def test_a_wrong_header_is_one_clear_error(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(row("1"), header=[name for name in HEADER if name != "Due"])
    with pytest.raises(BadFile, match="no column «Due»"):
        desk.bring()
    assert not ImportRun.objects.exists()


def test_letters_of_another_encoding_are_refused_row_by_row(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(row("1"), row("2", Text="XX"))
    desk.file.write_bytes(desk.file.read_bytes().replace(b"XX", "ماء".encode("cp1256")))
    assert desk.bring().by_reason == {"wrong_encoding": 1}
    assert desk.refusals() == [("3", "Text", "wrong_encoding")]


def test_what_changed_is_refused_unless_it_may_be_appended(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(still_open("1"))
    desk.bring()
    desk.write(row("1"))
    assert desk.bring().by_reason == {"changed": 1}
    assert desk.bring(update=True, dry_run=True).changed == 1
    assert desk.bring(update=True).changed == 1
    case = imported("1")
    assert (case.state, case.outcome, case.queue_key) == ("closed", "resolved", None)
    assert [event.kind for event in journal(case)][-3:] == ["accepted", "closed", "imported"]
    assert desk.bring(update=True).unchanged == 1


def test_what_the_journal_says_is_not_rewritten(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path).write(row("1"))
    desk.bring()
    desk.write(row("1", Opened="2025-03-02 08:00"))
    assert desk.bring(update=True).by_reason == {"history_changed": 1}
    desk.write(row("1", Due="2025-03-09"))
    assert desk.bring(update=True).by_reason == {"limit_changed": 1}


def test_a_case_that_somebody_here_took_up_is_left_alone(office: Office, tmp_path: Path) -> None:
    from complaints_app import handling
    from tests.complaints_app.importing.files import NOW

    desk = Desk(tmp_path).write(still_open("1"))
    desk.bring()
    handling.claim(imported("1"), by=office.officer, now=NOW)
    desk.write(row("1"))
    assert desk.bring(update=True).by_reason == {"handled_here": 1}


def test_two_imports_of_one_source_do_not_run_at_once(office: Office, tmp_path: Path) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        pytest.skip("An advisory lock belongs to the connection, which this test has only one of.")
    with alone("old"), pytest.raises(BadFile, match="Another import"):
        Desk(tmp_path).write(row("1")).bring()


def test_a_workbook_says_the_same_as_the_csv(office: Office, tmp_path: Path) -> None:
    from openpyxl import Workbook

    desk = Desk(tmp_path).write(row("1"))
    desk.bring()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    from datetime import datetime

    cells = row("1")
    values: list[object] = [cells[name] or None for name in HEADER]
    values[0] = 1  # a number, not a text
    values[1] = datetime(2025, 3, 2, 9, 0)  # noqa: DTZ001 - a cell has no zone
    sheet.append(values)
    desk.file = tmp_path / "old.xlsx"
    book.save(desk.file)
    assert desk.bring().unchanged == 1


def test_a_broken_workbook_is_refused_with_a_sentence(office: Office, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.file = tmp_path / "old.xlsx"
    desk.file.write_bytes(b"PK no workbook")
    with pytest.raises(BadFile, match=r"cannot be read|empty"):
        desk.bring()


def test_the_command_prints_one_object_and_exits_as_promised(
    office: Office, tmp_path: Path
) -> None:
    desk = Desk(tmp_path).write(row("1"))
    mapping, out = tmp_path / "map.toml", StringIO()
    call_command("import_complaints", desk.file, mapping=mapping, json=True, stdout=out)
    assert json.loads(out.getvalue())["created"] == 1
    with pytest.raises(CommandError) as refused:
        call_command("import_complaints", tmp_path / "none.csv", mapping=mapping)
    assert refused.value.returncode == 1
    mapping.write_text(MAPPING.replace("[due]", "[dues]"), encoding="utf-8")
    with pytest.raises(CommandError) as bad:
        call_command("import_complaints", desk.file, mapping=mapping)
    assert bad.value.returncode == 2
