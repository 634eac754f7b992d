"""Words for messages: the template in force, its placeholders filled; checked and previewed for its editor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, override

from sms import registry, segments
from sms.models import MessageTemplate

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NUMBER = re.compile(r"\+?\d[\d -]*\d")  # a reference or a telephone number, in groups
_BRACE = re.compile(r"\{[^{}]*\}|[{}]")


class NoTemplate(LookupError):
    """No template of this code is in force."""


class MissingValue(LookupError):
    """The template asks for a value that the caller did not give."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message's words, and the language they are in (not always the one asked for)."""

    subject: str
    body: str
    language: str

    @property
    def parts(self) -> int:
        return segments.parts(self.body, unicode=True)


def render(code: str, language: str, values: Mapping[str, object]) -> Text:
    """The template in force, filled. Arabic stands in for a language that has no text.

    Raises NoTemplate or MissingValue; who must send something whatever happens calls `render_or_plain`.
    """
    template = MessageTemplate.objects.filter(code=code, live=True).first()
    if template is None:
        raise NoTemplate(f"No message template «{code}» is in force.")
    return _filled(template, language, values)


def render_or_plain(code: str, language: str, values: Mapping[str, object]) -> Text:
    """As `render`, but never without words: somebody must be told, even when a template is gone.

    The plain text is the kind's name and its registered values, one a line.
    """
    try:
        return render(code, language, values)
    except LookupError:
        return _plain(code, language, values)


def problems(code: str, text: str) -> list[str]:
    """What is wrong with a template's text, in words for its editor; empty if nothing is."""
    known = registry.kind_of(code).placeholders
    found = []
    for piece in _BRACE.findall(text):
        place = _PLACE.fullmatch(piece)
        if place is None:
            found.append(gettext("“%(piece)s” is no placeholder.") % {"piece": piece})
        elif place[1] not in known:
            found.append(
                gettext("{%(name)s} is unknown here. Known: %(known)s.")
                % {"name": place[1], "known": " ".join(f"{{{name}}}" for name in known) or "–"}
            )
    return found


def preview(code: str, language: str, text: str) -> Text:
    """A text as it would arrive, with sample values; unknown placeholders stay as they are."""
    with override(language):
        samples = {
            name: upright(str(sample), language) for name, (_, sample) in _places(code).items()
        }
    return Text("", _PLACE.sub(lambda place: samples.get(place[1], place[0]), text), language)


def _places(code: str) -> Mapping[str, tuple[str | Promise, str | Promise]]:
    return registry.kind_of(code).placeholders


def _filled(template: MessageTemplate, language: str, values: Mapping[str, object]) -> Text:
    spoken = language if language == "en" and template.text_en.strip() else "ar"
    body, subject = template.text_ar, template.subject_ar
    if spoken == "en":
        body, subject = template.text_en, template.subject_en or template.subject_ar
    return Text(_put_in(subject, values, spoken), _put_in(body, values, spoken), spoken)


def upright(value: str, language: str = "ar") -> str:
    """A number in groups that stays in order inside Arabic, as plain text on any telephone.

    With usual spaces «26 0012345 7» is shown as «7 0012345 26», and «06-5008080» backwards too.
    """
    if language != "ar" or not _NUMBER.fullmatch(value):
        return value
    mark = "\N{LEFT-TO-RIGHT MARK}" if {"-", "+"} & set(value) else ""
    return mark + value.replace(" ", "\N{NO-BREAK SPACE}")


def _put_in(text: str, values: Mapping[str, object], language: str) -> str:
    def value(place: re.Match[str]) -> str:
        if place[1] not in values:
            raise MissingValue(f"The template asks for {{{place[1]}}}, which was not given.")
        return upright(str(values[place[1]]), language)

    return _PLACE.sub(value, text)


def _plain(code: str, language: str, values: Mapping[str, object]) -> Text:
    kind = registry.kind_of(code)
    spoken = "en" if language == "en" else "ar"
    with override(spoken):
        label = str(kind.label)
        lines = [
            f"{words}: {upright(str(values[name]), spoken)}"
            for name, (words, _sample) in kind.placeholders.items()
            if values.get(name) not in (None, "")
        ]
    return Text(label, "\n".join([label, *lines]), spoken)
