"""How a complaint ends: every clock stops, outcome and answer are kept, the complainant is told to call."""

from complaints_app.case import Case, Telling
from complaints_app.models import Audience, Ended, Request
from complaints_app.status import Act


def end(case: Case, *, outcome: str, answer: str, act: Act, how: str = Ended.CLOSED) -> None:
    """Stops every clock, keeps outcome and answer, and tells the complainant to call."""
    complaint = case.complaint
    case.resume()
    case.stop(how=how)
    complaint.closed_at = case.now
    complaint.outcome = outcome
    complaint.answer = answer
    complaint.answer_given_at = None
    Request.objects.filter(complaint=complaint, state=Request.State.OPEN).update(
        state=Request.State.LAPSED, decided_at=case.now
    )
    case.record(
        "closed",
        facts={"outcome": outcome, "act": act.value},
        words=answer,
        audience=Audience.CALLER,
        tell=Telling("closed", ("complainant",), ("sms",)),
    )
