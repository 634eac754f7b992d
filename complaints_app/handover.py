"""The complaint reaches an agency, or the unit's triage: a hop and its clocks."""

from complaints_app.case import Case, Telling
from complaints_app.models import Agency, ClockKind
from complaints_app.routing import Route
from complaints_app.status import Act, State


def deliver(case: Case, route: Route, *, act: Act = Act.ROUTE) -> None:
    """Hands a registered complaint to the agency of the route, or to the unit's triage."""
    if route.agency is None:
        case.start(ClockKind.TRIAGE)
        case.record(
            "triage_needed",
            facts={"reason": list(route.lines), "how": route.how, "rule": route.rule},
            tell=Telling("needs_triage", ("unit",)),
        )
        return
    case.go(act, State.DELIVERED)
    hand_over(case, route.agency)
    case.record(
        "routed",
        facts={
            "agency": route.agency.code,
            "how": route.how,
            "rule": route.rule,
            "hop": case.complaint.hop,
            "cycle": case.complaint.cycle,
        },
        tell=Telling("delivered", ("officer",), urgent=True),
    )


def hand_over(case: Case, agency: Agency, *, allowance: int | None = None) -> None:
    """`agency` has it: a new hop, its acceptance clock, and once a cycle the citizen's ceiling.

    `allowance`: the working minutes left, where the same agency gets it back.
    """
    complaint = case.complaint
    complaint.agency = agency
    complaint.officer = None
    complaint.hop += 1
    complaint.delivered_at = complaint.delivered_at or case.now
    case.start(ClockKind.ACCEPTANCE, allowance=allowance)
    if not case.running(ClockKind.CEILING):
        case.start(ClockKind.CEILING)
