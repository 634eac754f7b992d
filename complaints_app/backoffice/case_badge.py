"""The deadline badge: how much working time is left, in words, with the exact moment beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from complaints_app import deadlines, wording
from complaints_app.backoffice.case_words import LIMIT_OF_STATE, LIMITS, Words
from complaints_app.clock import WorkingCalendar
from complaints_app.models import Agency, Complaint, Version
from complaints_app.status import State
from complaints_app.versioning import versions_in_force


@dataclass(frozen=True, slots=True)
class Badge:
    """One limit as it is shown: a tone, its icon, words, and the moment it means."""

    tone: str
    icon: str
    words: str
    kind: Words = ""
    exact: str = ""
    moment: datetime | None = None


class Calendars:
    """The working hours of the offices on one page: one query for however many there are."""

    @cached_property
    def _in_force(self) -> dict[str, Version]:
        return versions_in_force("calendar")

    def of(self, agency: Agency | None) -> WorkingCalendar:
        return deadlines.office_of(agency, self._in_force).calendar


def badge(complaint: Complaint, now: datetime, calendars: Calendars | None = None) -> Badge:
    """The nearest limit of this complaint, as its queue row and its page show it."""
    if complaint.state == State.CLOSED or complaint.due_at is None:
        return _closed(complaint, now)
    kind = LIMITS[LIMIT_OF_STATE[complaint.state]]
    if is_paused(complaint):
        return Badge(
            "paused", "s-pause", _("Paused"), kind, _moment(complaint.due_at, now), complaint.due_at
        )
    calendar = (calendars or Calendars()).of(complaint.agency)
    return limit_badge(complaint.due_at, now, calendar, kind)


def limit_badge(due_at: datetime, now: datetime, calendar: WorkingCalendar, kind: Words) -> Badge:
    """A limit that is running: late, due today, or later."""
    language = get_language() or "ar"
    today = now.astimezone(calendar.zone).date()
    due_on = due_at.astimezone(calendar.zone).date()
    seconds = calendar.seconds_between(now, due_at)
    if due_at < now:
        # A limit that passed outside hours is late by no working time yet, but it is late.
        tone, icon = "late", "warning"
        words = wording.late_by(-seconds, language, day=day_length(calendar, due_on))
    else:
        tone, icon = ("due", "s-hourglass") if due_on == today else ("ok", "time")
        words = wording.time_left(seconds, language, day=day_length(calendar, due_on))
    return Badge(tone, icon, words, kind, _moment(due_at, now), due_at)


def is_paused(complaint: Complaint) -> bool:
    """Its limit stands still: it waits for the complainant and had not passed before."""
    return complaint.state == State.WAITING and not complaint.raised


def day_length(calendar: WorkingCalendar, day: date) -> int:
    """Seconds of that working day: a Ramadan day is shorter, and still a day."""
    minutes = sum(window.closes - window.opens for window in calendar.windows(day))
    return minutes * 60 or wording.USUAL_DAY


def _closed(complaint: Complaint, now: datetime) -> Badge:
    moment = complaint.closed_at
    exact = _moment(moment, now) if moment else ""
    return Badge("done", "circle-check", pgettext("state", "Closed"), "", exact, moment)


def _moment(moment: datetime, now: datetime) -> str:
    return wording.moment_in_words(moment, now, get_language() or "ar")
