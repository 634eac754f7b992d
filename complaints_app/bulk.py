"""Many rows at once: COPY on PostgreSQL, executemany on SQLite; keys are taken in blocks before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.base import ModelState

Row = Sequence[Any]
M = TypeVar("M", bound=Model)


def like(prototype: M, related: dict[str, Any], **columns: Any) -> M:
    """An unsaved copy with other values: a tenth of what it costs to make an instance.

    `related` are rows by the name of their relation, `columns` anything else by the name of its column.
    """
    twin = type(prototype).__new__(type(prototype))
    twin.__dict__.update(prototype.__dict__)
    twin.__dict__.update(columns)
    twin._state = ModelState()
    twin._state.fields_cache = prototype._state.fields_cache | related
    for name, row in related.items():
        twin.__dict__[f"{name}_id"] = None if row is None else row.pk
    return twin


def take_keys(model: type[Model], count: int) -> list[int]:
    """`count` primary keys that nobody else will get. On SQLite only inside a transaction."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        # The writer's lock is ours until the commit: whatever comes next is free.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        cursor.execute(f'SELECT max("{column}") FROM "{table}"')  # noqa: S608 - our own names
        first = max(last[0] if last else 0, cursor.fetchone()[0] or 0) + 1
    return list(range(first, first + count))


def put_in(model: type[Model], instances: Sequence[Model]) -> None:
    """Inserts unsaved instances, with the keys they carry (none: the database gives them)."""
    if not instances:
        return
    keyed = instances[0].pk is not None
    fields = [f for f in model._meta.concrete_fields if keyed or not f.primary_key]
    values = attrgetter(*[field.attname for field in fields])
    put_rows(model, [field.name for field in fields], map(values, instances))
    for instance in instances:
        instance._state.adding, instance._state.db = False, connection.alias


def put_rows(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Inserts plain tuples; `names` are the fields in the tuples' order, a key for a relation."""
    fields = [model._meta.get_field(name) for name in names]
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, fields, rows)
    else:
        _insert(model._meta.db_table, fields, rows)


def change(model: type[Model], instances: Sequence[Model], names: Sequence[str]) -> None:
    """Writes these fields of saved rows, in one statement that the length of the list does not make dearer.

    Django's bulk_update builds a CASE with a branch for each row and field: most of a sweep's time went there.
    """
    if not instances:
        return
    key = model._meta.pk
    fields: list[Any] = [key, *(model._meta.get_field(name) for name in names)]
    values = list(map(attrgetter(*[field.attname for field in fields]), instances))
    if connection.vendor == "postgresql":
        _update_from_arrays(model._meta.db_table, fields, values)
    else:
        _update_each(model._meta.db_table, fields, values)


def _update_from_arrays(table: str, fields: list[Any], rows: Sequence[Row]) -> None:
    key, *columns = [field.column for field in fields]
    names = ", ".join(f'"{column}"' for column in (key, *columns))
    sets = ", ".join(f'"{column}" = new."{column}"' for column in columns)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS old SET {sets} FROM unnest({arrays}) AS new({names}) '  # noqa: S608 - our own names
            f'WHERE old."{key}" = new."{key}"',
            [list(column) for column in zip(*rows, strict=True)],
        )


def _update_each(table: str, fields: list[Any], rows: Sequence[Row]) -> None:
    key, *columns = [field.column for field in fields]
    sets = ", ".join(f'"{column}" = %s' for column in columns)
    prepare = [_preparation(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s',  # noqa: S608 - our own names
            [
                [ready(value) for ready, value in zip(prepare[1:], row[1:], strict=True)] + [row[0]]
                for row in rows
            ],
        )


def _copy(table: str, fields: list[Any], rows: Iterable[Row]) -> None:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    documents = [n for n, field in enumerate(fields) if isinstance(field, JSONField)]
    statement = f'COPY "{table}" ({columns}) FROM STDIN'
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        if not documents:
            for row in rows:
                copy.write_row(row)
            return
        for row in rows:
            values = list(row)
            for n in documents:
                if values[n] is not None:
                    values[n] = json.dumps(values[n], ensure_ascii=False)
            copy.write_row(values)


def _insert(table: str, fields: list[Any], rows: Iterable[Row]) -> None:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    prepare = [_preparation(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({columns}) VALUES ({places})',  # noqa: S608 - our own names
            [[ready(value) for ready, value in zip(prepare, row, strict=True)] for row in rows],
        )


def _preparation(field: Field[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else field.get_db_prep_save(value, connection)
