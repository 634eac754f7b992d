"""What a list row says, as canonical text: the same content always has the same fingerprint."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Field, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import (
    ClusterableModel,
    get_all_child_m2m_relations,
    get_all_child_relations,
)
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin

# How a row is drafted, locked and approved is not what it says.
HOUSEKEEPING = frozenset(
    field.name
    for mixin in (DraftStateMixin, LockableMixin, RevisionMixin)
    for field in mixin._meta.get_fields()
)


def content_of(item: Model) -> dict[str, Any]:
    """All that the row says, in JSON's types; other rows by their codes, children in their order."""
    content = {field.name: _value(item, field) for field in content_fields(type(item))}
    if isinstance(item, ClusterableModel):
        for field in get_all_child_m2m_relations(type(item)):
            content[field.name] = sorted(row.code for row in getattr(item, field.name).all())
        for relation in get_all_child_relations(type(item)):
            name = relation.get_accessor_name()
            content[name] = [_child(row) for row in in_order(getattr(item, name).all())]
    return content


def content_fields(model: type[Model]) -> list[Any]:
    """The model's own columns that say something."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name not in HOUSEKEEPING
        and not isinstance(field, ParentalKey)
        and field.name != "sort_order"
    ]


def canonical(content: Any) -> str:
    """One text for one content, whatever the order of its keys."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Any) -> str:
    return sha256(canonical(content).encode()).hexdigest()


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Child rows as they stand in the database, also while some are not saved yet."""
    return sorted(
        rows,
        key=lambda row: (
            getattr(row, "sort_order", None) or 0,
            row.pk is None,
            row.pk or 0,
        ),
    )


def _child(row: Model) -> dict[str, Any]:
    return {field.name: _value(row, field) for field in content_fields(type(row))}


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.name)
    if isinstance(value, Model):
        return value.code  # type: ignore[attr-defined]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
