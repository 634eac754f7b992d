"""What an agency does with a complaint: accept with a date, return, extend, wait, note, close."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from complaints_app.case import Case, Telling
from complaints_app.handling.demands import (
    code_of,
    demand,
    demand_open,
    demand_state,
    demand_unit,
    demand_words,
    tried_agencies,
)
from complaints_app.handling.ending import end
from complaints_app.handling.promises import check_promise, keep_promise, limits, move_promise
from complaints_app.handling.superior import ask_superior
from complaints_app.handover import hand_over
from complaints_app.lifecycle import move
from complaints_app.models import Agency, Audience, ClockKind, Complaint, Ended, Request
from complaints_app.refusals import Invalid, NeedsSuperior, UnlawfulMove
from complaints_app.status import Act, Outcome, State
from permissions.grants import may, may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

OUTCOMES_OF_AN_OFFICER = (
    Outcome.RESOLVED,
    Outcome.PARTLY_RESOLVED,
    Outcome.NOT_UPHELD,
    Outcome.ANSWERED,
    Outcome.NOTED,
    Outcome.NO_REPLY,
)


def accept(
    complaint: Complaint,
    *,
    by: User,
    promise_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Within our competence: in process from now, answered by the closing time of `promise_on`."""
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.RECEIVE, case.complaint.agency)
        case.go(Act.ACCEPT, State.IN_PROCESS)
        check_promise(case, promise_on)
        case.stop(ClockKind.ACCEPTANCE, how=Ended.ANSWERED)
        case.complaint.officer = by
        case.complaint.accepted_at = case.now
        clock = case.start(ClockKind.RESOLUTION, on=promise_on)
        keep_promise(case, clock)
        case.record(
            "accepted",
            facts={"agency": code_of(case.complaint.agency), "promise_on": promise_on.isoformat()},
        )
    return case.complaint


def return_to_unit(
    complaint: Complaint,
    *,
    by: User,
    reason: str,
    proposed: Agency | None,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Not within our competence. The first return that names an untried agency goes there at once;
    everything else waits for the unit's decision."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        agency = case.complaint.agency
        demand(by, Verb.RECEIVE, agency)
        if proposed is not None and proposed == agency:
            raise Invalid(_("Name another agency than your own."), field="proposed")
        if _goes_at_once(case.complaint, proposed):
            assert proposed is not None  # noqa: S101 - told to the type checker
            _pass_on(case, proposed, words)
        else:
            _hand_to_unit(case, proposed, words)
    return case.complaint


def _goes_at_once(complaint: Complaint, proposed: Agency | None) -> bool:
    return (
        proposed is not None
        and proposed.live
        and complaint.returns == 0
        and proposed.code not in tried_agencies(complaint)
    )


def _pass_on(case: Case, proposed: Agency, words: str) -> None:
    old = case.complaint.agency
    case.go(Act.PASS_ON, State.DELIVERED)
    case.stop(ClockKind.ACCEPTANCE, how=Ended.RETURNED)
    case.complaint.returns += 1
    hand_over(case, proposed)
    case.record(
        "passed_on",
        facts={"from_agency": code_of(old), "agency": proposed.code, "hop": case.complaint.hop},
        words=words,
        tell=Telling("delivered", ("officer",), urgent=True),
    )


def _hand_to_unit(case: Case, proposed: Agency | None, words: str) -> None:
    case.go(Act.RETURN, State.RETURNED)
    case.stop(ClockKind.ACCEPTANCE, how=Ended.RETURNED)
    case.complaint.returns += 1
    case.start(ClockKind.COMPETENCE)
    case.record(
        "returned",
        facts={"agency": code_of(case.complaint.agency), "proposed": code_of(proposed)},
        words=words,
        tell=Telling("returned_to_unit", ("unit",)),
    )


def extend(
    complaint: Complaint,
    *,
    by: User,
    promise_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Moves the promised date: before it has passed, within the ceiling, within the policy's number of times.

    Raises NeedsSuperior otherwise: see request_extension.
    """
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        demand_state(case, State.IN_PROCESS)
        if limits(case.complaint, case.now).extensions_left == 0:
            raise NeedsSuperior(
                _("The date has been moved as often as the policy allows. Ask your superior."),
                field="promise_on",
            )
        if any(clock.due_at < case.now for clock in case.running(ClockKind.RESOLUTION)):
            raise NeedsSuperior(
                _("The promised date has passed. A new one needs the approval of your superior."),
                field="promise_on",
            )
        check_promise(case, promise_on)
        move_promise(case, promise_on, words)
    return case.complaint


def ask(
    complaint: Complaint,
    *,
    by: User,
    question: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Asks the complainant for something: the resolution clock stands still, the waiting clock runs."""
    words = demand_words(question, "question")
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        if case.complaint.complainant_id is None:
            raise Invalid(_("The complainant is anonymous: nobody can be asked."), field="question")
        case.go(Act.ASK, State.WAITING)
        case.pause(ClockKind.RESOLUTION, ClockKind.CEILING)
        case.start(ClockKind.WAITING)
        case.record(
            "asked",
            words=words,
            audience=Audience.CALLER,
            tell=Telling("waiting", ("complainant",), ("sms",)),
        )
    return case.complaint


def resume(
    complaint: Complaint,
    *,
    by: User,
    reply: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """The complainant has answered, to the agency or to the contact centre: the clocks go on."""
    words = demand_words(reply, "reply")
    with move(complaint, by=by, now=now, version=version) as case:
        if not may_in_government(by, GovernmentVerb.REGISTER):
            demand(by, Verb.PROCESS, case.complaint.agency)
        case.go(Act.RESUME, State.IN_PROCESS)
        case.stop(ClockKind.WAITING, how=Ended.ANSWERED)
        seconds = case.resume()
        for clock in case.running(ClockKind.RESOLUTION):
            case.complaint.promised_at = clock.due_at
        case.record(
            "resumed",
            facts={"seconds": seconds},
            words=words,
            audience=Audience.CALLER,
            tell=Telling("reply", ("claimant",), ("in_app", "email")),
        )
    return case.complaint


def note(
    complaint: Complaint,
    *,
    by: User,
    text: str,
    audience: str = Audience.STAFF,
    now: datetime | None = None,
) -> Complaint:
    """An internal note, or one that may be read to the caller. Moves no clock."""
    words = demand_words(text, "text")
    with move(complaint, by=by, now=now) as case:
        if not may_in_government(by, GovernmentVerb.DECIDE):
            demand(by, Verb.PROCESS, case.complaint.agency)
        case.record("note", words=words, audience=Audience(audience))
    return case.complaint


def claim(complaint: Complaint, *, by: User, now: datetime | None = None) -> Complaint:
    """Takes an unclaimed complaint for oneself. Moves no clock."""
    with move(complaint, by=by, now=now) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        demand_open(case)
        case.complaint.officer = by
        case.record("claimed", facts={"officer": by.get_username()})
    return case.complaint


def assign(
    complaint: Complaint, *, by: User, officer: User, now: datetime | None = None
) -> Complaint:
    """Gives a complaint to a colleague who may process it there. Moves no clock."""
    with move(complaint, by=by, now=now) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        demand_open(case)
        if not may(officer, Verb.PROCESS, case.complaint.agency):
            raise Invalid(_("This colleague does not work complaints here."), field="officer")
        case.complaint.officer = officer
        case.record(
            "assigned",
            facts={"officer": officer.get_username()},
            tell=Telling("assigned", ("claimant",), ("in_app", "email")),
        )
    return case.complaint


def close(
    complaint: Complaint,
    *,
    by: User,
    outcome: str,
    answer: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Ends it with an outcome and the answer that the contact centre will read out.

    Where the policy demands approval and `by` may not approve, a request is made and the clock runs on.
    """
    words = demand_words(answer, "answer")
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.CLOSE, case.complaint.agency)
        _check_outcome(outcome)
        needs = case.complaint.policy_version.content.get("answer_needs_approval")
        if needs and not may(by, Verb.APPROVE_ANSWER, case.complaint.agency):
            demand_state(case, State.IN_PROCESS, State.WAITING)
            ask_superior(
                case,
                Request.Kind.ANSWER,
                by=by,
                proposed={"outcome": outcome, "answer": words},
                words=words,
            )
            return case.complaint
        if needs:
            case.complaint.answer_approved_by = by
        case.go(Act.CLOSE, State.CLOSED)
        end(case, outcome=outcome, answer=words, act=Act.CLOSE)
    return case.complaint


def close_at_once(
    complaint: Complaint,
    *,
    by: User,
    outcome: str,
    answer: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """An inquiry answered at once, or praise noted: where the policy says so."""
    words = demand_words(answer, "answer")
    with move(complaint, by=by, now=now, version=version) as case:
        _check_outcome(outcome)
        if case.state is State.REGISTERED:
            demand_unit(by)
        else:
            demand(by, Verb.CLOSE, case.complaint.agency)
            if not case.complaint.policy_version.content.get("answered_at_once"):
                raise UnlawfulMove(
                    _("By its policy this must first be accepted with a date, then closed.")
                )
        case.go(Act.CLOSE_AT_ONCE, State.CLOSED)
        end(case, outcome=outcome, answer=words, act=Act.CLOSE_AT_ONCE)
    return case.complaint


def _check_outcome(outcome: str) -> None:
    if outcome not in OUTCOMES_OF_AN_OFFICER:
        raise Invalid(_("Choose an outcome."), field="outcome")
