"""The confirmation: the number as it is spoken, what to say to the caller, what happens next and when."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from complaints_app import reference, wording
from complaints_app.backoffice.case_words import ROLES
from complaints_app.explain import NextRung, explain
from complaints_app.models import Clock, ClockKind, Complaint, Unit
from permissions.grants import answering_for
from sms import phone as phones

SPOKEN = {
    "ar": ("صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: when, how far it is, and what it is in words."""

    when: str
    words: str
    state: str = ""
    mark: str = ""  # is-done, is-next or nothing
    number: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    number: str
    spelled: list[tuple[str, str]]  # digit and word; an empty word is a gap
    say: list[str]
    steps: list[Step]


def isolated(number: str) -> str:
    """A number inside Arabic: read from the left, never parted at the end of a line."""
    unbroken = number.replace("-", "\N{NON-BREAKING HYPHEN}").replace(" ", "\N{NO-BREAK SPACE}")
    return f"\N{LEFT-TO-RIGHT ISOLATE}{unbroken}\N{POP DIRECTIONAL ISOLATE}"


def spelled(number: int, language: str) -> list[tuple[str, str]]:
    """Each digit of the reference with its word; the gaps of its groups between them."""
    words = SPOKEN["en" if language == "en" else "ar"]
    signs = reference.spoken_form(number)
    return [(sign, words[int(sign)] if sign.isdigit() else "") for sign in signs]


def confirmation(complaint: Complaint, now: datetime) -> Confirmation:
    """Read from the clocks that were started, not from what was promised before."""
    language = get_language() or "ar"
    number = reference.spoken_form(complaint.reference)
    due = _limit(complaint)
    return Confirmation(
        number=number,
        spelled=spelled(complaint.reference, language),
        say=_say(complaint, isolated(number), due, now, language),
        steps=_steps(complaint, due, now, language),
    )


def _limit(complaint: Complaint) -> Clock | None:
    kinds = (ClockKind.ACCEPTANCE, ClockKind.TRIAGE)
    return (
        Clock.objects.filter(complaint=complaint, kind__in=kinds, ended_at=None)
        .order_by("due_at")
        .first()
    )


def _say(
    complaint: Complaint, number: str, due: Clock | None, now: datetime, language: str
) -> list[str]:
    if complaint.duplicate_of is not None:
        other = isolated(reference.spoken_form(complaint.duplicate_of.reference))
        return [
            _("Your request is registered under number %(number)s.") % {"number": number},
            _("It is handled together with complaint %(other)s, which is already open.")
            % {"other": other},
        ]
    said = [_("Your request is registered. Its number is %(number)s.") % {"number": number}]
    if complaint.agency is None:
        said.append(_("The central complaints unit now decides which agency handles it."))
    elif due is not None:
        when = wording.moment_in_words(due.due_at, now, language)
        said.append(
            _("It has gone to %(agency)s, which confirms receipt by %(when)s.")
            % {"agency": complaint.agency.name, "when": when}
        )
    if _mobile(complaint):
        said.append(_("An SMS with the number is on its way to you."))
    said.append(
        _("When it is closed you are told; then call us on %(number)s to hear the answer.")
        % {"number": isolated(settings.CONTACT_CENTRE_NUMBER)}
    )
    return said


def _mobile(complaint: Complaint) -> str:
    person = complaint.complainant
    number = person.numbers.filter(mobile=True).first() if person else None
    return number.number if number else ""


def _steps(complaint: Complaint, due: Clock | None, now: datetime, language: str) -> list[Step]:
    at = wording.clock_time(complaint.registered_at)
    steps = [Step(at, _("Registered and kept in the journal"), pgettext("step", "done"), "is-done")]
    steps += _told(complaint, at, now)
    if due is None:
        return steps
    steps.append(
        Step(
            wording.moment_in_words(due.due_at, now, language),
            _limit_words(due, language),
            pgettext("step", "next"),
            "is-next",
            str(len(steps) + 1),
        )
    )
    rung = _rung_of(complaint, now)
    if rung is not None:
        when = _("After that, without an answer")
        steps.append(Step(when, _rung_words(rung), number=str(len(steps) + 1)))
    return steps


def _told(complaint: Complaint, at: str, now: datetime) -> list[Step]:
    """The messages that leave now. A landline gets none."""
    told = []
    if number := _mobile(complaint):
        shown = isolated(phones.masked(number))
        words = _("SMS with the number to the caller %(phone)s") % {"phone": shown}
        told.append(Step(at, words, pgettext("step", "being sent"), "is-done"))
    elif complaint.complainant is not None:
        words = _("No SMS reaches the caller: no mobile number is known")
        told.append(Step(at, words))
    if complaint.agency is None:
        told.append(
            Step(
                at,
                _("Notice to the central complaints unit"),
                pgettext("step", "being sent"),
                "is-done",
            )
        )
    elif complaint.is_open:
        people = answering_for("officer", complaint.agency, now)
        names = _(", ").join(str(person) for person in people)
        words = _("SMS and e-mail to %(names)s, %(agency)s") % {
            "names": names or ROLES["officer"],
            "agency": complaint.agency.name,
        }
        told.append(Step(at, words, pgettext("step", "being sent"), "is-done"))
    return told


def _limit_words(due: Clock, language: str) -> str:
    words = (
        _("Last moment to confirm receipt")
        if due.kind == ClockKind.ACCEPTANCE
        else _("Last moment for the unit to choose the agency")
    )
    if due.allowance is None:
        return words
    if due.unit == Unit.DAYS:
        length = wording.amount(due.allowance, "working_day", language)
    elif due.allowance % 60 == 0:
        length = wording.amount(due.allowance // 60, "working_hour", language)
    else:
        length = wording.amount(due.allowance, "working_minute", language)
    return f"{words}: {length}"


def _rung_of(complaint: Complaint, now: datetime) -> NextRung | None:
    return explain(complaint, now).next_rung


def _rung_words(rung: NextRung) -> str:
    roles = _(", ").join(str(ROLES.get(role, role)) for role in rung.recipients)
    people = _(", ").join(rung.people)
    if people:
        return _("%(people)s are told (%(roles)s)") % {"people": people, "roles": roles}
    return _("%(roles)s are told") % {"roles": roles}
