"""Which verbs a person is offered on a complaint: lawful in its state and allowed to him."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from complaints_app.handling.caller import is_reopenable
from complaints_app.models import Complaint
from complaints_app.status import OPEN, Act, State, lawful_acts
from permissions.grants import may, may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb of `handling`, the states in which it is offered, and who may."""

    verb: str
    states: frozenset[State]
    allowed: Callable[[User, Complaint], bool]


def _from(act: Act) -> frozenset[State]:
    return frozenset(state for state in State if act in lawful_acts(state))


def _at_agency(verb: Verb) -> Callable[[User, Complaint], bool]:
    return lambda by, complaint: (
        complaint.agency_id is not None and may(by, verb, complaint.agency_id)
    )


def _unit(by: User, complaint: Complaint) -> bool:
    return may_in_government(by, GovernmentVerb.DECIDE)


def _centre(by: User, complaint: Complaint) -> bool:
    return may_in_government(by, GovernmentVerb.REGISTER) or _unit(by, complaint)


def _at_once(by: User, complaint: Complaint) -> bool:
    if complaint.state == State.REGISTERED:
        return _unit(by, complaint)
    at_once = bool(complaint.policy_version.content.get("answered_at_once"))
    return at_once and _at_agency(Verb.CLOSE)(by, complaint)


def _takes_notes(by: User, complaint: Complaint) -> bool:
    return _unit(by, complaint) or _at_agency(Verb.PROCESS)(by, complaint)


def _may_reopen(by: User, complaint: Complaint) -> bool:
    if complaint.agency_id is None:
        return _centre(by, complaint)
    return _at_agency(Verb.REOPEN)(by, complaint)


def _asks_back(by: User, complaint: Complaint) -> bool:
    return complaint.complainant_id is not None and _at_agency(Verb.PROCESS)(by, complaint)


def _hears_the_reply(by: User, complaint: Complaint) -> bool:
    """The complainant answers the agency, or the contact centre."""
    registers = may_in_government(by, GovernmentVerb.REGISTER)
    return registers or _at_agency(Verb.PROCESS)(by, complaint)


IN_PROCESS = frozenset({State.IN_PROCESS})
OFFERS = (
    Offer("accept", _from(Act.ACCEPT), _at_agency(Verb.RECEIVE)),
    Offer("close", _from(Act.CLOSE), _at_agency(Verb.CLOSE)),
    Offer("close_at_once", _from(Act.CLOSE_AT_ONCE), _at_once),
    Offer("return_to_unit", _from(Act.RETURN), _at_agency(Verb.RECEIVE)),
    Offer("triage", _from(Act.TRIAGE), _unit),
    Offer("decide", _from(Act.DECIDE), _unit),
    Offer("refuse_competence", _from(Act.REFUSE_COMPETENCE), _unit),
    Offer("ask", _from(Act.ASK), _asks_back),
    Offer("resume", _from(Act.RESUME), _hears_the_reply),
    Offer("extend", IN_PROCESS, _at_agency(Verb.PROCESS)),
    Offer("request_return", IN_PROCESS, _at_agency(Verb.PROCESS)),
    Offer("claim", OPEN, _at_agency(Verb.PROCESS)),
    Offer("assign", OPEN, _at_agency(Verb.PROCESS)),
    Offer("note", frozenset(State), _takes_notes),
    Offer("follow_up", OPEN, _centre),
    Offer("reclassify", OPEN, _unit),
    Offer("close_as_duplicate", OPEN, _centre),
    Offer("withdraw", OPEN, _centre),
    Offer("reopen", frozenset({State.CLOSED}), _may_reopen),
)


def lawful_for(complaint: Complaint, *, by: User, now: datetime | None = None) -> list[str]:
    """The verbs of `handling` that `by` may use on the complaint as it stands, most used first."""
    state = State(complaint.state)
    names = [
        offer.verb for offer in OFFERS if state in offer.states and offer.allowed(by, complaint)
    ]
    if "claim" in names and complaint.officer_id == by.pk:
        names.remove("claim")
    if "reopen" in names and not is_reopenable(complaint, now):
        names.remove("reopen")
    return names
