"""The forms behind the lists: choices of what is in force, rows with stable keys, words to tick."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from complaints_app.backoffice.list_fields import ChoicesField, MinuteField, WordsField
from complaints_app.models import Agency, Question
from complaints_app.models.calendars import new_key
from permissions.grants import rights_of
from permissions.models import Role
from permissions.verbs import GovernmentVerb, Verb
from sms.models import Message

ASK_CHOICES = {Question.Type.CHOICE, Question.Type.CHOICES}


class ListForm(WagtailAdminModelForm):
    """Offers only what is in force, and what the row already names."""

    class Media:
        css = {"all": ["complaints_app/css/lists.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field)

    def _narrow(self, name: str, field: Any) -> None:
        rows = field.queryset
        kept = Q(live=True)
        if isinstance(field, forms.ModelMultipleChoiceField):
            if self.instance.pk:
                kept |= Q(pk__in=[row.pk for row in getattr(self.instance, name).all()])
        elif chosen := getattr(self.instance, f"{name}_id", None):
            kept |= Q(pk=chosen)
        if any(column.name == "parent" for column in rows.model._meta.fields):
            rows = rows.select_related("parent__parent")
            field.label_from_instance = path_of
        field.queryset = rows.filter(kept)


def path_of(row: Any) -> str:
    """«المياه › التزويد › انقطاع»: a name alone stands under three parents."""
    names, above = [str(row)], row.parent
    while above is not None and len(names) < 3:  # noqa: PLR2004 - as deep as was joined
        names.insert(0, str(above))
        above = above.parent
    return " › ".join(names)


class KeyedRowForm(ListForm):
    """A child row that keeps its key through every save: versions cite it, never the row's id."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shared: dict[str, list[Any]] | None = None, **kwargs: Any):
        self.shared = {} if shared is None else shared
        super().__init__(*args, **kwargs)
        if self.empty_permitted and not self.instance.pk and not self.is_bound:
            # The template of new rows: each gets a key of its own at its first save.
            self.initial["key"] = ""

    def _narrow(self, name: str, field: Any) -> None:
        """One query for all the rows of the page, however many there are."""
        super()._narrow(name, field)
        if name not in self.shared:
            self.shared[name] = list(field.queryset.model.in_force.all())
        rows = {row.pk: row for row in self.shared[name]}
        chosen = getattr(self.instance, name, None)
        if chosen is not None:
            rows.setdefault(chosen.pk, chosen)
        field.choices = [("", "—"), *((pk, str(row)) for pk, row in rows.items())]

    def clean_key(self) -> str:
        if self.instance.pk:
            return str(type(self.instance)._default_manager.get(pk=self.instance.pk).key)
        return self.cleaned_data["key"] or new_key()

    def has_changed(self) -> bool:
        # A new row with nothing but its key is an empty one.
        return bool(set(self.changed_data) - {"key"})

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Tells the open page the key that an automatic save has just given."""
        updates: list[tuple[str, str]] = list(super().get_field_updates_for_resave())
        return [*updates, (f"{self.prefix}-key", self.instance.key)]


class RowSet(BaseChildFormSet):
    """The rows of one panel; they share the choices that their selects offer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.shared: dict[str, list[Any]] = {}
        super().__init__(*args, **kwargs)

    def clean(self, *args: Any, **kwargs: Any) -> None:
        """Two rows never share a key, whatever a browser sent."""
        super().clean(*args, **kwargs)
        saved = [form for form in self.forms if form.instance.pk]
        keys: set[str] = set()
        for form in [*saved, *(form for form in self.forms if not form.instance.pk)]:
            if form.instance.key in keys:
                form.instance.key = new_key()
            keys.add(form.instance.key)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "shared": self.shared}


class HoursForm(KeyedRowForm):
    opens = MinuteField(label=_("opens"), required=False)
    closes = MinuteField(label=_("closes"), required=False)

    needs_hours = False

    def clean(self) -> Any:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens is not None and closes is not None and opens >= closes:
            self.add_error("closes", _("It closes before it opens."))
        if self.needs_hours and None in (opens, closes) and not self.errors:
            self.add_error("opens", _("Both hours are needed."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


class WeeklyForm(HoursForm):
    needs_hours = True


def recipients() -> Iterator[tuple[Any, Any]]:
    """Roles in force, and the two who hold no grant."""
    for role in Role.objects.filter(live=True).exclude(code=None):
        yield role.code, str(role)
    yield "claimant", _("whoever took the complaint")
    yield "complainant", _("the complainant")


def channels() -> Iterator[tuple[Any, Any]]:
    yield from Message.Channel.choices


def verbs() -> Iterator[tuple[Any, Any]]:
    for word in (*Verb, *GovernmentVerb):
        yield word.value, VERB_WORDS[word.value]


def roles() -> Iterator[tuple[Any, Any]]:
    for role in Role.objects.exclude(code=None):
        yield role.code, str(role)


class RungForm(KeyedRowForm):
    recipients = WordsField(words=recipients, label=_("who is told"))
    channels = WordsField(words=channels, label=_("channels"))


class QuestionForm(KeyedRowForm):
    choices = ChoicesField(
        label=_("choices"), required=False, help_text=_("One a line: code | Arabic | English")
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        if cleaned.get("field_type") in ASK_CHOICES and not cleaned.get("choices"):
            self.add_error("choices", _("This question needs choices."))
        if cleaned.get("personal") and cleaned.get("reportable"):
            raise ValidationError(_("Personal data cannot stand in reports."))
        return cleaned


class RoleForm(ListForm):
    verbs = WordsField(words=verbs, label=_("verbs"), required=False)
    may_give = WordsField(words=roles, label=_("roles it may give"), required=False)


class AgencyForm(ListForm):
    """Agency staff draft their own agencies: they place none at the top or under a foreign one."""

    def clean_parent(self) -> Any:
        parent = self.cleaned_data["parent"]
        rights = rights_of(self.for_user)
        same = self.instance.pk and (parent and parent.pk) == self._parent_before
        own = parent is not None and rights.may(Verb.EDIT_AGENCY, parent)
        if same or own or rights.may_in_government(GovernmentVerb.EDIT_LISTS):
            return parent
        raise ValidationError(_("You may place an agency only under one that you manage."))

    @property
    def _parent_before(self) -> Any:
        row = Agency.objects.filter(pk=self.instance.pk)
        return row.values_list("parent", flat=True).first()


class RuleForm(ListForm):
    """A row of routing or a subject: one agency, or the kind of agency that serves the place."""

    agency_kind = forms.ChoiceField(
        label=_("or: the agency of this kind that serves the place"),
        required=False,
        choices=[("", "—"), *Agency.Kind.choices],
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        if cleaned.get("agency") and cleaned.get("agency_kind"):
            self.add_error("agency_kind", _("Name one agency, or a kind of agency, not both."))
        return cleaned


class RoutingForm(RuleForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if not (cleaned.get("agency") or cleaned.get("agency_kind") or self.is_deferred_validation):
            self.add_error("agency", _("Say where the complaint goes."))
        return cleaned


VERB_WORDS = {
    "receive": _("is told of new complaints"),
    "process": _("works on complaints"),
    "close": _("closes complaints"),
    "approve_extension": _("approves a later date"),
    "approve_answer": _("approves answers"),
    "read_answer": _("reads answers to callers"),
    "reopen": _("reopens complaints"),
    "view": _("sees complaints"),
    "view_identity": _("sees who complains"),
    "report": _("sees indicators"),
    "export": _("exports"),
    "edit_agency": _("drafts changes of the agency"),
    "approve_agency": _("approves changes of the agency"),
    "grant": _("gives roles"),
    "register": _("takes calls and registers"),
    "decide": _("decides on competence"),
    "edit_lists": _("drafts changes of the lists"),
    "approve_lists": _("approves changes of the lists"),
    "operate": _("runs the system"),
    "audit": _("reads everything for audit"),
}
