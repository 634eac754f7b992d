"""The lists a new installation starts with: creates what is missing, never edits a row that stands."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from complaints_app.content import content_fields, in_order
from complaints_app.models import Agency
from complaints_app.versioning import LISTS, reproject, write_first_versions

FILES = {
    name: {"agency": "agencies", "policy": "policies", "agency_group": "groups"}.get(
        name, f"{name}s"
    )
    + ".json"
    for name in LISTS
}

Row = dict[str, Any]
Known = dict[tuple[type[models.Model], str], models.Model]


class BadRow(ValueError):
    """A row of a file cannot become a row of its list."""


def load(folder: Path, *, now: datetime) -> dict[str, int]:
    """Creates the rows of the folder's files whose codes are missing; how many, by list."""
    strangers = {path.name for path in folder.glob("*.json")} - set(FILES.values())
    if strangers:
        raise BadRow(f"No list is called {', '.join(sorted(strangers))}.")
    known: Known = {}
    with transaction.atomic():
        return {
            name: _load_list(model, _rows(folder / FILES[name]), known, now)
            for name, model in LISTS.items()
        }


def _rows(path: Path) -> list[Row]:
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _load_list(model: type[Any], rows: list[Row], known: Known, now: datetime) -> int:
    known.update({(model, item.code): item for item in model.objects.exclude(code=None)})
    missing = [row for row in rows if (model, row["code"]) not in known]
    for wave in _parents_first(model, missing, known):
        items = [_item(model, row, known, now) for row in wave]
        # Their content is read while it is in memory: no queries for hundreds of rows.
        write_first_versions(items, now=now)
        _create(model, items)
        known.update({(model, item.code): item for item in items})
    if model is Agency:
        reproject(*(known[model, row["code"]] for row in missing))
    return len(missing)


def _parents_first(model: type[Any], rows: list[Row], known: Known) -> Iterator[list[Row]]:
    while rows:
        wave = [r for r in rows if not r.get("parent") or (model, r["parent"]) in known]
        if not wave:
            raise BadRow(f"No such parent: {', '.join(sorted(r['parent'] for r in rows))}.")
        yield wave
        rows = [r for r in rows if r not in wave]


def _item(model: type[Any], row: Row, known: Known, now: datetime) -> Any:
    try:
        item = model(**_columns(model, row, known), live=True)
        item.first_published_at = item.last_published_at = now
        rest = set(row) - {field.name for field in content_fields(model)}
        for field in _many(model):
            setattr(item, field.name, _named(field, row.get(field.name, ()), known))
            rest.discard(field.name)
        for relation in _children(model):
            name = relation.get_accessor_name()
            setattr(item, name, _child_rows(relation, row.get(name, ()), known))
            rest.discard(name)
        _check(item)
    except (KeyError, TypeError, ValueError, ValidationError, FieldDoesNotExist) as error:
        raise BadRow(f"{FILES_BY_MODEL[model]}, «{row.get('code')}»: {error}") from error
    if rest:
        raise BadRow(f"{FILES_BY_MODEL[model]}, «{row['code']}»: no column {sorted(rest)}.")
    return item


def _child_rows(relation: Any, rows: Iterable[Row], known: Known) -> list[Any]:
    model = relation.related_model
    names = {"sort_order"} | {field.name for field in content_fields(model)}
    children = []
    for position, row in enumerate(sorted(rows, key=lambda row: row.get("sort_order", 0))):
        if not set(row) <= names:
            raise BadRow(f"no column {sorted(set(row) - names)}")
        child = model(**_columns(model, row, known))
        if hasattr(child, "sort_order"):
            child.sort_order = position
        _check(child, exclude=[relation.field.name])
        children.append(child)
    return children


def _columns(model: type[Any], row: Row, known: Known) -> dict[str, Any]:
    columns = {}
    for field in content_fields(model):
        if field.name not in row:
            continue
        value = row[field.name]
        if field.is_relation:
            columns[field.name] = _named(field, [value], known)[0] if value else None
        else:
            columns[field.name] = field.to_python(value)
    return columns


def _named(field: Any, codes: Iterable[str], known: Known) -> list[models.Model]:
    """The rows that a column names by their codes."""
    model = field.related_model
    strangers = [code for code in codes if (model, code) not in known]
    if strangers:
        raise BadRow(f"{field.name} names {', '.join(strangers)}, which is no {model.__name__}")
    return [known[model, code] for code in codes]


def _check(item: models.Model, exclude: Iterable[str] = ()) -> None:
    relations = {field.name for field in item._meta.fields if field.is_relation}
    item.clean_fields(exclude=relations | set(exclude))


def _create(model: type[Any], items: list[Any]) -> None:
    model.objects.bulk_create(items)
    for relation in _children(model):
        children = []
        for item in items:
            for child in in_order(getattr(item, relation.get_accessor_name()).all()):
                setattr(child, relation.field.name, item)
                children.append(child)
        relation.related_model.objects.bulk_create(children)
    for field in _many(model):
        through, here = field.remote_field.through, field.m2m_field_name()
        there = field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(**{here: item, there: other})
            for item in items
            for other in getattr(item, field.name).all()
        )


def _many(model: type[Any]) -> list[Any]:
    return list(get_all_child_m2m_relations(model))


def _children(model: type[Any]) -> list[Any]:
    return list(get_all_child_relations(model))


FILES_BY_MODEL = {LISTS[name]: file for name, file in FILES.items()}
