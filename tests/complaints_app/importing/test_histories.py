"""What was true elsewhere is true here: moments, limits, outcomes; and nobody is disturbed."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from complaints_app import chain
from complaints_app.escalation import sweep
from complaints_app.models import (
    Alarm,
    Clock,
    Complaint,
    ComplaintEvent,
    DirtyComplaint,
    ImportRun,
    Notice,
)
from tests.complaints_app.importing.files import NOW, Desk, imported, journal, row, still_open
from tests.factories import Office, amman


def test_the_journal_tells_it_at_true_times(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(row("1")).bring()
    told = [(event.kind, event.happened_at) for event in journal(imported("1"))]
    assert told == [
        ("registered", amman("2025-03-02 09:00")),
        ("routed", amman("2025-03-02 09:00")),
        ("accepted", amman("2025-03-02 11:00")),
        ("closed", amman("2025-03-05 12:00")),
        ("imported", NOW),
    ]


def test_limits_come_from_columns_and_end_as_they_did(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(row("1")).bring()
    clocks = Clock.objects.filter(complaint=imported("1")).order_by("due_at")
    assert [(clock.kind, clock.due_at, clock.ended_how) for clock in clocks] == [
        ("acceptance", amman("2025-03-03 09:00"), "answered"),
        ("resolution", amman("2025-03-06 15:00"), "closed"),  # Ramadan: the office closes earlier
    ]


def test_an_acceptance_limit_that_nobody_kept_ends_with_the_closing(
    office: Office, tmp_path: Path
) -> None:
    Desk(tmp_path).write(row("1", Accepted="")).bring()
    clock = Clock.objects.get(complaint=imported("1"), kind="acceptance")
    assert (clock.ended_at, clock.ended_how) == (amman("2025-03-05 12:00"), "closed")


def test_the_chain_of_an_imported_journal_holds(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(row("1")).bring()
    previous = ""
    for event in journal(imported("1")):
        assert event.previous == previous
        previous = chain.link(
            previous,
            complaint=event.complaint_id,
            seq=event.seq,
            kind=event.kind,
            happened_at=event.happened_at,
            recorded_at=event.recorded_at,
            actor=event.actor_id,
            from_state=event.from_state,
            to_state=event.to_state,
            audience=event.audience,
            facts=event.facts,
            words=event.words_digest,
        )
        assert event.hash == previous
    assert imported("1").head.hash == previous


def test_an_open_case_gets_its_full_time_from_now_on(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(still_open("1"), still_open("2", Accepted="2025-03-02 11:00")).bring()
    for number, kinds in (("1", ["acceptance", "ceiling"]), ("2", ["ceiling", "resolution"])):
        case = imported(number)
        running = Clock.objects.filter(complaint=case, ended_at=None).order_by("kind")
        assert [clock.kind for clock in running] == kinds
        assert all(clock.started_at == NOW < clock.due_at for clock in running)
        assert case.queue_key is not None
        assert case.due_at == min(clock.due_at for clock in running if clock.kind != "ceiling")


def test_an_import_disturbs_nobody(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(row("1"), still_open("2")).bring()
    assert sweep(amman("2030-01-01 10:00")).escalated == 0
    assert not Notice.objects.exists()
    assert not Alarm.objects.exists()
    assert set(DirtyComplaint.objects.values_list("imported", flat=True)) == {True}


def test_a_case_without_an_agency_waits_for_the_unit(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(still_open("1", Office="")).bring()
    case = imported("1")
    assert (case.state, case.agency) == ("registered", None)
    assert Clock.objects.get(complaint=case).kind == "triage"


def test_unknown_values_become_historic_rows(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(
        row("1", Office="Ministry of Ink", Class="Ink", Topic="Other"),
        row("2", Office="Ministry of Ink", Class="Paper", Topic="Other"),
    ).bring()
    one, two = imported("1"), imported("2")
    assert one.agency == two.agency
    assert one.agency is not None
    assert (one.agency.code, one.agency.live) == ("ministry-of-ink", False)
    assert (one.subject.code, two.subject.code) == ("ink--other", "paper--other")
    assert one.subject.parent is not None
    assert not one.subject.live


def test_a_call_of_our_own_goes_on_where_the_import_ended(office: Office, tmp_path: Path) -> None:
    from complaints_app import handling

    Desk(tmp_path).write(still_open("1", Office="Water")).bring()
    case = handling.accept(
        imported("1"), by=office.officer, promise_on=amman("2026-11-25 10:00").date(), now=NOW
    )
    assert case.state == "in_process"
    assert ComplaintEvent.objects.filter(complaint=case, kind="accepted").count() == 1


def test_the_old_number_is_what_people_know(office: Office, tmp_path: Path) -> None:
    from complaints_app.backoffice.queue_search import search

    Desk(tmp_path).write(row("64345465"), row("2024/77")).bring()
    for number in ("64345465", "2024/77"):  # the first one could be a telephone in Amman
        found = search(Complaint.objects.all(), number, by=office.unit)
        assert [str(complaint) for complaint in found] == [number]


def test_one_person_is_one_number_and_one_name(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(
        row("1", Phone="0791234123", Name="محمد أحمد"),
        row("2", Phone="962791234123", Name="محمد احمد"),
        row("3", Phone="0791234123", Name="سلمى أحمد"),
        row("4"),
    ).bring(batch=2)
    people = [imported(number).complainant_id for number in "1234"]
    assert people[0] == people[1] is not None
    assert people[2] not in {None, people[0]}
    assert people[3] is None
    assert imported("4").confidentiality == "anonymous"


def test_the_run_is_kept_and_cited(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(row("1")).bring()
    run = ImportRun.objects.get(source="old")
    assert run.ended_at is not None
    assert run.counts["created"] == 1
    assert journal(imported("1"))[-1].facts["import"] == run.pk


def test_indicators_of_a_planted_file_are_known_beforehand(office: Office, tmp_path: Path) -> None:
    Desk(tmp_path).write(
        row("1"),
        row("2", Accepted="2025-03-03 10:00"),  # an hour late
        row("3", Closed="2025-03-09 10:00"),  # closed after its limit
        row("4", Accepted="", Closed="2025-03-04 10:00"),  # accepted by nobody until it closed
    ).bring()
    out = StringIO()
    month = {"since": date(2025, 3, 1), "until": date(2025, 3, 31)}
    call_command("indicators", json=True, stdout=out, **month)
    found = json.loads(out.getvalue())["indicators"]
    on_time = ("accepted_on_time", "resolved_by_last_promise")
    assert (found["received"]["value"], found["closed"]["value"]) == (4, 4)
    assert [(found[code]["numerator"], found[code]["n"]) for code in on_time] == [(2, 4), (3, 4)]
