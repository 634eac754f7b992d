"""Form fields for what lists keep in a form of their own: minutes of a day, choices, sets of words."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from complaints_app.reference import EASTERN_DIGITS

HOUR = re.compile(r"(\d{1,2}):([0-5]\d)")
MIDNIGHT = 24 * 60


class MinuteField(forms.Field):
    """«08:30» on the screen, minutes from midnight (0…1440) in the row; 24:00 ends a day."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": "00:00", "dir": "ltr", "maxlength": 5, "size": 5}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60:02d}:{value % 60:02d}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        found = HOUR.fullmatch(str(value).translate(EASTERN_DIGITS).strip())
        minutes = int(found[1]) * 60 + int(found[2]) if found else -1
        if not 0 <= minutes <= MIDNIGHT:
            raise ValidationError(_("Write hours and minutes, such as 08:30."), code="invalid")
        return minutes

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class ChoicesField(forms.Field):
    """One choice a line: «code | عربي | English»; a missing code is made from the English words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 4, "dir": "auto"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(" | ".join(str(part) for part in choice) for choice in value)
        return value

    def to_python(self, value: Any) -> list[list[str]]:
        if isinstance(value, list):
            return value
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        choices = [self._choice(line) for line in lines]
        if len({code for code, _arabic, _english in choices}) < len(choices):
            raise ValidationError(_("Two choices have the same code."), code="invalid")
        return choices

    def _choice(self, line: str) -> list[str]:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 2:  # noqa: PLR2004 - without a code
            parts.insert(0, slugify(parts[1]))
        if len(parts) != 3 or not all(parts):  # noqa: PLR2004
            raise ValidationError(
                _("Write each choice as: code | Arabic | English. This line does not: %(line)s"),
                params={"line": line},
                code="invalid",
            )
        return parts

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class WordsField(forms.MultipleChoiceField):
    """A list of words kept as JSON, ticked on the screen. The words are asked for when the form is made."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, words: Callable[[], Iterable[tuple[Any, Any]]], **kwargs: Any) -> None:
        self.words = words
        super().__init__(choices=lambda: list(words()), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        """In the order in which the words are offered, so that the same ticks are the same content."""
        ticked = set(super().to_python(value))
        known = [str(word) for word, _label in self.words() if str(word) in ticked]
        return known + sorted(ticked - set(known))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or []) != set(data or [])


def date_input() -> forms.DateInput:
    """The browser's own calendar: Wagtail's is an inline script."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
