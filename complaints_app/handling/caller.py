"""What the caller brings about: a follow-up, a withdrawal, the answer given, a reopening."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from complaints_app.case import Case, Telling
from complaints_app.handling.demands import demand, demand_open, demand_unit, demand_words
from complaints_app.handling.ending import end
from complaints_app.lifecycle import database_now, move
from complaints_app.models import Audience, ClockKind, Complaint, Ended
from complaints_app.refusals import Invalid, NotAllowed, UnlawfulMove
from complaints_app.status import Act, Outcome, State
from permissions.grants import may, may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

WORST, BEST = 1, 5


def demand_centre_or_unit(by: User) -> None:
    """Raises NotAllowed unless `by` takes calls or decides for the unit."""
    if not may_in_government(by, GovernmentVerb.REGISTER):
        demand_unit(by)


def follow_up(
    complaint: Complaint, *, by: User, text: str, now: datetime | None = None
) -> Complaint:
    """The caller asks again about an open complaint: counted, shown to the agency. Moves no clock."""
    words = demand_words(text, "text")
    with move(complaint, by=by, now=now) as case:
        demand_centre_or_unit(by)
        demand_open(case)
        case.complaint.follow_ups += 1
        case.record(
            "follow_up",
            facts={"count": case.complaint.follow_ups},
            words=words,
            tell=Telling("follow_up", ("claimant",), ("in_app", "email")),
        )
    return case.complaint


def withdraw(
    complaint: Complaint,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """The complainant takes it back."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand_centre_or_unit(by)
        case.go(Act.WITHDRAW, State.CLOSED)
        end(
            case,
            outcome=Outcome.WITHDRAWN,
            answer=words,
            act=Act.WITHDRAW,
            how=Ended.WITHDRAWN,
        )
    return case.complaint


def close_as_duplicate(
    complaint: Complaint,
    *,
    by: User,
    original: Complaint,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """The same matter as another complaint, which goes on."""
    with move(complaint, by=by, now=now, version=version) as case:
        demand_centre_or_unit(by)
        if original.pk == complaint.pk or original.duplicate_of_id is not None:
            raise Invalid(_("Name another complaint, not a duplicate itself."), field="original")
        case.go(Act.CLOSE_AS_DUPLICATE, State.CLOSED)
        case.complaint.duplicate_of = original
        end(
            case,
            outcome=Outcome.DUPLICATE,
            answer=_("Handled together with complaint %(number)s.") % {"number": original},
            act=Act.CLOSE_AS_DUPLICATE,
            how=Ended.WITHDRAWN,
        )
    return case.complaint


def give_answer(
    complaint: Complaint,
    *,
    by: User,
    verified: bool,
    satisfaction: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """The answer was read to the verified caller; his score (1 to 5) may come with it or later."""
    if not verified:
        raise Invalid(_("Verify the caller before you read the answer."), field="verified")
    if satisfaction is not None and not WORST <= satisfaction <= BEST:
        raise Invalid(_("The score is a number from 1 to 5."), field="satisfaction")
    with move(complaint, by=by, now=now) as case:
        _demand_reader(case, by)
        if case.state is not State.CLOSED:
            raise UnlawfulMove(_("There is no answer yet: the complaint is open."))
        case.complaint.answer_given_at = case.complaint.answer_given_at or case.now
        if satisfaction is not None:
            case.complaint.satisfaction = satisfaction
        case.record("answer_given", facts={"verified": True, "satisfaction": satisfaction})
    return case.complaint


def _demand_reader(case: Case, by: User) -> None:
    agency = case.complaint.agency
    allowed = (
        may_in_government(by, GovernmentVerb.REGISTER)
        if agency is None
        else may(by, Verb.READ_ANSWER, agency)
    )
    if not allowed:
        raise NotAllowed(_("Only the contact centre reads answers to callers."))


def is_reopenable(complaint: Complaint, now: datetime | None = None) -> bool:
    """Whether the policy's window for reopening is still open."""
    days = int(complaint.policy_version.content.get("reopen_days", 30))
    moment = now or database_now()
    return complaint.closed_at is not None and moment <= complaint.closed_at + timedelta(days=days)


def reopen(
    complaint: Complaint,
    *,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """A new cycle: in process again with the policy's date, or where it stood if it was never accepted."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        if case.complaint.agency is None:
            demand_centre_or_unit(by)
        else:
            demand(by, Verb.REOPEN, case.complaint.agency)
        if not is_reopenable(case.complaint, case.now):
            raise UnlawfulMove(
                _("The time in which it may be reopened is over. Register a new complaint.")
            )
        _begin_cycle(case, words)
    return case.complaint


def _begin_cycle(case: Case, words: str) -> None:
    complaint = case.complaint
    target = _where_it_stood(complaint)
    case.go(Act.REOPEN, target)
    complaint.cycle += 1
    complaint.reopenings += 1
    complaint.closed_at = None
    complaint.outcome = ""
    complaint.duplicate_of = None
    complaint.answer_approved_by = None
    complaint.first_promise_at = complaint.promised_at = None
    complaint.promises = 0
    if target is State.REGISTERED:
        case.start(ClockKind.TRIAGE)
    else:
        kind = ClockKind.RESOLUTION if target is State.IN_PROCESS else ClockKind.ACCEPTANCE
        clock = case.start(kind)
        case.start(ClockKind.CEILING)
        if target is State.IN_PROCESS:
            complaint.promises = 1
            complaint.first_promise_at = complaint.promised_at = clock.due_at
    to = ("unit",) if target is State.REGISTERED else ("claimant",)
    case.record(
        "reopened",
        facts={"cycle": complaint.cycle, "reopenings": complaint.reopenings},
        words=words,
        audience=Audience.STAFF,
        tell=Telling("reopened", to, urgent=True),
    )


def _where_it_stood(complaint: Complaint) -> State:
    if complaint.agency_id is None:
        return State.REGISTERED
    return State.IN_PROCESS if complaint.accepted_at else State.DELIVERED
