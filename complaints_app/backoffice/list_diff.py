"""Old and new of a list row side by side, in the words of its screen; child rows matched by their keys."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from complaints_app import wording
from complaints_app.backoffice.list_forms import channels, recipients, roles, verbs
from complaints_app.content import content_fields

NOTHING = "—"
HIDDEN = {"code", "key"}
TICKED = {
    "recipients": recipients,
    "channels": channels,
    "verbs": verbs,
    "may_give": roles,
}
HEADINGS = {
    "weekly": gettext_lazy("Weekly hours"),
    "exceptions": gettext_lazy("Holidays, half days, extra working days"),
    "periods": gettext_lazy("Seasons with hours of their own, such as Ramadan"),
    "rungs": gettext_lazy("Rungs"),
    "questions": gettext_lazy("Questions"),
}
MINUTES = {"opens", "closes"}

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the row: what it said, what it will say."""

    label: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child row that comes, goes or changes."""

    title: str
    kind: str  # added, removed, changed
    lines: list[Line]

    @property
    def words(self) -> str:
        return {"added": _("added"), "removed": _("removed"), "changed": _("changed")}[self.kind]

    @property
    def had_old(self) -> bool:
        return self.kind != "added"

    @property
    def has_new(self) -> bool:
        return self.kind != "removed"


@dataclass(frozen=True, slots=True)
class Children:
    heading: str
    rows: list[ChildRow]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Difference:
    lines: list[Line]
    children: list[Children]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.changed]

    @property
    def kept(self) -> list[Line]:
        return [line for line in self.lines if not line.changed]

    def __bool__(self) -> bool:
        return bool(self.changed) or any(group.rows for group in self.children)


def difference(model: type[Model], old: Content | None, new: Content) -> Difference:
    """What the approval would change; `old` is None for a row that was never in force."""
    fields = [*content_fields(model), *get_all_child_m2m_relations(model)]
    children = []
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        before = (old or {}).get(name, [])
        rows, unchanged = _children(relation.related_model, before, new[name])
        children.append(Children(str(HEADINGS[name]), rows, unchanged))
    return Difference(_lines(fields, old, new), children)


def _children(
    model: type[Model], old: list[Content], new: list[Content]
) -> tuple[list[ChildRow], int]:
    fields = content_fields(model)
    before = {row["key"]: row for row in old}
    after = {row["key"]: row for row in new}
    rows = [
        ChildRow(_title(fields, row), "removed", _lines(fields, row, None))
        for key, row in before.items()
        if key not in after
    ]
    for key, row in after.items():
        if key not in before:
            rows.append(ChildRow(_title(fields, row), "added", _lines(fields, None, row)))
        elif before[key] != row:
            lines = [line for line in _lines(fields, before[key], row) if line.changed]
            rows.append(ChildRow(_title(fields, row), "changed", lines))
    unchanged = sum(before.get(key) == row for key, row in after.items())
    return rows, unchanged


def _lines(fields: list[Any], old: Content | None, new: Content | None) -> list[Line]:
    lines = []
    for field in fields:
        if field.name in HIDDEN:
            continue
        before, after = (_words(field, row) for row in (old, new))
        if before != NOTHING or after != NOTHING:
            lines.append(Line(_label(field), before, after))
    return lines


def _label(field: "Field[Any, Any]") -> str:
    """«القبول (الوحدة)» for the unit that stands beside a number."""
    if not field.name.endswith("_unit"):
        return capfirst(str(field.verbose_name))
    number = field.model._meta.get_field(field.name.removesuffix("_unit"))
    return f"{capfirst(str(number.verbose_name))} ({_('unit')})"  # type: ignore[union-attr]


def _title(fields: list[Any], row: Content) -> str:
    """What a clerk calls the child row."""
    language = "en" if get_language() == "en" else "ar"
    for name in (f"name_{language}", f"label_{language}"):
        if name in row:
            return str(row[name])
    by_name = {field.name: field for field in fields}
    told = [by_name[name] for name in ("weekday", "clock", "offset", "unit") if name in by_name]
    return " ".join(_words(field, row) for field in told)


def _words(field: "Field[Any, Any]", row: Content | None) -> str:
    value = None if row is None else row.get(field.name)
    if value in (None, "", []):
        return NOTHING
    if field.is_relation:
        codes = value if isinstance(field, ParentalManyToManyField) else [value]
        return "، ".join(_names(field.related_model, codes))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _listed(field.name, value) if isinstance(value, list) else _plain(field, value)


def _plain(field: "Field[Any, Any]", value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name in MINUTES:
        return f"{value // 60:02d}:{value % 60:02d}"
    if field.get_internal_type() == "DateField":
        return wording.day_in_full(date.fromisoformat(value), get_language() or "ar")
    return str(value)


def _names(model: Any, codes: list[str]) -> list[str]:
    names = {row.code: str(row) for row in model._default_manager.filter(code__in=codes)}
    return [names.get(code, code) for code in codes]


def _listed(name: str, value: list[Any]) -> str:
    if name in TICKED:
        words = {code: str(label) for code, label in TICKED[name]()}
        return "، ".join(words.get(code, code) for code in value)
    column = 2 if get_language() == "en" else 1
    return "، ".join(str(choice[column]) for choice in value)
