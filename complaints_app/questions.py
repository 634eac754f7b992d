"""The questions of a frozen version, as a form; its answers, typed and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.contrib.forms.forms import FormBuilder

from complaints_app.models import AnswerValue, Complaint, Question, Version
from complaints_app.refusals import Invalid

PREFIX = "answer-"
YES_NO = (("yes", "نعم", "Yes"), ("no", "لا", "No"))
OFFERED = {Question.Type.CHOICE, Question.Type.CHOICES, Question.Type.YES_NO}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as the version froze it, in the shape Wagtail's form builder reads."""

    content: dict[str, Any]
    language: str

    @property
    def clean_name(self) -> str:
        return str(self.content["key"])

    @property
    def field_type(self) -> str:
        return str(self.content["field_type"])

    @property
    def label(self) -> str:
        return str(self.content[f"label_{self.language}"])

    @property
    def help_text(self) -> str:
        return str(self.content.get(f"help_{self.language}", ""))

    @property
    def required(self) -> bool:
        return bool(self.content.get("required", False))

    @property
    def default_value(self) -> str:
        return ""

    def get_field_options(self) -> dict[str, Any]:
        return {"label": self.label, "help_text": self.help_text, "required": self.required}

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Choices as (code, label in the page's language)."""
        rows = YES_NO if self.field_type == Question.Type.YES_NO else self.content["choices"]
        return [
            (code, arabic if self.language == "ar" else english) for code, arabic, english in rows
        ]


class QuestionFormBuilder(FormBuilder):
    """Wagtail's builder; choices keep their codes, where the stock one stores labels."""

    def get_field_options(self, field: AskedQuestion) -> dict[str, Any]:
        return field.get_field_options()

    def create_dropdown_field(self, field: AskedQuestion, options: dict[str, Any]) -> forms.Field:
        return forms.ChoiceField(choices=[("", _("Choose…")), *field.offered], **options)

    def create_radio_field(self, field: AskedQuestion, options: dict[str, Any]) -> forms.Field:
        return forms.ChoiceField(choices=field.offered, widget=forms.RadioSelect, **options)

    def create_checkboxes_field(self, field: AskedQuestion, options: dict[str, Any]) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=field.offered, widget=forms.CheckboxSelectMultiple, **options
        )

    def create_date_field(self, field: AskedQuestion, options: dict[str, Any]) -> forms.Field:
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )


def asked(version: Version | None, language: str = "") -> list[AskedQuestion]:
    """The questions of a version, in the page's language."""
    wanted = language or get_language() or "ar"
    spoken = "en" if wanted.startswith("en") else "ar"
    questions = version.content["questions"] if version else []
    return [AskedQuestion(content, spoken) for content in questions]


def form_class_for(version: Version | None) -> type[forms.Form]:
    """A form class with one field a question, its key for a name."""
    form_class: type[forms.Form] = QuestionFormBuilder(asked(version)).get_form_class()
    return form_class


def clean_answers(
    version: Version | None, data: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(answers, personal answers) as JSON by key: codes, numbers, ISO dates; blank is null.

    Raises Invalid at the first wrong field (its name is the question's key).
    """
    form = form_class_for(version)(data)
    if not form.is_valid():
        key, errors = next(iter(form.errors.items()))
        raise Invalid(str(errors[0]), field=f"{PREFIX}{key}")
    answers: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for question in asked(version):
        value = _plain(form.cleaned_data.get(question.clean_name))
        kept = personal if question.content.get("personal") else answers
        kept[question.clean_name] = value
    return answers, personal


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None if value in ("", []) else value


def shown(version: Version | None, answers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(question, answer) in words, in the order they were asked."""
    for question in asked(version):
        value = answers.get(question.clean_name)
        if question.clean_name in answers:
            yield question.label, _in_words(question, value)


def _in_words(question: AskedQuestion, value: Any) -> str:
    if value is None:
        return _("not answered")
    if question.field_type not in OFFERED:
        return str(value)
    labels = dict(question.offered)
    codes = value if isinstance(value, list) else [value]
    return _(", ").join(labels.get(code, str(code)) for code in codes)


def typed_values(complaint: Complaint, version: Version | None) -> list[AnswerValue]:
    """Unsaved rows for the reportable answers. Personal data is never among them."""
    rows = []
    for question in asked(version):
        value = complaint.answers.get(question.clean_name)
        reportable = question.content.get("reportable") and not question.content.get("personal")
        if reportable and value is not None:
            values = value if isinstance(value, list) else [value]
            rows += [
                AnswerValue(
                    complaint=complaint,
                    version=version,
                    key=question.clean_name,
                    position=position,
                    **_column(question, item),
                )
                for position, item in enumerate(values)
            ]
    return rows


def _column(question: AskedQuestion, value: Any) -> dict[str, Any]:
    if question.field_type == Question.Type.NUMBER:
        return {"number": value}
    if question.field_type == Question.Type.DATE:
        return {"day": value}
    return {"code": str(value)[:200]}
