"""One row of a file becomes what it says of one complaint, or the faults that forbid it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from complaints_app.chain import canonical, instant
from complaints_app.clock import WorkingCalendar, build
from complaints_app.deadlines import calendar_of
from complaints_app.importing.faults import BadMapping, Fault, Refused
from complaints_app.importing.listed import Lists, Path, word
from complaints_app.importing.mapping import TIMES, WORD_LISTS, WORDS, Mapping
from complaints_app.importing.moments import EARLIEST, Given, Moments
from complaints_app.importing.tables import Cells
from complaints_app.models import Agency, Channel, ComplaintType, Place
from complaints_app.status import State
from complaints_app.versioning import version_in_force
from sms import phone as phones

T = TypeVar("T")
LONGEST = {
    "text": 20_000,
    "location": 300,
    "answer": 20_000,
    "old_number": 100,
    "person_key": 90,
    "name": 150,
    "phone": 40,
}
LONGEST_KEY = 100
BETWEEN = " – "


@dataclass(slots=True)
class Row:
    """What one row says, in our own words. `digest` changes with any of it."""

    number: int
    key: str
    opened: datetime
    accepted: datetime | None
    accept_by: datetime | None
    due: datetime | None
    closed: datetime | None
    state: str
    outcome: str
    channel: str
    subject: ComplaintType
    agency: Agency | None
    place: Place | None
    words: dict[str, str]
    digest: str = ""


class RowReader:
    """Reads the rows of one file by its mapping. `now`: nothing in the file may lie after it."""

    def __init__(self, mapping: Mapping, header: list[str], lists: Lists, *, now: datetime) -> None:
        self._mapping = mapping
        self._lists = lists
        self._now = now
        self._moments = Moments(mapping)
        self._width = len(header)
        self._at = {name: position for position, name in enumerate(header)}
        self._used = [self._at[name] for name in mapping.wanted()]
        self._calendars: dict[int | None, WorkingCalendar] = {}
        self._faults: list[Fault] = []
        self._own_calendar = _calendar(mapping.calendar)

    def read(self, number: int, cells: Cells) -> Row | list[Fault]:
        """The row, or everything that is wrong with it."""
        self._faults = []
        if fault := self._shape(cells):
            return [fault]
        cells += [""] * (self._width - len(cells))
        self._check_letters(cells)
        key = self._key(cells)
        words = {name: self._words(name, cells) for name in WORDS}
        given = {name: self._given(name, cells) for name in TIMES}
        subject, undecided = self._listed("subject", cells)
        agency, _ = (None, True) if undecided else self._listed("agency", cells)
        place, _ = self._listed("place", cells)
        said = {name: self._word(name, cells) for name in WORD_LISTS}
        times = self._times(given, agency)
        state = self._state(said["state"], times, agency)
        opened = times["opened"]
        if opened is None and not self._faults:
            self._fault("missing", "opened")
        if self._faults or opened is None:
            return self._faults
        row = Row(
            number=number,
            key=key,
            opened=opened,
            accepted=times["accepted"],
            accept_by=times["accept_by"],
            due=times["due"],
            closed=times["closed"],
            state=state,
            outcome=said["outcome"] if state == State.CLOSED else "",
            channel=said["channel"] or Channel.IMPORT,
            subject=subject,
            agency=agency,
            place=place,
            words=words,
        )
        row.digest = _digest(row)
        return row

    # Cells

    def _shape(self, cells: Cells) -> Fault | None:
        surplus = [cell for cell in cells[self._width :] if cell != ""]
        if surplus:
            return Fault("too_many_cells", "", str(len(cells)))
        if len(cells) <= max(self._used):
            return Fault("too_few_cells", "", str(len(cells)))
        return None

    def _check_letters(self, cells: Cells) -> None:
        for position in self._used:
            cell = cells[position]
            if isinstance(cell, str) and not cell.isascii():
                try:
                    cell.encode()
                except UnicodeEncodeError:
                    column = next(name for name, at in self._at.items() if at == position)
                    self._faults.append(Fault("wrong_encoding", column, cell))
                    cells[position] = ""

    def _text(self, cells: Cells, column: str) -> str:
        cell = str(cells[self._at[column]])
        return cell.replace("\x00", "").strip() if cell else cell

    def _key(self, cells: Cells) -> str:
        key = self._text(cells, self._mapping.key)
        if not key:
            self._faults.append(Fault("missing", self._mapping.key))
        elif len(key) > LONGEST_KEY:
            self._faults.append(Fault("too_long", self._mapping.key, key))
        return key

    def _words(self, name: str, cells: Cells) -> str:
        columns = self._mapping.columns.get(name, ())
        if len(columns) == 1:
            text = self._text(cells, columns[0])
        else:
            text = BETWEEN.join(filter(None, (self._text(cells, column) for column in columns)))
        if len(text) > LONGEST[name]:
            self._fault("too_long", name, text)
        if name == "phone" and text:
            number = phones.normalise(text)
            if not number:
                self._fault("no_phone_number", name, text)
            return number
        return text or (self._mapping.constants.get("text", "") if name == "text" else "")

    def _given(self, name: str, cells: Cells) -> Given | None:
        columns = self._mapping.columns.get(name)
        if columns is None:
            return None
        return self._tried(
            columns[0], lambda: self._moments.read(cells[self._at[columns[0]]]), None
        )

    def _tried(self, column: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Refused as refused:
            self._faults.append(Fault(refused.reason, column, refused.value))
            return otherwise

    def _fault(self, reason: str, name: str, value: str = "") -> None:
        column = self._mapping.columns.get(name, (name,))[0]
        self._faults.append(Fault(reason, column, value))

    # Lists

    def _listed(self, name: str, cells: Cells) -> tuple[Any, bool]:
        lookup = self._mapping.lookups[name]
        path: Path = tuple(filter(None, (self._text(cells, column) for column in lookup.columns)))
        label = self._text(cells, lookup.name) if lookup.name else ""
        column = lookup.columns[-1] if lookup.columns else name
        found: tuple[Any, bool] = self._tried(
            column, lambda: self._lists.find(name, path, label), (None, False)
        )
        return found

    def _word(self, name: str, cells: Cells) -> str:
        lookup = self._mapping.lookups[name]
        value = BETWEEN.join(self._text(cells, column) for column in lookup.columns)
        column = lookup.columns[0] if lookup.columns else name
        return str(self._tried(column, lambda: word(name, lookup, value), ""))

    # Times

    def _times(
        self, given: dict[str, Given | None], agency: Agency | None
    ) -> dict[str, datetime | None]:
        calendar = self._calendar_of(agency)
        times: dict[str, datetime | None] = {}
        for name, cell in given.items():
            column = self._mapping.columns.get(name, (name,))[0]
            closing = name in {"accept_by", "due"}
            times[name] = None
            if cell is not None:
                times[name] = self._tried(
                    column,
                    partial(self._moments.moment, cell, calendar, closing=closing),
                    None,
                )
        self._check_order(times, given)
        return times

    def _check_order(
        self, times: dict[str, datetime | None], given: dict[str, Given | None]
    ) -> None:
        opened = times["opened"]
        if opened is None:
            return
        if opened < EARLIEST:
            self._fault("too_early", "opened", instant(opened))
        last = opened
        for name in ("accepted", "closed"):
            last = max(last, self._following(name, times, given[name], last))
        for name in ("accept_by", "due"):
            limit = times[name]
            if limit is not None and limit < opened:
                self._fault("too_early", name, instant(limit))
        if last > self._now:
            late = next(n for n in ("closed", "accepted", "opened") if times[n] == last)
            self._fault("in_the_future", late, instant(last))

    def _following(
        self, name: str, times: dict[str, datetime | None], cell: Given | None, last: datetime
    ) -> datetime:
        moment = times[name]
        if moment is None or cell is None:
            return last
        if moment < last and cell.day_only and self._day(last) == cell.wall.date():
            moment = times[name] = last  # a day alone says nothing of the hour
        if moment < last:
            self._fault("too_early", name, instant(moment))
        return moment

    def _day(self, moment: datetime) -> Any:
        return moment.astimezone(self._mapping.zone).date()

    def _calendar_of(self, agency: Agency | None) -> WorkingCalendar:
        if self._own_calendar is not None:
            return self._own_calendar
        key = id(agency) if agency is not None else None
        if key not in self._calendars:
            self._calendars[key] = calendar_of(agency)
        return self._calendars[key]

    def _state(self, said: str, times: dict[str, datetime | None], agency: Agency | None) -> str:
        if said == State.CLOSED and times["closed"] is None:
            column = self._mapping.lookups["state"].columns
            self._faults.append(
                Fault("closed_without_time", column[0] if column else "state", said)
            )
        if said and said != State.CLOSED and times["closed"] is not None:
            self._fault("open_with_closing_time", "closed", said)
        if times["closed"] is not None:
            return State.CLOSED.value
        if agency is None:
            return State.REGISTERED.value  # the unit decides whose it is
        if times["accepted"] is not None or said == State.IN_PROCESS:
            return State.IN_PROCESS.value
        return State.DELIVERED.value


def _calendar(code: str) -> WorkingCalendar | None:
    if not code:
        return None
    try:
        return build(version_in_force("calendar", code).content)
    except LookupError as error:
        raise BadMapping(f"[calendar] No calendar in force has the code «{code}».") from error


def _digest(row: Row) -> str:
    """Of the mapped values: the same complaint in another format of the same file is unchanged."""
    said = [
        row.key,
        *(instant(moment) if moment else "" for moment in _moments(row)),
        row.state,
        row.outcome,
        row.channel,
        *(item.code if item is not None else "" for item in (row.subject, row.agency, row.place)),
        *(row.words[name] for name in WORDS),
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _moments(row: Row) -> tuple[datetime | None, ...]:
    return row.opened, row.accepted, row.accept_by, row.due, row.closed
