"""Fields that the forms of this room share: a phone number, a day, a reason, an agency in the tree."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from permissions.grants import Territory

HOME = "JO"
STEP = "— "


class PhoneField(forms.CharField):
    """Reads ٠٧٩…, 079…, 00962… and +962…; gives E.164."""

    def __init__(self, **kwargs: Any) -> None:
        number = forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"})
        super().__init__(widget=number, max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if not (number := normalised_phone(text)):
            raise ValidationError(_("This is no telephone number."))
        return number


def normalised_phone(text: str) -> str:
    """E.164, or "" if it is no valid number."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class DayField(forms.DateField):
    """A day chosen with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")
        super().__init__(widget=picker, input_formats=["%Y-%m-%d"], **kwargs)


def start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def end_of(day: date | None) -> datetime | None:
    """The last day counts whole."""
    return start_of(day + timedelta(days=1)) if day else None


class ReasonField(forms.CharField):
    """Why: kept in the record for good."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Reason"),
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("It stays in the record, beside your name."),
            error_messages={"required": _("Say why: the reason stays in the record.")},
            **kwargs,
        )


class TreeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Agencies as a tree: those below an agency stand under it, one step in."""

    def __init__(self, queryset: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset, empty_label="", **kwargs)
        rows = {row.pk: row for row in queryset}
        self.choices = [
            ("", ""),
            *((row.pk, f"{STEP * depth}{row}") for row, depth in indented(rows)),
        ]


def indented(rows: dict[int, Any]) -> Iterator[tuple[Any, int]]:
    """Each under the nearest agency above it that is offered too."""
    territory = Territory()
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk in rows:
        below[next((above for above in territory.above(pk) if above in rows), None)].append(pk)
    waiting = [(pk, 0) for pk in reversed(below[None])]
    while waiting:
        pk, depth = waiting.pop()
        yield rows[pk], depth
        waiting.extend((child, depth + 1) for child in reversed(below[pk]))
