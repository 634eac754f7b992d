"""The central unit decides: where an unrouted complaint goes, who is competent, what it is about."""

from datetime import datetime

from django.utils.translation import gettext as _

from complaints_app import deadlines, routing
from complaints_app.case import Case, Telling
from complaints_app.handling.demands import (
    code_of,
    demand_open,
    demand_unit,
    demand_words,
)
from complaints_app.handling.ending import end
from complaints_app.handover import hand_over
from complaints_app.lifecycle import move
from complaints_app.models import (
    Agency,
    Clock,
    ClockKind,
    Complaint,
    ComplaintType,
    Ended,
    Precedent,
)
from complaints_app.refusals import Invalid
from complaints_app.status import Act, Outcome, State
from complaints_app.versioning import version_in_force
from permissions.models import User

SHORTEST_ALLOWANCE = 1


def triage(
    complaint: Complaint,
    *,
    by: User,
    agency: Agency,
    reason: str = "",
    binding: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Sends a complaint that no rule caught to an agency. `binding`: later ones of its kind go there too."""
    with move(complaint, by=by, now=now, version=version) as case:
        demand_unit(by)
        _demand_live(agency)
        case.go(Act.TRIAGE, State.DELIVERED)
        case.stop(ClockKind.TRIAGE, how=Ended.ANSWERED)
        hand_over(case, agency)
        case.record(
            "triaged",
            facts={"agency": agency.code, "hop": case.complaint.hop, "binding": binding},
            words=reason.strip(),
            tell=Telling("delivered", ("officer",), urgent=True),
        )
        if binding:
            _keep_precedent(case, agency, refused=None, reason=reason, by=by, binding=True)
    return case.complaint


def decide(
    complaint: Complaint,
    *,
    by: User,
    agency: Agency,
    reason: str,
    binding: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Settles competence: another agency gets its full time, the same one what was left of it.

    Every decision is kept as a precedent; a binding one routes later complaints.
    """
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand_unit(by)
        _demand_live(agency)
        refused = case.complaint.agency
        same = refused is not None and agency.pk == refused.pk
        case.go(Act.DECIDE, State.DELIVERED)
        case.stop(ClockKind.COMPETENCE, how=Ended.ANSWERED)
        hand_over(case, agency, allowance=_what_was_left(case.complaint) if same else None)
        case.record(
            "decided",
            facts={
                "agency": agency.code,
                "refused": code_of(refused),
                "same": same,
                "binding": binding,
                "hop": case.complaint.hop,
            },
            words=words,
            tell=Telling("delivered", ("officer",), urgent=True),
        )
        _keep_precedent(
            case, agency, refused=None if same else refused, reason=words, by=by, binding=binding
        )
    return case.complaint


def refuse_competence(
    complaint: Complaint,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """No agency of the government is competent: closed by the unit with its reason."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand_unit(by)
        case.go(Act.REFUSE_COMPETENCE, State.CLOSED)
        end(case, outcome=Outcome.NO_COMPETENCE, answer=words, act=Act.REFUSE_COMPETENCE)
    return case.complaint


def reclassify(
    complaint: Complaint,
    *,
    by: User,
    subject: ComplaintType,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """It is about something else: policy and ladder are frozen anew, clocks that run go on."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand_unit(by)
        demand_open(case)
        if subject.pk == case.complaint.subject_id or not subject.live:
            raise Invalid(_("Choose another subject that is in force."), field="subject")
        old = case.complaint.subject
        policy = routing.policy_for(
            subject,
            kind=case.complaint.kind,
            place=case.complaint.municipality or case.complaint.place,
            agency=case.complaint.agency,
        )
        case.complaint.subject = subject
        case.complaint.policy_version = policy
        case.complaint.ladder_version = version_in_force("ladder", policy.content["ladder"])
        case.moved = True
        case.record(
            "reclassified",
            facts={"from": old.code, "to": subject.code, "policy": str(policy)},
            words=words,
        )
    return case.complaint


def _demand_live(agency: Agency) -> None:
    if not agency.live:
        raise Invalid(_("This agency is no longer in force."), field="agency")


def _what_was_left(complaint: Complaint) -> int:
    """Working minutes of the last acceptance clock that were not used up."""
    last = (
        Clock.objects.filter(complaint=complaint, kind=ClockKind.ACCEPTANCE)
        .select_related("agency")
        .order_by("-pk")
        .first()
    )
    if last is None or last.ended_at is None:
        return SHORTEST_ALLOWANCE
    left = deadlines.calendar_of_clock(last).minutes_between(last.ended_at, last.due_at)
    return max(left, SHORTEST_ALLOWANCE)


def _keep_precedent(
    case: Case, agency: Agency, *, refused: Agency | None, reason: str, by: User, binding: bool
) -> None:
    Precedent.objects.create(
        complaint=case.complaint,
        subject=case.complaint.subject,
        place=case.complaint.municipality or case.complaint.place,
        agency=agency,
        refused=refused,
        reason=reason,
        by=by,
        at=case.now,
        binding=binding,
    )
