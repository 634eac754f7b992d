"""Whether a draft may be sent for approval: what a form cannot see field by field."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from complaints_app.folding import fold
from complaints_app.models import ComplaintType, QuestionForm
from complaints_app.versioning import version_in_force

Fault = tuple[str | None, str]


def faults_of(form: Any) -> list[Fault]:
    """Field (or none) and what is wrong with it; empty if it may be sent."""
    item = form.instance
    return [*_same_name(item), *_own_ancestor(item), *_ask_twice(item), *_questions(form)]


def _same_name(item: Any) -> Iterator[Fault]:
    """Two rows that a clerk could not tell apart, drafts included."""
    if hasattr(item, "row"):
        return
    rows = type(item)._default_manager.exclude(pk=item.pk)
    if hasattr(item, "parent_id"):
        rows = rows.filter(parent=item.parent_id)
    if fold(item.name_ar) in {fold(name) for name in rows.values_list("name_ar", flat=True)}:
        yield "name_ar", _("Another row of this list has the same name.")


def _own_ancestor(item: Any) -> Iterator[Fault]:
    seen, above = {item.pk}, getattr(item, "parent", None)
    while above is not None:
        if above.pk in seen:
            yield "parent", _("A row cannot stand under itself.")
            return
        seen.add(above.pk)
        above = above.parent


def _ask_twice(item: Any) -> Iterator[Fault]:
    """A key may appear once on the path of a subject, whichever form asks it."""
    if not isinstance(item, ComplaintType) or item.form is None:
        return
    own = set(item.form.questions.values_list("key", flat=True))
    above = item.parent
    while above is not None:
        other = above.form if above.form_id != item.form_id else None
        if other is not None and own & set(other.questions.values_list("key", flat=True)):
            yield "form", _("A subject above this one already asks one of these questions.")
            return
        above = above.parent


def _questions(form: Any) -> Iterator[Fault]:
    """Answers are read by key: a key never changes its type."""
    item = form.instance
    if not isinstance(item, QuestionForm):
        return
    # The instance still holds the rows of the last draft: what was typed stands in the formset.
    rows = form.formsets["questions"]
    asked = [row.instance for row in rows.forms if row not in rows.deleted_forms]
    if len({fold(question.label_ar) for question in asked}) < len(asked):
        yield None, _("Two questions have the same words.")
    types = _types_in_force(item.code)
    for question in asked:
        if types.get(question.key, question.field_type) != question.field_type:
            yield (
                None,
                _("The type of a question in force cannot change: %(question)s")
                % {"question": question.label_ar},
            )


def _types_in_force(code: str | None) -> dict[str, str]:
    try:
        questions = version_in_force("form", code or "").content["questions"]
    except LookupError:
        return {}
    return {question["key"]: question["field_type"] for question in questions}
