"""Plain SQL for the same rows: what the machine can, whatever the language above it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

A_REGISTRATION = (
    "complaint",
    "head",
    "complaintevent",
    "clock",
    "notice",
    "dirtycomplaint",
    "answervalue",
)
AN_IMPORT = ("complaint", "head", "complaintevent", "eventwords", "clock", "dirtycomplaint")


def connect() -> psycopg.Connection[Any]:
    """A connection without Django, to the same database."""
    given = connection.settings_dict
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"]}
    parts |= {"password": given["PASSWORD"], "dbname": given["NAME"]}
    return psycopg.connect(**{name: value for name, value in parts.items() if value})


def registrations(ids: Sequence[int]) -> float:
    """Writes the rows of these registrations once more, one durable commit each; returns registrations a second."""
    with connect() as database:
        complaints = [_rows_of(database, pk) for pk in ids]
        database.commit()
        began = time.perf_counter()
        for number, rows in enumerate(complaints, 1):
            for statement, values in rows:
                database.execute(statement, [_renewed(value, number) for value in values])
            database.commit()
        return len(ids) / (time.perf_counter() - began)


OWN_ID, OWN_REFERENCE = object(), object()
FAR = 900_000_000  # keys that nobody else has


def _renewed(value: Any, number: int) -> Any:
    if value is OWN_ID:
        return FAR + number
    return 7_000_000_000 + number if value is OWN_REFERENCE else value


def _rows_of(database: psycopg.Connection[Any], complaint: int) -> list[tuple[str, list[Any]]]:
    statements = []
    for name in A_REGISTRATION:
        table, key = f"complaints_app_{name}", "id" if name == "complaint" else "complaint_id"
        columns = [
            row[0]
            for row in database.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            if row[0] != "id" or name == "complaint"
        ]
        picked = ", ".join(f"{column}::text" for column in columns)
        for row in database.execute(
            f"SELECT {picked} FROM {table} WHERE {key} = %s",  # noqa: S608
            [complaint],
        ).fetchall():
            values = dict(zip(columns, row, strict=True)) | {key: OWN_ID}
            places = ["%s"] * len(columns)
            if name == "complaint":
                values["reference"] = OWN_REFERENCE
                places[columns.index("idempotency_key")] = "gen_random_uuid()"
                del values["idempotency_key"]
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(places)})"  # noqa: S608
            statements.append((statement, list(values.values())))
    return statements


def copying(first: int, last: int) -> tuple[int, float]:
    """COPY of the rows of the complaints from `first` to `last` into tables alike, in one transaction: rows and seconds."""
    with connect() as database:
        held = []
        for name in AN_IMPORT:
            table, key = f"complaints_app_{name}", "id" if name == "complaint" else "complaint_id"
            query = f"COPY (SELECT * FROM {table} WHERE {key} BETWEEN {first} AND {last}) TO STDOUT"  # noqa: S608
            with database.cursor().copy(query) as out:
                held.append((name, [bytes(block) for block in out]))
        for name in AN_IMPORT:
            database.execute(f"CREATE TABLE b_{name} (LIKE complaints_app_{name} INCLUDING ALL)")
        database.commit()
        began = time.perf_counter()
        rows = 0
        for name, blocks in held:
            cursor = database.cursor()
            with cursor.copy(f"COPY b_{name} FROM STDIN") as into:
                for block in blocks:
                    into.write(block)
            rows += cursor.rowcount
        database.commit()
        seconds = time.perf_counter() - began
        for name in AN_IMPORT:
            database.execute(f"DROP TABLE b_{name}")
        database.commit()
    return rows, seconds


class Counter:
    """How many statements Django sends: `with connection.execute_wrapper(Counter()) as …`."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Counter]:
    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter
