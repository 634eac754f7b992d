"""What states, outcomes, limits and channels are called on screen, each with its icon."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints_app.models import Channel, ClockKind
from complaints_app.reference import spoken_form
from complaints_app.status import Outcome, State

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Label:
    """An icon and its words: colour never speaks alone."""

    words: Words
    icon: str


STATES: dict[str, Label] = {
    State.REGISTERED: Label(pgettext_lazy("state", "Registered"), "list-ul"),
    State.DELIVERED: Label(pgettext_lazy("state", "Delivered"), "s-inbox"),
    State.RETURNED: Label(pgettext_lazy("state", "Returned: not competent"), "s-return"),
    State.IN_PROCESS: Label(pgettext_lazy("state", "In process"), "cog"),
    State.WAITING: Label(pgettext_lazy("state", "Waiting for the complainant"), "s-pause"),
    State.CLOSED: Label(pgettext_lazy("state", "Closed"), "circle-check"),
}

OUTCOMES: dict[str, Words] = {
    Outcome.RESOLVED: pgettext_lazy("outcome", "Resolved"),
    Outcome.PARTLY_RESOLVED: pgettext_lazy("outcome", "Partly resolved"),
    Outcome.NOT_UPHELD: pgettext_lazy("outcome", "Not upheld"),
    Outcome.NO_COMPETENCE: pgettext_lazy("outcome", "No agency is competent"),
    Outcome.DUPLICATE: pgettext_lazy("outcome", "Duplicate of another complaint"),
    Outcome.WITHDRAWN: pgettext_lazy("outcome", "Withdrawn by the complainant"),
    Outcome.NO_REPLY: pgettext_lazy("outcome", "The complainant did not reply"),
    Outcome.ANSWERED: pgettext_lazy("outcome", "Answered"),
    Outcome.NOTED: pgettext_lazy("outcome", "Noted"),
}

LIMITS: dict[str, Words] = {
    ClockKind.TRIAGE: pgettext_lazy("limit", "Triage"),
    ClockKind.ACCEPTANCE: pgettext_lazy("limit", "Acceptance"),
    ClockKind.COMPETENCE: pgettext_lazy("limit", "Decision on competence"),
    ClockKind.RESOLUTION: pgettext_lazy("limit", "Resolution"),
    ClockKind.WAITING: pgettext_lazy("limit", "Reply of the complainant"),
    ClockKind.CEILING: pgettext_lazy("limit", "Ceiling"),
}

LIMIT_OF_STATE: dict[str, ClockKind] = {
    State.REGISTERED: ClockKind.TRIAGE,
    State.DELIVERED: ClockKind.ACCEPTANCE,
    State.RETURNED: ClockKind.COMPETENCE,
    State.IN_PROCESS: ClockKind.RESOLUTION,
    State.WAITING: ClockKind.WAITING,
}

CHANNELS: dict[str, Words] = {
    Channel.PHONE: pgettext_lazy("channel", "Telephone, National Contact Centre"),
    Channel.WEB: pgettext_lazy("channel", "Web form"),
    Channel.WALK_IN: pgettext_lazy("channel", "In person"),
    Channel.EMAIL: pgettext_lazy("channel", "E-mail"),
    Channel.IMPORT: pgettext_lazy("channel", "Imported from another system"),
    Channel.API: pgettext_lazy("channel", "Another system"),
}

# The degree of escalation: who has been told last.
LEVELS: dict[int, Words] = {
    1: _("Complaints official"),
    2: _("Head of the agency"),
    3: _("Central complaints unit"),
}

ROLES: dict[str, Words] = {
    "claimant": _("the officer who has it"),
    "officer": _("Liaison officer"),
    "official": _("Complaints official"),
    "head": _("Head of the agency"),
    "unit": _("Central complaints unit"),
    "complainant": _("Complainant"),
}


def title_of(reference: int) -> str:
    """The number in a title or message, where no element can keep it left to right inside Arabic."""
    # A no-break space between digits belongs to the number; a space would turn its groups round.
    return spoken_form(reference).replace(" ", "\N{NO-BREAK SPACE}")
