"""Every act as a screen: its words, its fields, and the verb that it calls."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints_app import handling
from complaints_app.backoffice import acts_forms as forms
from complaints_app.backoffice.case_words import Words
from complaints_app.models import Complaint
from permissions.models import User
from permissions.verbs import Verb


@dataclass(frozen=True, slots=True)
class Screen:
    """One act: `name` is the verb of `handling` and, with dashes, the end of its address."""

    name: str
    title: Words
    hint: Words
    button: Words
    done: Words
    icon: str
    form: type[forms.ActForm]
    act: Callable[..., object]
    part: str = "complaints_app/acts/fields.html"
    verbs: tuple[Verb, ...] = (Verb.VIEW,)
    then: Words = ""
    versioned: bool = True

    def perform(self, complaint: Complaint, form: forms.ActForm, *, by: User) -> None:
        """Calls the verb with what the form says and the version its reader saw."""
        seen = {"version": form.cleaned_data.get("version")} if self.versioned else {}
        self.act(complaint, by=by, **form.arguments(), **seen)

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def url_name(self) -> str:
        return f"complaint_{self.name}"


MONTH = "complaints_app/acts/promise.html"
AGENCY = "complaints_app/acts/agency.html"

SCREENS: tuple[Screen, ...] = (
    Screen(
        "accept",
        _("Confirm competence and set the date"),
        _("Promise a date to the complainant"),
        _("Confirm acceptance"),
        _("Accepted. The promised date is set."),
        "check",
        forms.PromiseForm,
        handling.accept,
        part=MONTH,
    ),
    Screen(
        "close",
        _("Close the complaint"),
        _("With an outcome and the answer"),
        _("Close the complaint"),
        _("Closed. The complainant is asked to call for the answer."),
        "circle-check",
        forms.CloseForm,
        handling.close,
        then=_(
            "The complainant gets an SMS to call the National Contact Centre, which reads the answer."
        ),
    ),
    Screen(
        "close_at_once",
        _("Answer at once and close"),
        _("Without acceptance, as its policy allows"),
        _("Close the complaint"),
        _("Closed. The complainant is asked to call for the answer."),
        "circle-check",
        forms.CloseForm,
        handling.close_at_once,
        then=_(
            "The complainant gets an SMS to call the National Contact Centre, which reads the answer."
        ),
    ),
    Screen(
        "return_to_unit",
        _("Return: not within our competence"),
        _("With the reason and the competent agency"),
        _("Return the complaint"),
        _("Returned."),
        "s-return",
        forms.ReturnForm,
        handling.return_to_unit,
        part=AGENCY,
    ),
    Screen(
        "triage",
        _("Send to the competent agency"),
        _("No routing row fits this complaint"),
        _("Send"),
        _("Sent to the agency."),
        "s-tree",
        forms.TriageForm,
        handling.triage,
        part=AGENCY,
    ),
    Screen(
        "decide",
        _("Decide who is competent"),
        _("The decision is kept as a precedent"),
        pgettext_lazy("act", "Decide"),
        _("Decided. The agency has been told."),
        "s-tree",
        forms.CompetenceForm,
        handling.decide,
        part=AGENCY,
    ),
    Screen(
        "refuse_competence",
        _("Close: no agency is competent"),
        _("The reason is read to the complainant"),
        _("Close the complaint"),
        _("Closed: no agency is competent."),
        "cross",
        forms.ReasonForm,
        handling.refuse_competence,
    ),
    Screen(
        "ask",
        _("Ask the complainant"),
        _("The deadline pauses until the reply"),
        _("Ask and pause the deadline"),
        _("Asked. The deadline is paused."),
        "s-pause",
        forms.AskForm,
        handling.ask,
    ),
    Screen(
        "resume",
        _("Go on with the reply"),
        _("The deadline runs again"),
        _("Record the reply and go on"),
        _("Recorded. The deadline runs again."),
        "s-inbox",
        forms.ResumeForm,
        handling.resume,
    ),
    Screen(
        "extend",
        _("Move the promised date"),
        _("With a reason, up to the ceiling"),
        _("Move the date"),
        _("The promised date has been moved."),
        "calendar-alt",
        forms.ExtendForm,
        handling.extend,
        part=MONTH,
    ),
    Screen(
        "request_return",
        _("Ask the unit to take it back"),
        _("After acceptance only the unit agrees"),
        _("Ask the central unit"),
        _("The central unit has been asked. The deadline goes on."),
        "s-return",
        forms.ReturnForm,
        handling.request_return,
        part=AGENCY,
    ),
    Screen(
        "claim",
        _("Take it over"),
        _("Your colleagues see that you have it"),
        _("Take it over"),
        _("You have taken it over."),
        "user",
        forms.ActForm,
        handling.claim,
        versioned=False,
    ),
    Screen(
        "assign",
        _("Assign to a colleague"),
        _("Moves no deadline"),
        _("Assign"),
        _("Assigned. Your colleague has been told."),
        "group",
        forms.AssignForm,
        handling.assign,
        versioned=False,
    ),
    Screen(
        "note",
        _("Add a note"),
        _("Internal, or one that may be read out"),
        _("Save the note"),
        _("The note has been saved."),
        "comment",
        forms.NoteForm,
        handling.note,
        versioned=False,
    ),
    Screen(
        "follow_up",
        _("Record a follow-up call"),
        _("Counted and shown to the agency"),
        _("Record the call"),
        _("The call has been recorded; the agency sees it."),
        "s-phone",
        forms.FollowUpForm,
        handling.follow_up,
        versioned=False,
        verbs=(Verb.VIEW, Verb.READ_ANSWER),
    ),
    Screen(
        "reclassify",
        _("Change the subject"),
        _("Questions and policy follow it"),
        _("Change the subject"),
        _("The subject has been changed."),
        "edit",
        forms.ReclassifyForm,
        handling.reclassify,
    ),
    Screen(
        "close_as_duplicate",
        _("Close as a duplicate"),
        _("The first complaint goes on"),
        _("Close as a duplicate"),
        _("Closed as a duplicate."),
        "copy",
        forms.DuplicateForm,
        handling.close_as_duplicate,
    ),
    Screen(
        "withdraw",
        _("The complainant takes it back"),
        _("Closes the complaint"),
        _("Close as withdrawn"),
        _("Closed as withdrawn."),
        "cross",
        forms.ReasonForm,
        handling.withdraw,
        verbs=(Verb.VIEW, Verb.READ_ANSWER),
    ),
    Screen(
        "reopen",
        _("Reopen the complaint"),
        _("A new cycle with a new date"),
        _("Reopen the complaint"),
        _("Reopened. The agency has been told."),
        "s-repeat",
        forms.ReasonForm,
        handling.reopen,
        verbs=(Verb.VIEW, Verb.REOPEN),
    ),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
