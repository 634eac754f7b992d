"""A form field for telephone numbers: read as typed, kept as E.164."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sms import phone


class PhoneField(forms.CharField):
    """`mobile=True` demands a number that an SMS can reach."""

    default_error_messages = {
        "invalid": _("Enter a telephone number, for example 079 123 4123."),
        "not_mobile": _("Enter a mobile number (077, 078 or 079): an SMS cannot reach this one."),
    }

    def __init__(self, *, mobile: bool = False, **kwargs: Any) -> None:
        self.mobile = mobile
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        number = phone.normalise(typed)
        if not number:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if self.mobile and not phone.is_mobile(number):
            raise ValidationError(self.error_messages["not_mobile"], code="not_mobile")
        return number

    def prepare_value(self, value: Any) -> Any:
        return phone.national(value) if isinstance(value, str) and value else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"dir": "ltr", "inputmode": "tel"}
