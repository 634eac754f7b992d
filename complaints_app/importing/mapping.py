"""The mapping file (TOML): which column means what, in which zone, with which codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from complaints_app.importing.faults import BadMapping
from complaints_app.models import Channel
from complaints_app.status import Outcome, State

TIMES = ("opened", "accepted", "accept_by", "due", "closed")
WORDS = ("text", "location", "answer", "old_number", "person_key", "phone", "name")
MEANINGS = ("first", "last", "ceiling")
UNKNOWN = ("create", "triage", "refuse")
LISTS = ("agency", "subject", "place")
WORD_LISTS: dict[str, list[str]] = {
    "state": [State.REGISTERED, State.DELIVERED, State.IN_PROCESS, State.CLOSED],
    "outcome": list(Outcome),
    "channel": list(Channel),
}
CONSTANTS = ("kind", "agency", "subject", "place", "channel", "outcome", "text")
SECTIONS = {
    "source": {"name", "key", "encoding", "delimiter", "sheet"},
    "time": {"zone", "formats", "ambiguous"},
    "calendar": {"code"},
    "constants": set(CONSTANTS),
    "columns": {*TIMES, *WORDS},
    "due": {"means"},
    **{name: {"column", "codes", "default", "unknown"} for name in (*LISTS, *WORD_LISTS)},
}
SECTIONS["agency"] = SECTIONS["agency"] | {"name"}
LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class Lookup:
    """How the values of some columns become rows of a list, or words of ours."""

    columns: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    default: str = ""
    unknown: str = "refuse"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file, checked as far as it can be without the database and the file it maps."""

    source: str
    key: str
    encoding: str
    delimiter: str
    sheet: str
    zone: ZoneInfo
    formats: tuple[str, ...]
    ambiguous: str
    calendar: str
    due_means: str
    constants: dict[str, str]
    columns: dict[str, tuple[str, ...]]
    lookups: dict[str, Lookup]

    def wanted(self) -> list[str]:
        """Every column that the file must have, in the mapping's order."""
        named = [(self.key,), *self.columns.values()]
        named += [lookup.columns for lookup in self.lookups.values()]
        named += [(lookup.name,) for lookup in self.lookups.values() if lookup.name]
        return list(dict.fromkeys(column for columns in named for column in columns))


def read_mapping(path: Path) -> Mapping:
    """Raises BadMapping with one sentence that names the place."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMapping(f"The mapping {path} cannot be read: {error}") from error
    _check_names(content)
    source, time = content.get("source", {}), content.get("time", {})
    columns = {name: _columns(value, name) for name, value in content.get("columns", {}).items()}
    if "opened" not in columns:
        raise BadMapping(
            "[columns] must say in which column a complaint's beginning stands: opened."
        )
    constants = {name: str(value) for name, value in content.get("constants", {}).items()}
    return Mapping(
        source=_required(source, "source", "name", LONGEST_SOURCE),
        key=_required(source, "source", "key"),
        encoding=str(source.get("encoding", "utf-8-sig")),
        delimiter=str(source.get("delimiter", ",")),
        sheet=str(source.get("sheet", "")),
        zone=_zone(str(time.get("zone", "Asia/Amman"))),
        formats=tuple(time.get("formats", ())),
        ambiguous=_one_of(time.get("ambiguous", "first"), ("first", "second", "refuse"), "time"),
        calendar=str(content.get("calendar", {}).get("code", "")),
        due_means=_one_of(content.get("due", {}).get("means", "last"), MEANINGS, "due"),
        constants=constants,
        columns=columns,
        lookups=_lookups(content, constants),
    )


def _check_names(content: dict[str, Any]) -> None:
    for section, values in content.items():
        if section not in SECTIONS:
            raise BadMapping(f"[{section}] is no section of a mapping.")
        if not isinstance(values, dict):
            raise BadMapping(f"{section} must be a section: [{section}].")
        if strangers := sorted(set(values) - SECTIONS[section]):
            raise BadMapping(f"[{section}] knows no {', '.join(strangers)}.")


def _required(values: dict[str, Any], section: str, name: str, longest: int = 200) -> str:
    value = str(values.get(name, "")).strip()
    if not value or len(value) > longest:
        raise BadMapping(f"[{section}] must give a {name} of at most {longest} letters.")
    return value


def _columns(value: Any, name: str) -> tuple[str, ...]:
    columns = (value,) if isinstance(value, str) else tuple(value)
    if not columns or not all(isinstance(column, str) and column for column in columns):
        raise BadMapping(f"{name} must be the name of a column, or a list of names.")
    if name in TIMES and len(columns) > 1:
        raise BadMapping(f"{name} is a moment: it stands in one column.")
    return columns


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadMapping(f"[time] No time zone is called {name}.") from error


def _one_of(value: Any, allowed: tuple[str, ...], section: str) -> str:
    if value not in allowed:
        raise BadMapping(f"[{section}] {value!r} is none of {', '.join(allowed)}.")
    return str(value)


def _lookups(content: dict[str, Any], constants: dict[str, str]) -> dict[str, Lookup]:
    lookups = {}
    for name in (*LISTS, *WORD_LISTS):
        values = content.get(name, {})
        lookups[name] = Lookup(
            columns=_columns(values["column"], name) if "column" in values else (),
            codes={str(key): str(code) for key, code in values.get("codes", {}).items()},
            default=str(values.get("default", constants.get(name, ""))),
            unknown=_one_of(values.get("unknown", "refuse"), UNKNOWN, name),
            name=str(values.get("name", "")),
        )
    _check_words(lookups)
    subject = lookups["subject"]
    if not subject.columns and not subject.default:
        raise BadMapping(
            "[subject] needs a column or a default: every complaint is about something."
        )
    if subject.unknown == "triage" and not subject.default:
        raise BadMapping('[subject] unknown = "triage" needs a default: what triage is shown.')
    return lookups


def _check_words(lookups: dict[str, Lookup]) -> None:
    for name, allowed in WORD_LISTS.items():
        lookup = lookups[name]
        if lookup.unknown == "create":
            raise BadMapping(
                f'[{name}] has a fixed list: unknown is "refuse" or "triage" (= the default).'
            )
        for code in (*lookup.codes.values(), *filter(None, [lookup.default])):
            if code not in allowed:
                raise BadMapping(f"[{name}] {code!r} is none of {', '.join(allowed)}.")
