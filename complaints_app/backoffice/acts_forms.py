"""The fields of each act. What is lawful and allowed the verbs decide; forms only read what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints_app import reference
from complaints_app.backoffice.case_scope import complaints_seen_by
from complaints_app.backoffice.case_words import OUTCOMES
from complaints_app.handling import OUTCOMES_OF_AN_OFFICER
from complaints_app.models import Agency, Audience, Complaint, ComplaintType
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb

REASONS = [
    ("subject", _("The subject is not within this agency's competence")),
    ("place", _("The place is outside the area it serves")),
    ("first", _("Another agency must act first")),
]


def words_field(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Write this first: it must not be empty.")},
    )


class AgencyField(forms.ModelChoiceField[Agency]):
    """An agency in force, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Agency.in_force.all(),
            empty_label=_("Choose an agency…"),
            error_messages={"required": _("Choose an agency.")},
            **kwargs,
        )


class ActForm(forms.Form):
    """Carries the version of the complaint that the person had before his eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, complaint: Complaint, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint = complaint
        self.by = by
        self.prepare()

    def prepare(self) -> None:
        """Fields that depend on the complaint."""

    def arguments(self) -> dict[str, Any]:
        """What the verb is given: the fields are named as its arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PromiseForm(ActForm):
    promise_on = forms.DateField(
        label=_("Promised date"), error_messages={"required": _("Choose a day.")}
    )


class ExtendForm(PromiseForm):
    reason = words_field(_("Why later?"), rows=3)


class ReturnForm(ActForm):
    ground = forms.ChoiceField(label=_("Ground"), choices=REASONS, widget=forms.RadioSelect)
    reason = words_field(_("Explain the reason"), rows=3)
    proposed = AgencyField(
        label=_("The agency you think competent"),
        required=False,
        help_text=_("Leave it empty if you do not know: the central unit then decides."),
    )

    def arguments(self) -> dict[str, Any]:
        ground = str(dict(REASONS)[self.cleaned_data["ground"]])
        return {
            "reason": f"{ground}. {self.cleaned_data['reason']}",
            "proposed": self.cleaned_data["proposed"],
        }


class AskForm(ActForm):
    question = words_field(
        _("What do you need from the complainant?"),
        _("The contact centre reads this to the complainant. The deadline pauses until the reply."),
    )


class ResumeForm(ActForm):
    reply = words_field(_("What did the complainant say?"))


class NoteForm(ActForm):
    text = words_field(_("Note"))
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[
            (Audience.STAFF.value, _("Internal: never read to the complainant")),
            (Audience.CALLER.value, _("May be read to the complainant when he calls")),
        ],
        initial=Audience.STAFF.value,
        widget=forms.RadioSelect,
    )


class FollowUpForm(ActForm):
    text = words_field(_("What does the caller ask or add?"), _("The agency sees it at once."))


class AssignForm(ActForm):
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Colleague"),
        empty_label=_("Choose a colleague…"),
        error_messages={"required": _("Choose a colleague.")},
    )

    def prepare(self) -> None:
        agency = self.complaint.agency
        if agency is not None:
            self.fields["officer"].queryset = grants.people_who_may(  # type: ignore[attr-defined]
                Verb.PROCESS, agency
            ).order_by("name_ar")


class CloseForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome.")},
    )
    answer = words_field(
        _("Answer to the complainant"),
        _("The contact centre reads exactly these words to the complainant."),
        rows=6,
    )

    def prepare(self) -> None:
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome.value, OUTCOMES[outcome]) for outcome in OUTCOMES_OF_AN_OFFICER
        ]


class DuplicateForm(ActForm):
    original = forms.CharField(
        label=_("Reference number of the first complaint"),
        help_text=_("For example 26 0012345 7"),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the reference number.")},
    )

    def clean_original(self) -> Complaint:
        number = reference.parse(self.cleaned_data["original"])
        if number is None:
            raise forms.ValidationError(_("This is no reference number: check the last digit."))
        found = complaints_seen_by(self.by).filter(reference=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no complaint of this number that you may see."))
        return found


class ReasonForm(ActForm):
    reason = words_field(_("Reason"))


class CompetenceForm(ActForm):
    agency = AgencyField(label=_("Competent agency"))
    reason = words_field(
        _("Reason of the decision"), _("It is kept as a precedent and shown to both agencies.")
    )
    binding = forms.BooleanField(
        label=_("Later complaints on this subject in this place go there at once"), required=False
    )


class TriageForm(ActForm):
    agency = AgencyField(label=_("Competent agency"))
    reason = words_field(_("Reason"), rows=3)


class ReclassifyForm(ActForm):
    subject = forms.ModelChoiceField(
        ComplaintType.in_force.none(),
        label=_("New subject"),
        empty_label=_("Choose a subject…"),
        help_text=_("Questions and policy follow the new subject; the clocks go on."),
        error_messages={"required": _("Choose a subject.")},
    )
    reason = words_field(_("Reason"), rows=3)

    def prepare(self) -> None:
        leaves = ComplaintType.in_force.exclude(
            pk__in=ComplaintType.in_force.exclude(parent=None).values("parent")
        )
        self.fields["subject"].queryset = leaves.order_by("name_ar")  # type: ignore[attr-defined]


class DecideRequestForm(ActForm):
    granted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    decision = words_field(_("Reason of the decision"), rows=3)
