"""Who complained: by the source's own key, else by number and name within this source, else nobody we know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from complaints_app import bulk
from complaints_app.folding import fold
from complaints_app.importing.rows import Row
from complaints_app.models import Complainant, ContactNumber
from sms import phone as phones

PROTOTYPE = Complainant()


def person_key(row: Row) -> str:
    """What makes two rows of one source the same person; "" for an anonymous complaint."""
    if row.words["person_key"]:
        return f"k:{row.words['person_key']}"
    if row.words["phone"]:
        same = f"{row.words['phone']}|{fold(row.words['name'])}"
        return f"p:{hashlib.sha256(same.encode()).hexdigest()[:40]}"
    return f"c:{row.key}"[:100] if row.words["name"] else ""


def persons_of(rows: Iterable[Row], source: str) -> dict[str, int]:
    """The keys of the rows' persons, by person_key; those not met before are made."""
    wanted = {key: row for row in rows if (key := person_key(row))}
    if not wanted:
        return {}
    known = dict(
        Complainant.objects.filter(source=source, source_key__in=list(wanted)).values_list(
            "source_key", "pk"
        )
    )
    new = [_person(row, source, key) for key, row in wanted.items() if key not in known]
    for pk, person in zip(bulk.take_keys(Complainant, len(new)), new, strict=True):
        person.pk = pk
    bulk.put_in(Complainant, new)
    bulk.put_rows(
        ContactNumber,
        ("complainant", "number", "mobile"),
        [
            (person.pk, number, phones.is_mobile(number))
            for person in new
            if (number := wanted[person.source_key].words["phone"])
        ],
    )
    return known | {person.source_key: person.pk for person in new}


def _person(row: Row, source: str, key: str) -> Complainant:
    name = row.words["name"]
    values = {"name": name, "folded_name": fold(name), "source": source, "source_key": key}
    return bulk.like(PROTOTYPE, {}, **values)
