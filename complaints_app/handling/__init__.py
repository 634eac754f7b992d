"""What people do with a complaint, one verb a function; each checks right, state and words itself."""

from complaints_app.handling.agency import (
    OUTCOMES_OF_AN_OFFICER,
    accept,
    ask,
    assign,
    claim,
    close,
    close_at_once,
    extend,
    note,
    resume,
    return_to_unit,
)
from complaints_app.handling.caller import (
    close_as_duplicate,
    follow_up,
    give_answer,
    is_reopenable,
    reopen,
    withdraw,
)
from complaints_app.handling.demands import tried_agencies
from complaints_app.handling.offered import lawful_for
from complaints_app.handling.promises import Limits, limits
from complaints_app.handling.superior import decide_request, request_extension, request_return
from complaints_app.handling.unit import decide, reclassify, refuse_competence, triage

__all__ = [
    "OUTCOMES_OF_AN_OFFICER",
    "Limits",
    "accept",
    "ask",
    "assign",
    "claim",
    "close",
    "close_as_duplicate",
    "close_at_once",
    "decide",
    "decide_request",
    "extend",
    "follow_up",
    "give_answer",
    "is_reopenable",
    "lawful_for",
    "limits",
    "note",
    "reclassify",
    "refuse_competence",
    "reopen",
    "request_extension",
    "request_return",
    "resume",
    "return_to_unit",
    "triage",
    "tried_agencies",
    "withdraw",
]
