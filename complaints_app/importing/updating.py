"""A row that we know says something new: entries are appended, what is written is never rewritten."""

from __future__ import annotations

from complaints_app.history import History
from complaints_app.importing.faults import Refused
from complaints_app.importing.histories import Story, Writer
from complaints_app.importing.persons import person_key
from complaints_app.importing.rows import Row
from complaints_app.models import Clock, ClockKind, Complaint, ComplaintEvent
from complaints_app.status import State

OF_IMPORTS = ("registered", "routed", "triage_needed", "accepted", "closed", "imported")
TAKEN = (
    "subject",
    "place",
    "location",
    "channel",
    "confidentiality",
    "complainant_id",
    "text",
    "search_text",
    "state",
    "accepted_at",
    "closed_at",
    "outcome",
    "answer",
    "source_digest",
    "old_number",
)
TOLD = ("subject", "place", "location", "channel", "text", "outcome", "answer", "old_number")


def continued(writer: Writer, row: Row, persons: dict[str, int]) -> History:
    """What must be appended so that the complaint says what the row says. Raises Refused."""
    complaint = refuse_what_cannot_be(writer, row)
    fresh = writer.complaint(row, persons.get(person_key(row)))
    changed = [name for name in TOLD if getattr(fresh, name) != getattr(complaint, name)]
    before = State(complaint.state)
    for name in TAKEN:
        setattr(complaint, name, getattr(fresh, name))
    clocks = list(Clock.objects.filter(complaint=complaint, ended_at=None).select_related("agency"))
    story = Story(writer, complaint, row, clocks=clocks, state=before)
    if row.accepted is not None and before == State.DELIVERED:
        story.accepted(row.accepted, limited=False)
    if row.closed is not None and before != State.CLOSED:
        story.closed(row.closed)
    elif before == State.DELIVERED and row.state == State.IN_PROCESS:
        story.start(writer.full_allowance(complaint, ClockKind.RESOLUTION, _next_turn(complaint)))
    story.state = State(row.state)
    story.taken_over_now(changed=changed)
    return History(complaint, story.events, clocks=story.clocks)


def refuse_what_cannot_be(writer: Writer, row: Row) -> Complaint:
    """The row's complaint. Raises Refused when somebody here has taken it up, or the row denies the journal."""
    complaint = Complaint.objects.select_related(
        "agency", "subject", "place", "policy_version", "ladder_version"
    ).get(source=writer.source, source_key=row.key)
    lived = ComplaintEvent.objects.filter(complaint=complaint)
    if lived.filter(actor__isnull=False).exists() or lived.exclude(kind__in=OF_IMPORTS).exists():
        raise Refused("handled_here", row.key)
    said = (
        complaint.registered_at,
        complaint.agency_id,
        complaint.accepted_at,
        complaint.closed_at,
    )
    says = (row.opened, row.agency.pk if row.agency else None, row.accepted, row.closed)
    if any(old is not None and old != new for old, new in zip(said, says, strict=True)):
        raise Refused("history_changed", row.key)
    if complaint.agency_id is None and row.agency is not None:
        raise Refused("history_changed", row.key)
    if _limits(complaint) != _limits_of(writer, row):
        raise Refused("limit_changed", row.key)
    return complaint


def _limits(complaint: Complaint) -> set[object]:
    """The limits that came with the row, not those that we set when we took it over."""
    rows = Clock.objects.filter(complaint=complaint, allowance=None, promised_on=None)
    return set(rows.values_list("kind", "due_at"))


def _limits_of(writer: Writer, row: Row) -> set[object]:
    kind = ClockKind.CEILING if writer.due_means == "ceiling" else ClockKind.RESOLUTION
    pairs = [(ClockKind.ACCEPTANCE.value, row.accept_by), (kind.value, row.due)]
    return {pair for pair in pairs if pair[1] is not None and row.agency is not None}


def _next_turn(complaint: Complaint) -> int:
    old = Clock.objects.filter(complaint=complaint, kind=ClockKind.RESOLUTION, cycle=1)
    return 1 + old.count()
