"""Costly scenes are built once a run; later tests get the same rows by plain inserts."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Max, Min

ROOMS = ("complaints_app", "permissions", "sms")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]

_kept: dict[tuple[Any, ...], Rows] = {}


def placed(name: str, build: Callable[[], object]) -> None:
    """Runs `build` on an empty database the first time, repeats its rows (ids included) ever after."""
    # A flush makes Django's own rows anew, with other ids: a scene that cites them is built again.
    key = (name, *Permission.objects.aggregate(Min("pk"), Max("pk")).values())
    if key in _kept:
        with transaction.atomic():  # rows cite one another: the database looks at the end
            _insert(_kept[key])
    else:
        build()
        _kept[key] = _dump()


def _tables() -> list[str]:
    return [
        model._meta.db_table
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    ]


def _dump() -> Rows:
    kept: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows = cursor.fetchall()
            if rows:
                kept[table] = ([column[0] for column in cursor.description], rows)
    return kept


def _insert(kept: Rows) -> None:
    with connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            names = ", ".join(f'"{column}"' for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({places})',  # noqa: S608 - our own tables
                rows,
            )
