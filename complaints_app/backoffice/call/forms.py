"""What an agent types: checked all at once, so that every error is shown at its field."""

import hashlib
from typing import Any

from django import forms
from django.db.models import Count, Max, QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from complaints_app import questions, reference, routing
from complaints_app.intake import LONGEST_TEXT
from complaints_app.models import (
    Channel,
    Complaint,
    ComplaintType,
    Confidentiality,
    Place,
    RequestKind,
    Version,
)
from complaints_app.versioning import frozen_questions
from sms import phone as phones

UNKNOWN = "unknown"  # the caller does not know his municipality: the unit will route
PREFIX = questions.PREFIX.rstrip("-")
CHANNELS = [
    (Channel.PHONE, pgettext_lazy("channel", "Telephone, National Contact Centre")),
    (Channel.WALK_IN, pgettext_lazy("channel", "In person")),
    (Channel.EMAIL, pgettext_lazy("channel", "E-mail")),
]
CONFIDENTIALITY = [
    ("", _("as the subject demands")),
    (Confidentiality.CONFIDENTIAL, _("confidential: the agency does not see who complains")),
    (Confidentiality.ANONYMOUS, _("anonymous: neither name nor number is kept")),
]


def leaves() -> QuerySet[ComplaintType]:
    """The subjects that can be chosen: in force, with nothing in force below them."""
    return (
        ComplaintType.in_force.exclude(children__live=True)
        .select_related("parent__parent")
        .order_by("parent__position", "position", "name_ar")
    )


def places(kind: str) -> QuerySet[Place]:
    """In the list's own order, the governorates' among them."""
    rows = Place.in_force.filter(kind=kind).select_related("parent")
    return rows.order_by("parent__position", "position", "name_ar")


def _place_field(kind: str, label: Any) -> "forms.ModelChoiceField[Place]":
    return forms.ModelChoiceField(
        places(kind), to_field_name="code", label=label, required=False, empty_label=_("Choose…")
    )


class CallForm(forms.Form):
    """The caller, the matter, the place, the words."""

    phone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    name = forms.CharField(label=pgettext_lazy("call", "Name"), max_length=150, required=False)
    subject = forms.ModelChoiceField(
        ComplaintType.objects.none(),
        to_field_name="code",
        label=pgettext_lazy("call", "Subject"),
        error_messages={
            "required": _("Choose a subject from the list."),
            "invalid_choice": _("Choose a subject from the list."),
        },
    )
    governorate = _place_field(Place.Kind.GOVERNORATE, _("Governorate"))
    district = _place_field(Place.Kind.DISTRICT, _("District"))
    municipality = forms.CharField(label=_("Municipality"), required=False, max_length=60)
    location = forms.CharField(label=_("Nearest landmark"), max_length=300, required=False)
    text = forms.CharField(
        label=_("What the caller said"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what the caller said.")},
    )
    kind = forms.ModelChoiceField(
        RequestKind.objects.none(),
        to_field_name="code",
        label=_("Kind of request"),
        empty_label=None,
        initial="complaint",
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, initial=Channel.PHONE)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), choices=CONFIDENTIALITY, required=False
    )
    same_as = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="%s", label_suffix="")
        self._from("subject", leaves())
        self._from("kind", RequestKind.in_force.all())
        self._from("governorate", places(Place.Kind.GOVERNORATE))
        self._from("district", places(Place.Kind.DISTRICT))

    def _from(self, name: str, rows: QuerySet[Any]) -> None:
        """Asked anew for each form: the lists change while the process lives."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows.all()

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if typed and not phones.normalise(typed):
            raise forms.ValidationError(_("This is no telephone number."))
        return typed

    def clean_municipality(self) -> Place | None:
        code = self.cleaned_data["municipality"]
        if code in {"", UNKNOWN}:
            return None
        found = places(Place.Kind.MUNICIPALITY).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("Choose a municipality from the list."))
        return found

    def clean_same_as(self) -> Complaint | None:
        number = reference.parse(self.cleaned_data["same_as"])
        if number is None:
            return None
        return Complaint.objects.filter(reference=number).first()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["place"] = self._place(said)
        anonymous = said.get("confidentiality") == Confidentiality.ANONYMOUS
        nobody = not said.get("phone") and not said.get("name") and "phone" not in self.errors
        if nobody and not anonymous:
            self.add_error(
                "phone", _("Write the caller's number or name, or mark the request as anonymous.")
            )
        if said.get("subject"):
            self._demand_municipality(said)
        return said

    def _place(self, said: dict[str, Any]) -> Place | None:
        governorate, district = said.get("governorate"), said.get("district")
        if district and governorate and district.parent_id != governorate.pk:
            self.add_error("district", _("This district is not in the governorate chosen."))
        place: Place | None = district or governorate
        return place

    def _demand_municipality(self, said: dict[str, Any]) -> None:
        municipality = said.get("municipality")
        governorate = said.get("governorate") or getattr(said.get("district"), "parent", None)
        if municipality and governorate and municipality.parent_id != governorate.pk:
            self.add_error("municipality", _("This municipality is not in the governorate chosen."))
        unsaid = "municipality" not in self.errors and not self.data.get("municipality")
        if unsaid and routing.needs_municipality(said["subject"], said["place"]):
            self.add_error(
                "municipality",
                _("Choose the municipality: it decides which agency gets the request."),
            )


def question_form(
    subject: ComplaintType | None, data: Any = None, kept: dict[str, Any] | None = None
) -> forms.Form:
    """The questions of a subject as they are in force now; empty without a subject."""
    form_class = questions.form_class_for(frozen_questions(subject) if subject else None)
    initial = {
        name.removeprefix(questions.PREFIX): value
        for name, value in (kept or {}).items()
        if name.startswith(questions.PREFIX)
    }
    return form_class(
        data,
        prefix=PREFIX,
        initial=initial,
        auto_id="%s",
        label_suffix="",
        use_required_attribute=False,
    )


def subject_of(code: object) -> ComplaintType | None:
    """The leaf of this code, if it can be chosen."""
    return leaves().filter(code=str(code)).first() if code else None


def answers_of(form: forms.Form) -> dict[str, Any]:
    """What was answered, by key, as `intake.register` takes it: raw, it checks again itself."""
    raw = {}
    for key in form.fields:
        bound = form[key]
        raw[key] = bound.value()
    return raw


def lists_mark() -> str:
    """Changes whenever a subject or a place takes effect, and with the language of the page."""
    made_from = Version.objects.filter(list__in=("subject", "place"))
    counted = made_from.aggregate(Max("pk"), Count("pk"))
    live = ComplaintType.in_force.aggregate(Count("pk"), Max("last_published_at"))
    words = repr((get_language(), sorted(counted.items()), sorted(live.items())))
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def place_groups(kind: str) -> list[tuple[Place, list[Place]]]:
    """Districts or municipalities under their governorates, for a select."""
    groups: dict[Place, list[Place]] = {}
    for place in places(kind).order_by("parent__position", "position", "name_ar"):
        if place.parent is not None:
            groups.setdefault(place.parent, []).append(place)
    return list(groups.items())
