"""The journal refuses update and delete in the database itself; installed again after every migration."""

from typing import Any

from django.db import connections

APPEND_ONLY = {
    "complaints_app_complaintevent": ("complaint_id", "seq"),
    "complaints_app_version": ("list", "code", "number"),
}
EVENTS = ("update", "delete", "replace", "truncate")

ON_SQLITE = """
    CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {when} ON {table} {condition}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
REFUSE_ON_POSTGRESQL = """
    CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
ON_POSTGRESQL = """
    CREATE OR REPLACE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
    FOR EACH {level} EXECUTE FUNCTION {table}_refuse()
"""


def install(using: str = "default", **_: Any) -> None:
    """Idempotent; SQLite's table remakes drop triggers silently, hence post_migrate."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    make = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for table, key in APPEND_ONLY.items():
            for statement in make(table, key) if table in present else ():
                cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Lets the tests' flush and a restore empty the tables; install() must follow."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in present & set(APPEND_ONLY):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def _for_sqlite(table: str, key: tuple[str, ...]) -> list[str]:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    # INSERT OR REPLACE deletes without firing the delete trigger.
    replaces = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names
    return [
        ON_SQLITE.format(table=table, event="update", when="UPDATE", condition=""),
        ON_SQLITE.format(table=table, event="delete", when="DELETE", condition=""),
        ON_SQLITE.format(table=table, event="replace", when="INSERT", condition=replaces),
    ]


def _for_postgresql(table: str, key: tuple[str, ...]) -> list[str]:
    levels = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}
    return [
        REFUSE_ON_POSTGRESQL.format(table=table),
        *(
            ON_POSTGRESQL.format(table=table, event=event, level=level)
            for event, level in levels.items()
        ),
    ]
