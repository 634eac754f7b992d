"""All counts of a page in one statement, each capped: nobody waits for an exact million."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from complaints_app import wording

CAP = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, up to the cap."""

    n: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{wording.number(self.n, 'ar')}{'+' if self.capped else ''}"

    def __bool__(self) -> bool:
        return self.n > 0


def capped(wanted: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, Count]:
    """The size of each query set, by its name; stops looking at `cap` hits."""
    parts, values, known = [], [], {}
    for name, rows in wanted.items():
        if rows.query.is_empty():
            known[name] = Count(0)
            continue
        inner = rows.order_by().values("pk")[: cap + 1]
        sql, params = inner.query.get_compiler(connection=connection).as_sql()
        # Only our own names and the compiler's own SQL are joined here; values stay parameters.
        parts.append((name, f"(SELECT COUNT(*) FROM ({sql}) counted)"))  # noqa: S608
        values += params
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(sql for _, sql in parts), values)
            row = cursor.fetchone()
        known |= {
            name: Count(min(n, cap), n > cap) for (name, _), n in zip(parts, row, strict=True)
        }
    return {name: known[name] for name in wanted}
