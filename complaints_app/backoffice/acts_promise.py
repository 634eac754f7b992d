"""The month in which a promised date is picked: working days numbered, days off and the ceiling marked."""

from calendar import SUNDAY, Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints_app import deadlines, wording
from complaints_app.clock import WorkingCalendar
from complaints_app.handling import limits
from complaints_app.models import Complaint
from permissions import grants

MOST_MONTHS = 3
QUICK = (3, 5, 7, 10)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month as it can, or cannot, be promised."""

    day: date
    kind: str  # out, past, off, today, open, ceiling, beyond
    n: int = 0
    words: str = ""
    until: str = ""
    reason: str = ""

    @property
    def offered(self) -> bool:
        return self.kind in {"open", "ceiling"}


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    weeks: list[list[Day]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick choice: so many working days from now."""

    day: date
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Picker:
    months: list[Month]
    choices: list[Choice]
    weekdays: list[str]
    chosen: date
    last: date
    extensions_left: int


def picker(complaint: Complaint, now: datetime, chosen: date | None = None) -> Picker:
    """What may be promised now, from the earliest day to the citizen's ceiling."""
    calendar = deadlines.calendar_of(complaint.agency)
    allowed = limits(complaint, now)
    today = now.astimezone(calendar.zone).date()
    language = get_language() or "ar"
    days = _Days(calendar, today, allowed.earliest, allowed.last, language)
    first = date(2023, 1, 1)  # a Sunday
    return Picker(
        months=[_month(days, year, month) for year, month in _months(today, allowed.last)],
        choices=_choices(days, allowed.proposed),
        weekdays=[wording.weekday(first.replace(day=1 + n), language) for n in range(7)],
        chosen=chosen or allowed.proposed,
        last=allowed.last,
        extensions_left=allowed.extensions_left,
    )


@dataclass(frozen=True, slots=True)
class _Days:
    calendar: WorkingCalendar
    today: date
    earliest: date
    last: date
    language: str

    def of(self, day: date) -> Day:
        reason = self.calendar.reason(day).name(self.language)
        if not self.calendar.is_working_day(day):
            return Day(day, "off", reason=reason)
        if day < self.earliest:
            return Day(day, "today" if day == self.today else "past")
        n = self.number(day)
        kind = "beyond" if day > self.last else "open"
        return Day(
            day,
            "ceiling" if day == self.last else kind,
            n,
            wording.day_in_full(day, self.language),
            wording.clock_time(self.calendar.closing(day), self.calendar.zone),
        )

    def number(self, day: date) -> int:
        """Which working day from today this is; today is 0."""
        n = 0
        walk = self.today
        while walk < day:
            walk = self.calendar.date_after(walk, 1)
            n += 1
        return n


def _months(today: date, last: date) -> Iterator[tuple[int, int]]:
    year, month = today.year, today.month
    for _step in range(MOST_MONTHS):
        yield year, month
        if (year, month) >= (last.year, last.month):
            return
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004


def _month(days: _Days, year: int, month: int) -> Month:
    weeks = [
        [days.of(day) if day.month == month else Day(day, "out") for day in week]
        for week in Calendar(firstweekday=SUNDAY).monthdatescalendar(year, month)
    ]
    return Month(wording.month_in_words(date(year, month, 1), days.language), weeks)


def _choices(days: _Days, proposed: date) -> list[Choice]:
    wanted = {days.calendar.date_after(days.today, n) for n in QUICK} | {proposed, days.last}
    choices = []
    for day in sorted(wanted):
        if not days.of(day).offered:
            continue
        n = days.number(day)
        words = wording.amount(n, "working_day", days.language) if n else _("Today")
        choices.append(Choice(day, words, _note(days, day, proposed)))
    return choices[-5:]


def _note(days: _Days, day: date, proposed: date) -> str:
    words = wording.day_in_words(day, days.today, days.language)
    if day == days.last:
        return _("%(day)s, the ceiling") % {"day": words}
    if day == proposed:
        return _("%(day)s, proposed") % {"day": words}
    return words


def told_when_late(complaint: Complaint, now: datetime) -> str:
    """Who hears of it first when the promise is not kept: said before it happens."""
    if complaint.agency is None:
        return ""
    people = grants.answering_for("official", complaint.agency, now)
    return _(", ").join(str(person) for person in people)
