"""What an officer may not do alone: he asks, a superior or the unit decides, clocks go on meanwhile."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints_app.case import Case, Telling
from complaints_app.handling.demands import code_of, demand, demand_state, demand_unit, demand_words
from complaints_app.handling.ending import end
from complaints_app.handling.promises import check_promise, move_promise
from complaints_app.lifecycle import move
from complaints_app.models import Agency, ClockKind, Complaint, Ended, Request
from complaints_app.refusals import Invalid, NotAllowed
from complaints_app.status import Act, State
from permissions.models import User
from permissions.verbs import Verb

VERB_TO_DECIDE = {
    Request.Kind.EXTENSION: Verb.APPROVE_EXTENSION,
    Request.Kind.ANSWER: Verb.APPROVE_ANSWER,
}


def request_extension(
    complaint: Complaint,
    *,
    by: User,
    promise_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Request:
    """Asks the superior for a date beyond what the policy lets an officer promise."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        demand_state(case, State.IN_PROCESS)
        check_promise(case, promise_on, beyond_ceiling=True)
        return ask_superior(
            case,
            Request.Kind.EXTENSION,
            by=by,
            proposed={"promise_on": promise_on.isoformat()},
            words=words,
        )


def request_return(
    complaint: Complaint,
    *,
    by: User,
    reason: str,
    proposed: Agency | None,
    version: int | None = None,
    now: datetime | None = None,
) -> Request:
    """Asks the unit to take back a complaint that was accepted by mistake."""
    words = demand_words(reason, "reason")
    with move(complaint, by=by, now=now, version=version) as case:
        demand(by, Verb.PROCESS, case.complaint.agency)
        demand_state(case, State.IN_PROCESS)
        return ask_superior(
            case,
            Request.Kind.RETURN,
            by=by,
            proposed={"agency": code_of(proposed) or ""},
            words=words,
        )


def ask_superior(
    case: Case, kind: str, *, by: User, proposed: dict[str, str], words: str
) -> Request:
    """A request that a superior decides; clocks go on meanwhile."""
    if Request.objects.filter(
        complaint=case.complaint, kind=kind, state=Request.State.OPEN
    ).exists():
        raise Invalid(_("This has been asked already and waits for a decision."))
    request = Request.objects.create(
        complaint=case.complaint,
        kind=kind,
        proposed=proposed,
        reason=words,
        by=by,
        at=case.now,
    )
    to_unit = kind == Request.Kind.RETURN
    case.record(
        "request_made",
        facts={"request": kind, "proposed": {k: v for k, v in proposed.items() if k != "answer"}},
        words=words,
        tell=Telling(
            "answer_needs_approval" if kind == Request.Kind.ANSWER else "request_made",
            ("unit",) if to_unit else ("official",),
        ),
    )
    return request


def decide_request(
    request: Request,
    *,
    by: User,
    granted: bool,
    decision: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Complaint:
    """The superior's word. Nobody decides his own request; a refusal needs a reason."""
    words = decision.strip() if granted else demand_words(decision, "decision")
    with move(request.complaint, by=by, now=now, version=version) as case:
        asked = Request.objects.select_for_update().get(pk=request.pk)
        if asked.state != Request.State.OPEN:
            raise Invalid(_("This request has been decided already."))
        if asked.by_id == by.pk:
            raise NotAllowed(_("Nobody decides his own request. Your superior can."))
        if asked.kind == Request.Kind.RETURN:
            demand_unit(by)
        else:
            demand(by, VERB_TO_DECIDE[Request.Kind(asked.kind)], case.complaint.agency)
        asked.state = Request.State.GRANTED if granted else Request.State.REFUSED
        asked.decided_by, asked.decided_at, asked.decision = by, case.now, words
        asked.save()
        case.record(
            "request_decided",
            facts={"request": asked.kind, "granted": granted},
            words=words,
            tell=Telling("request_decided", ("claimant",)),
        )
        if granted:
            _carry_out(case, asked, by=by, words=words or asked.reason)
    return case.complaint


def _carry_out(case: Case, asked: Request, *, by: User, words: str) -> None:
    proposed: dict[str, Any] = asked.proposed
    if asked.kind == Request.Kind.EXTENSION:
        day = date.fromisoformat(proposed["promise_on"])
        check_promise(case, day, beyond_ceiling=True)
        move_promise(case, day, asked.reason)
    elif asked.kind == Request.Kind.ANSWER:
        case.complaint.answer_approved_by = by
        case.go(Act.CLOSE, State.CLOSED)
        end(case, outcome=proposed["outcome"], answer=proposed["answer"], act=Act.CLOSE)
    else:
        case.go(Act.GIVE_BACK, State.RETURNED)
        case.stop(ClockKind.RESOLUTION, how=Ended.RETURNED)
        case.complaint.returns += 1
        case.start(ClockKind.COMPETENCE)
        case.record(
            "returned",
            facts={
                "agency": code_of(case.complaint.agency),
                "proposed": proposed.get("agency") or None,
            },
            words=words,
        )
