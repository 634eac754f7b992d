"""What the contact centre asks before it reads an answer, and the score after it."""

from django import forms
from django.utils.translation import gettext_lazy as _

ASKED = [
    ("reference", _("He named the reference number")),
    ("phone", _("He calls from the number of the complaint")),
    ("name", _("He named the full name in which it was registered")),
    ("subject", _("He described the complaint and its place")),
]
SCORES = [
    ("5", _("5, very satisfied")),
    ("4", _("4, satisfied")),
    ("3", _("3, neither")),
    ("2", _("2, dissatisfied")),
    ("1", _("1, very dissatisfied")),
    ("", _("No score given")),
]


class AnswerForm(forms.Form):
    asked = forms.MultipleChoiceField(
        label=_("What agreed?"),
        choices=ASKED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    satisfaction = forms.ChoiceField(
        label=_("How satisfied is the caller with how it was handled?"),
        choices=SCORES,
        required=False,
        widget=forms.RadioSelect,
    )
