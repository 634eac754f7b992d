"""The lists that a file's values become: by a table of codes, by name, or as historic rows made on the way."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.text import slugify

from complaints_app import versioning
from complaints_app.folding import fold
from complaints_app.importing.faults import BadMapping, Refused
from complaints_app.importing.mapping import LISTS, WORD_LISTS, Lookup, Mapping
from complaints_app.models import Agency, ComplaintType, Place

MODELS: dict[str, type[Any]] = {"agency": Agency, "subject": ComplaintType, "place": Place}
RELATED = {"agency": ("calendar", "place__parent__parent"), "subject": ("parent__parent__parent",)}
HISTORIC_KINDS = {"agency": Agency.Kind.DEPARTMENT, "place": Place.Kind.GOVERNORATE}
LONGEST_CODE, LONGEST_NAME = 60, 200
STEP = "--"

Path = tuple[str, ...]


class Lists:
    """Looks values up. What it makes new is readable, cannot be chosen and has no route, until somebody adopts it."""

    def __init__(self, mapping: Mapping) -> None:
        self._lookups = mapping.lookups
        self._known: dict[str, dict[str, Any]] = {}
        self._names: dict[str, dict[str, Any]] = {}
        self._seen: dict[tuple[str, Path], Any] = {}
        self.new: list[Any] = []
        for name, model in MODELS.items():
            rows = list(model.objects.exclude(code=None).select_related(*RELATED.get(name, ())))
            self._known[name] = {row.code: row for row in rows}
            self._names[name] = {
                fold(words): row for row in rows for words in (row.name_ar, row.name_en)
            }
        self._check_codes()

    def _check_codes(self) -> None:
        for name in LISTS:
            lookup = self._lookups[name]
            for code in (*lookup.codes.values(), *filter(None, [lookup.default])):
                if code not in self._known[name]:
                    raise BadMapping(f"[{name}] No row of the list has the code «{code}».")

    def find(self, name: str, path: Path, label: str = "") -> tuple[Any, bool]:
        """The row, or None; and whether the unit must decide what it is. Raises Refused."""
        found = self._seen.get((name, path))
        if found is None:
            found = self._seen[name, path] = self._find(name, path, label)
        if isinstance(found, Refused):
            raise Refused(found.reason, found.value)
        row, undecided = found
        return row, undecided

    def _find(self, name: str, path: Path, label: str) -> Any:
        lookup = self._lookups[name]
        default = self._known[name].get(lookup.default)
        if not path:
            return (default, False) if default or name != "subject" else Refused("missing")
        value = " / ".join(path)
        code = lookup.codes.get(value) or code_of(path)
        row = self._known[name].get(code)
        if row is None and len(path) == 1:
            row = self._names[name].get(fold(value))
        if row is not None:
            return row, False
        if lookup.unknown == "create":
            return self._create(name, path, label), False
        if lookup.unknown == "triage":
            return default, True
        return Refused(f"unknown_{name}", value)

    def _create(self, name: str, path: Path, label: str) -> Any:
        parent = None
        for depth in range(1, len(path) + 1):
            code = code_of(path[:depth])
            row = self._known[name].get(code)
            if row is None:
                words = (label if label and depth == len(path) else path[depth - 1])[:LONGEST_NAME]
                row = MODELS[name](
                    code=code, name_ar=words, name_en=words, live=False, parent=parent
                )
                if name in HISTORIC_KINDS:
                    row.kind = HISTORIC_KINDS[name]
                self._known[name][code] = row
                self.new.append(row)
            parent = row
        return parent

    def save_new(self) -> None:
        """Writes the rows that were made since the last time, parents first."""
        for row in self.new:
            row.parent = row.parent  # its key, now that it has one
            row.save()
        versioning.reproject(*[row for row in self.new if isinstance(row, Agency)])
        self.new = []


def code_of(path: Path) -> str:
    """The path as a code: «Other» stands under three parents and is three rows."""
    code = STEP.join(slugify(part) or f"x{_digest(part)}" for part in path)
    if len(code) > LONGEST_CODE:
        code = f"{code[: LONGEST_CODE - 9]}-{_digest(code)}"
    return code


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def word(name: str, lookup: Lookup, value: str) -> str:
    """A state, outcome or channel: words of ours, with a fixed list."""
    if not value:
        return lookup.default
    code = lookup.codes.get(value) or (value if value in WORD_LISTS[name] else "")
    if code:
        return code
    if lookup.unknown == "triage":
        return lookup.default
    raise Refused(f"unknown_{name}", value)
