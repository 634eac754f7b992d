"""The date an officer promises: which days he may name, and what a new date does to the clocks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints_app import deadlines
from complaints_app.case import Case
from complaints_app.models import Clock, ClockKind, Complaint, Ended
from complaints_app.refusals import Invalid, NeedsSuperior


@dataclass(frozen=True, slots=True)
class Limits:
    """The dates an officer may promise, inclusive, and how often he may still move one."""

    earliest: date
    proposed: date
    last: date
    extensions_left: int


def limits(complaint: Complaint, now: datetime | None = None) -> Limits:
    """What may be promised at `now`: from the next working day's closing up to the citizen's ceiling."""
    moment = now or timezone.now()
    calendar = deadlines.calendar_of(complaint.agency)
    today = moment.astimezone(calendar.zone).date()
    if calendar.is_working_day(today) and moment <= calendar.closing(today):
        earliest = today
    else:
        earliest = calendar.date_after(today, 1)
    policy = complaint.policy_version.content
    proposed = deadlines.limit(
        calendar, moment, int(policy["resolution"]), policy["resolution_unit"]
    )
    ceiling = (
        Clock.objects.filter(complaint=complaint, kind=ClockKind.CEILING, ended_at=None)
        .values_list("due_at", flat=True)
        .first()
    )
    last = max((ceiling or proposed).astimezone(calendar.zone).date(), earliest)
    return Limits(
        earliest=earliest,
        proposed=max(earliest, min(proposed.astimezone(calendar.zone).date(), last)),
        last=last,
        extensions_left=max(int(policy.get("extensions", 0)) + 1 - complaint.promises, 0),
    )


def keep_promise(case: Case, clock: Clock) -> None:
    complaint = case.complaint
    complaint.promises += 1
    complaint.promised_at = clock.due_at
    if clock.turn == 1 or complaint.first_promise_at is None:
        complaint.first_promise_at = clock.due_at


def check_promise(case: Case, on: date, *, beyond_ceiling: bool = False) -> None:
    calendar = deadlines.calendar_of(case.complaint.agency)
    allowed = limits(case.complaint, case.now)
    if not calendar.is_working_day(on):
        raise Invalid(_("This is no working day. Choose a working day."), field="promise_on")
    if on < allowed.earliest:
        raise Invalid(_("This day is over. Choose a later one."), field="promise_on")
    if on > allowed.last and not beyond_ceiling:
        raise NeedsSuperior(
            _("The citizen's ceiling is %(day)s. A later date needs the approval of your superior.")
            % {"day": allowed.last.isoformat()},
            field="promise_on",
        )


def move_promise(case: Case, on: date, words: str) -> None:
    """A new promise is a new clock; after its limit the old one's unreached rungs stay owed."""
    old = case.stop(ClockKind.RESOLUTION, how=Ended.MOVED)
    before = case.complaint.promised_at
    clock = case.start(ClockKind.RESOLUTION, on=on)
    for late in old:
        if late.due_at < case.now:
            deadlines.inherit_rungs(clock, late)
    keep_promise(case, clock)
    case.moved = True
    case.record(
        "promise_moved",
        facts={"from": before.isoformat() if before else None, "to": on.isoformat()},
        words=words,
    )
