"""New York's 311 file, which nobody here wrote: counts equal the file's, faults are exact, a kill loses nothing."""

import csv
import json
import os
import signal
from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from complaints_app import bulk
from complaints_app.deadlines import calendar_of
from complaints_app.importing import Counts, bring_in, read_mapping
from complaints_app.models import Agency, Complaint, ComplaintEvent, Head
from tests.factories import Office, new_office

NEW_YORK, AMMAN = ZoneInfo("America/New_York"), ZoneInfo("Asia/Amman")
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def animals(shared_data: Path) -> Path:
    file = shared_data / "nyc311" / "311_Animals_short.csv"
    if not file.is_file():
        pytest.skip("The 311 file does not lie beside this checkout.")
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def bring(file: Path, **options: Any) -> Counts:
    mapping = read_mapping(Path(settings.ROOT) / "fixtures" / "examples" / "nyc311.toml")
    return bring_in(file, mapping, now=NOW, **options)


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %H:%M").replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.slow
def test_its_counts_are_the_files_and_a_second_run_adds_nothing(
    db: None, office: Office, animals: Path, tmp_path: Path
) -> None:
    errors = tmp_path / "errors.csv"
    counts = bring(animals, errors=str(errors))
    rows = rows_of(animals)
    assert (counts.read, counts.created, counts.refused) == (len(rows), len(rows), 0)
    assert errors.read_text(encoding="utf-8-sig").splitlines() == ["row,column,reason,value"]
    by_agency = Counter(Complaint.objects.values_list("agency__code", flat=True))
    assert by_agency == Counter(row["Agency"].lower() for row in rows)
    by_state = Counter(Complaint.objects.values_list("state", flat=True))
    assert by_state["closed"] == sum(row["Status"] == "Closed" for row in rows)
    again = bring(animals)
    assert (again.created, again.unchanged) == (0, len(rows))
    _indicators_are_a_recount(rows)


def _indicators_are_a_recount(rows: list[dict[str, str]]) -> None:
    if "indicators" not in get_commands():
        pytest.skip("The command `indicators` does not exist.")
    first, last = date(2025, 1, 15), date(2025, 2, 28)
    out = StringIO()
    call_command("indicators", since=first, until=last, json=True, stdout=out)
    found = json.loads(out.getvalue())["indicators"]

    def within(text: str) -> bool:
        return bool(text) and first <= moment(text).astimezone(AMMAN).date() <= last

    filed = [row for row in rows if within(row["Created Date"])]
    closed = [row for row in rows if within(row["Closed Date"])]
    assert found["received"]["value"] == len(filed)
    assert found["closed"]["value"] == len(closed)
    calendar = calendar_of(None)
    hours = median(
        calendar.seconds_between(moment(row["Created Date"]), moment(row["Closed Date"])) / 3600
        for row in closed
    )
    assert found["handling_time"]["n"] == len(closed)
    assert found["handling_time"]["value"] == pytest.approx(hours, abs=0.06)
    assert found["accepted_on_time"]["n"] == found["resolved_by_last_promise"]["n"] == 0


def test_planted_faults_are_found_exactly(office: Office, animals: Path, tmp_path: Path) -> None:
    rows = rows_of(animals)[:200]
    rows[10]["Created Date"] = "2025-31-31"
    rows[20]["Unique Key"] = ""
    rows[30]["Unique Key"] = rows[29]["Unique Key"]
    rows[40]["Status"] = "Vanished"
    rows[50] |= {"Status": "Closed", "Closed Date": "1/1/2020 10:00"}
    rows[60] |= {"Complaint Type": "", "Descriptor": ""}
    file, errors = tmp_path / "faults.csv", tmp_path / "errors.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    counts = bring(file, errors=str(errors))
    assert (counts.read, counts.created, counts.refused) == (200, 194, 6)
    with errors.open(encoding="utf-8-sig", newline="") as opened:
        found = {
            (int(line["row"]), line["column"], line["reason"]) for line in csv.DictReader(opened)
        }
    assert found == {
        (12, "Created Date", "no_such_time"),
        (22, "Unique Key", "missing"),
        (32, "Unique Key", "twice_in_the_file"),
        (42, "Status", "unknown_state"),
        (52, "Closed Date", "too_early"),
        (62, "Descriptor", "missing"),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_completes_when_run_again(animals: Path, tmp_path: Path) -> None:
    new_office()
    file = tmp_path / "some.csv"
    with animals.open(encoding="utf-8-sig") as whole, file.open("w", encoding="utf-8") as part:
        part.writelines(line for line, _ in zip(whole, range(1001), strict=False))
    _import_and_die(file)
    assert Complaint.objects.count() == 600  # three batches; the fourth never was
    counts = bring(file, batch=200)
    assert (counts.created, counts.unchanged, counts.refused) == (400, 600, 0)
    assert Complaint.objects.count() == Head.objects.count() == 1000
    assert Agency.objects.filter(code="nypd").count() == 1
    assert ComplaintEvent.objects.filter(kind="imported").count() == 1000


def _import_and_die(file: Path) -> None:
    """A process of its own that is shot while it writes the journal of its fourth batch."""
    connections.close_all()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return
    try:
        whole, batches = bulk.put_rows, []

        def put_rows(model: type[Any], *rest: Any) -> None:
            whole(model, *rest)
            if model is ComplaintEvent:
                batches.append(model)
                if len(batches) == 4:
                    os.kill(os.getpid(), signal.SIGKILL)

        vars(bulk)["put_rows"] = put_rows
        bring(file, batch=200)
    finally:
        os._exit(1)
