"""PostgreSQL's half of the backup: every table by COPY in one snapshot, with no tool but the driver."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

TABLES = "tables.json"
SEQUENCES = "sequences.json"


def _tables(cursor: Any) -> dict[str, list[str]]:
    """Every table of ours with the columns that can be written."""
    cursor.execute(
        """
        SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY c.relname ORDER BY c.relname
        """
    )
    return dict(cursor.fetchall())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _columns(names: list[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def dump(folder: Path) -> Iterator[Path]:
    """One file a table, all of one moment."""
    (folder / "tables").mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = _tables(cursor)
        for table, columns in tables.items():
            path = folder / "tables" / f"{table}.copy"
            statement = f"COPY {_quoted(table)} ({_columns(columns)}) TO STDOUT"
            with path.open("wb") as file, cursor.copy(statement) as rows:
                for block in rows:
                    file.write(block)
            yield path
        sequences = _sequences(cursor)
    for name, content in ((TABLES, tables), (SEQUENCES, sequences)):
        path = folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        yield path


def _sequences(cursor: Any) -> dict[str, int]:
    """Where each counter stands; one never used is left out."""
    cursor.execute(
        "SELECT sequencename, last_value FROM pg_sequences "
        "WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )
    return dict(cursor.fetchall())


def load(folder: Path) -> None:
    """Empties every table and fills it again, in one transaction; the journal's own guards stand aside meanwhile."""
    tables: dict[str, list[str]] = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    sequences: dict[str, int] = json.loads((folder / SEQUENCES).read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        present = _tables(cursor)
        _for_each(cursor, present, "ALTER TABLE {} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {_columns(list(present))} RESTART IDENTITY")
        for table, columns in tables.items():
            _fill(cursor, table, columns, folder / "tables" / f"{table}.copy")
        for sequence, value in sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [_quoted(sequence), value])
        # Foreign keys are checked here: triggers cannot be switched on while checks are pending.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _for_each(cursor, present, "ALTER TABLE {} ENABLE TRIGGER USER")


def _for_each(cursor: Any, tables: dict[str, list[str]], statement: str) -> None:
    for table in tables:
        cursor.execute(statement.format(_quoted(table)))


def _fill(cursor: Any, table: str, columns: list[str], path: Path) -> None:
    statement = f"COPY {_quoted(table)} ({_columns(columns)}) FROM STDIN"
    with path.open("rb") as file, cursor.copy(statement) as rows:
        while block := file.read(1 << 20):
            rows.write(block)
