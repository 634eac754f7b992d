"""The states of a complaint, its outcomes, and the one table of lawful moves."""

from enum import StrEnum


class State(StrEnum):
    REGISTERED = "registered"
    DELIVERED = "delivered"
    RETURNED = "returned"
    IN_PROCESS = "in_process"
    WAITING = "waiting"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is not State.CLOSED

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(state.value, state.value) for state in cls]


class Outcome(StrEnum):
    RESOLVED = "resolved"
    PARTLY_RESOLVED = "partly_resolved"
    NOT_UPHELD = "not_upheld"
    NO_COMPETENCE = "no_competence"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    ANSWERED = "answered"
    NOTED = "noted"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(outcome.value, outcome.value) for outcome in cls]


class Act(StrEnum):
    """What somebody does that moves a complaint from one state to another."""

    ROUTE = "route"
    TRIAGE = "triage"
    ACCEPT = "accept"
    RETURN = "return"
    PASS_ON = "pass_on"  # noqa: S105
    DECIDE = "decide"
    ASK = "ask"
    RESUME = "resume"
    CLOSE = "close"
    CLOSE_AT_ONCE = "close_at_once"
    CLOSE_AS_DUPLICATE = "close_as_duplicate"
    WITHDRAW = "withdraw"
    REFUSE_COMPETENCE = "refuse_competence"
    GIVE_BACK = "give_back"
    SUCCEED = "succeed"
    REOPEN = "reopen"


REGISTERED, DELIVERED, RETURNED = State.REGISTERED, State.DELIVERED, State.RETURNED
IN_PROCESS, WAITING, CLOSED = State.IN_PROCESS, State.WAITING, State.CLOSED
OPEN = frozenset(state for state in State if state.is_open)

# act → (from which states, to which states). DOMAIN.md's table with DECISIONS 15 and 16.
MOVES: dict[Act, tuple[frozenset[State], frozenset[State]]] = {
    Act.ROUTE: (frozenset({REGISTERED}), frozenset({DELIVERED})),
    Act.TRIAGE: (frozenset({REGISTERED}), frozenset({DELIVERED})),
    Act.ACCEPT: (frozenset({DELIVERED}), frozenset({IN_PROCESS})),
    Act.RETURN: (frozenset({DELIVERED}), frozenset({RETURNED})),
    Act.PASS_ON: (frozenset({DELIVERED}), frozenset({DELIVERED})),
    Act.DECIDE: (frozenset({RETURNED}), frozenset({DELIVERED})),
    Act.ASK: (frozenset({IN_PROCESS}), frozenset({WAITING})),
    Act.RESUME: (frozenset({WAITING}), frozenset({IN_PROCESS})),
    Act.CLOSE: (frozenset({IN_PROCESS, WAITING}), frozenset({CLOSED})),
    Act.CLOSE_AT_ONCE: (frozenset({REGISTERED, DELIVERED}), frozenset({CLOSED})),
    Act.CLOSE_AS_DUPLICATE: (OPEN, frozenset({CLOSED})),
    Act.WITHDRAW: (OPEN, frozenset({CLOSED})),
    Act.REFUSE_COMPETENCE: (frozenset({RETURNED}), frozenset({CLOSED})),
    Act.GIVE_BACK: (frozenset({IN_PROCESS}), frozenset({RETURNED})),
    Act.SUCCEED: (frozenset({IN_PROCESS, DELIVERED, WAITING}), frozenset({DELIVERED})),
    Act.REOPEN: (frozenset({CLOSED}), frozenset({REGISTERED, DELIVERED, IN_PROCESS})),
}


def is_lawful(act: Act, source: State, target: State) -> bool:
    """Whether `act` may move a complaint from `source` to `target`."""
    sources, targets = MOVES[act]
    return source in sources and target in targets


def lawful_acts(source: State) -> list[Act]:
    """Every act that may begin in `source`, in the table's order."""
    return [act for act, (sources, _) in MOVES.items() if source in sources]
