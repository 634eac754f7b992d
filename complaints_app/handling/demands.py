"""What must hold before a verb acts: a right, a state, words."""

from django.utils.translation import gettext as _

from complaints_app.case import Case
from complaints_app.models import Agency, Complaint, ComplaintEvent
from complaints_app.refusals import Invalid, NotAllowed, UnlawfulMove
from complaints_app.status import State
from permissions.grants import may, may_in_government
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb


def demand(by: User, verb: Verb, agency: Agency | None) -> None:
    """Raises NotAllowed unless `by` may <verb> on the agency."""
    if agency is None or not may(by, verb, agency):
        raise NotAllowed(
            _("You do not have this right at “%(agency)s”. Your administrator can give it.")
            % {"agency": agency or _("no agency")}
        )


def demand_unit(by: User) -> None:
    """Raises NotAllowed unless `by` decides for the central unit."""
    if not may_in_government(by, GovernmentVerb.DECIDE):
        raise NotAllowed(_("Only the central complaints unit decides this."))


def demand_words(text: str, field: str) -> str:
    """The text without its blanks. Raises Invalid at `field` when nothing is left."""
    words = text.replace("\x00", "").strip()
    if not words:
        raise Invalid(_("This must not be empty."), field=field)
    return words


def demand_state(case: Case, *states: State) -> None:
    if case.state not in states:
        raise UnlawfulMove(_("This cannot be done in the complaint's present state."))


def demand_open(case: Case) -> None:
    if not case.state.is_open:
        raise UnlawfulMove(_("The complaint is closed."))


def code_of(agency: Agency | None) -> str | None:
    """How the journal cites an agency."""
    return agency.code if agency is not None else None


def tried_agencies(complaint: Complaint) -> set[str]:
    """The codes of every agency that has had this complaint."""
    events = ComplaintEvent.objects.filter(
        complaint=complaint, kind__in=("routed", "triaged", "passed_on", "decided")
    )
    return {facts["agency"] for facts in events.values_list("facts", flat=True)}
