"""The forms of people, groups and grants; what they refuse stands at its field."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from permissions.backoffice.fields import (
    DayField,
    PhoneField,
    ReasonField,
    TreeField,
    end_of,
    normalised_phone,
    start_of,
)
from permissions.grants import (
    Authority,
    agencies_open_to,
    agency_group_model,
    authority_of,
)
from permissions.models import Role, User
from permissions.people import people_in_sight
from permissions.verbs import Verb

ALL_SHOWN = 100


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person; no field of it reaches `is_superuser`, `is_staff` or rights."""

    phone = PhoneField(label=_("Mobile number"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
        help_text=_("The invitation to choose a password goes there."),
    )

    class Meta:
        model = User
        fields = ["name_ar", "name_en", "username", "phone", "email", "language"]
        labels = {
            "name_ar": _("Name in Arabic"),
            "name_en": _("Name in English"),
            "username": _("User name"),
            "language": _("Language"),
        }
        help_texts = {"username": _("Latin letters, digits and . - _ @; used to sign in.")}
        widgets = {
            "username": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            "name_en": forms.TextInput(attrs={"dir": "ltr"}),
        }

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody already has this user name."))
        return name


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """A group of people and who is in it: ticked in a small house, typed in a big one."""

    members = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )
    adding = forms.CharField(
        label=_("Add members"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("User names or phone numbers, one a line."),
    )
    reason = ReasonField()

    class Meta:
        model = Group
        fields = ["name"]
        labels = {"name": _("Name")}

    def __init__(self, *args: Any, by: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_sight = people_in_sight(by, now).filter(is_active=True)
        members: Any = self.fields["members"]
        shown = User.objects.filter(groups=self.instance.pk) if self.instance.pk else None
        members.initial = shown
        if self.in_sight.count() <= ALL_SHOWN:
            present = [person.pk for person in shown] if shown is not None else []
            shown = User.objects.filter(Q(pk__in=self.in_sight.values("pk")) | Q(pk__in=present))
            del self.fields["adding"]
        if shown is None:
            del self.fields["members"]
        else:
            members.queryset = shown.order_by("name_ar")

    def clean_adding(self) -> list[User]:
        found, unknown = [], []
        for line in self.cleaned_data["adding"].replace(",", "\n").split("\n"):
            if not (word := line.strip()):
                continue
            match = Q(username__iexact=word)
            if number := normalised_phone(word):
                match |= Q(phone=number)
            people = list(self.in_sight.filter(match))
            found += people if len(people) == 1 else []
            unknown += [word] if len(people) != 1 else []
        if unknown:
            raise ValidationError(
                _("Nobody, or more than one, was found for: %(words)s"),
                params={"words": " · ".join(unknown)},
            )
        return found

    def wanted(self) -> list[User]:
        """Everybody who shall be in the group."""
        return [*self.cleaned_data.get("members", ()), *self.cleaned_data.get("adding", ())]


class ReasonForm(forms.Form):
    """An act that needs nothing but its reason."""

    reason = ReasonField()


class DecisionForm(forms.Form):
    """Yes or no to a role that was asked for; a no says why."""

    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("decline", _("Decline"))], widget=forms.HiddenInput
    )
    reason = ReasonField(required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == "decline" and not data.get("reason"):
            self.add_error("reason", _("Say why: the reason stays in the record."))
        return data


class GrantForm(forms.Form):
    """A role in a place, from a day until a day; offers only what is the giver's to give."""

    # Where a refusal of the verb is shown.
    field_of = {"starts_at": "starts_on", "ends_at": "ends_on"}

    role = forms.ModelChoiceField(
        Role.objects.none(),
        label=_("Role"),
        empty_label="",
        error_messages={"required": _("Choose a role.")},
    )
    where = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(User.objects.none(), required=False)
    agency_group = forms.ModelChoiceField(User.objects.none(), required=False)
    with_descendants = forms.BooleanField(
        label=_("Also the agencies below it, those made later too"), required=False
    )
    answers_for = forms.BooleanField(
        label=_("Answers for it: is told of new, late and escalated complaints"),
        required=False,
        initial=True,
    )
    starts_on = DayField(label=_("From"), required=False, help_text=_("Empty: from now."))
    ends_on = DayField(label=_("Until the end of"), required=False, help_text=_("Empty: no end."))
    reason = ReasonField()

    def __init__(self, *args: Any, by: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.now = by, now
        self._offer_roles()
        self._offer_places()

    @cached_property
    def authority(self) -> Authority:
        return authority_of(self.by, self.now)

    def _offer_roles(self) -> None:
        roles: Any = self.fields["role"]
        roles.queryset = Role.objects.filter(live=True, code__in=self.authority.role_codes())

    def _offer_places(self) -> None:
        scope = agencies_open_to(self.by, Verb.GRANT, self.now)
        self.fields["agency"] = TreeField(
            scope.agencies().order_by("name_ar"), label=_("Agency"), required=False
        )
        groups: Any = agency_group_model()
        self.fields["agency_group"] = forms.ModelChoiceField(
            groups.in_force.all(), label=_("Group of agencies"), required=False, empty_label=""
        )
        places = [("agency", _("One agency")), ("agency_group", _("A group of agencies"))]
        if scope.everywhere:
            places.append(("everywhere", _("Everywhere (a second person must approve)")))
        where: Any = self.fields["where"]
        where.choices, where.initial = places, "agency"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        where = data.get("where")
        if where in ("agency", "agency_group") and not data.get(where) and where not in self.errors:
            self.add_error(where, _("Choose where the role holds."))
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end must come after the beginning."))
        return data

    def wish(self) -> dict[str, Any]:
        """What `grant` takes."""
        data, where = self.cleaned_data, self.cleaned_data["where"]
        return {
            "role": data["role"],
            "agency": data["agency"] if where == "agency" else None,
            "agency_group": data["agency_group"] if where == "agency_group" else None,
            "everywhere": where == "everywhere",
            "with_descendants": data["with_descendants"],
            "answers_for": data["answers_for"],
            "starts_at": start_of(data["starts_on"]),
            "ends_at": end_of(data["ends_on"]),
            "reason": data["reason"],
        }


class SearchForm(forms.Form):
    """Finds people by name, user name, e-mail or phone."""

    q = forms.CharField(
        label=_("Name, phone or e-mail"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name, phone or e-mail")}),
    )
