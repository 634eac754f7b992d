"""Everything that ever happened to a complaint, told for people: what, who, when, words, messages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from complaints_app import wording
from complaints_app.backoffice.case_words import LEVELS, OUTCOMES, STATES
from complaints_app.models import (
    Agency,
    Audience,
    Complaint,
    ComplaintEvent,
    ComplaintType,
    Delivery,
    EventWords,
)
from permissions import grants
from permissions.models import User
from permissions.verbs import GovernmentVerb
from sms.models import Message

Facts = Mapping[str, Any]

MESSAGE_STATES: dict[str, tuple[str, str, str | Promise]] = {
    Message.State.QUEUED: ("new", "time", pgettext_lazy("message", "queued")),
    Message.State.SENDING: ("new", "time", pgettext_lazy("message", "being sent")),
    Message.State.ACCEPTED: ("new", "mail", pgettext_lazy("message", "with the provider")),
    Message.State.DELIVERED: ("done", "circle-check", pgettext_lazy("message", "arrived")),
    Message.State.FAILED: ("late", "warning", pgettext_lazy("message", "did not arrive")),
    Message.State.EXPIRED: (
        "late",
        "warning",
        pgettext_lazy("message", "came too late to be sent"),
    ),
    Message.State.UNKNOWN: (
        "due",
        "help",
        pgettext_lazy("message", "not known whether it arrived"),
    ),
}
VIA: dict[str, str | Promise] = {
    "sms": "SMS",
    "email": gettext_lazy("e-mail"),
    "in_app": gettext_lazy("notice"),
    "call": gettext_lazy("call back"),
}
FILTERS: dict[str, str | Promise] = {
    "": gettext_lazy("All"),
    "acts": gettext_lazy("Acts"),
    "messages": gettext_lazy("Messages"),
    "notes": gettext_lazy("Notes"),
    "readable": gettext_lazy("May be read out"),
    "escalation": pgettext_lazy("noun", "Escalation"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message to one person."""

    to: str
    via: str | Promise
    tone: str
    icon: str
    words: str | Promise
    at: datetime | None


@dataclass(slots=True)
class Entry:
    """One line of the journal."""

    seq: int
    tone: str
    icon: str
    what: str
    who: str
    at: datetime
    text: str = ""
    readable: bool = False
    internal: bool = False
    moved: tuple[str | Promise, str | Promise] | None = None
    sent: list[Sent] = field(default_factory=list)

    def belongs_to(self, name: str) -> bool:
        tests: dict[str, Callable[[], bool]] = {
            "acts": lambda: self.tone == "act",
            "messages": lambda: bool(self.sent),
            "notes": lambda: self.tone == "note",
            "readable": lambda: self.readable,
            "escalation": lambda: self.tone == "escalation",
        }
        return tests[name]() if name in tests else True


@dataclass(frozen=True, slots=True)
class Chip:
    label: str | Promise
    name: str
    n: int


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries of one complaint by day, newest first, and what they can be narrowed to."""

    days: list[tuple[str, list[Entry]]]
    chips: list[Chip]


def journal_of(complaint: Complaint, *, reader: User, now: datetime, only: str = "") -> Journal:
    """What this reader may read of it; five queries however long it is."""
    audiences = [Audience.CALLER, Audience.STAFF]
    if grants.may_in_government(reader, GovernmentVerb.DECIDE):
        audiences.append(Audience.UNIT)
    events = list(
        ComplaintEvent.objects.filter(complaint=complaint, audience__in=audiences)
        .select_related("actor")
        .order_by("-seq")
    )
    words = dict(EventWords.objects.filter(complaint=complaint).values_list("seq", "text"))
    sent = _sent(complaint)
    names = Names.of(events)
    entries = [
        _entry(event, words.get(event.seq, ""), sent.get(event.seq, []), names) for event in events
    ]
    chips = [
        Chip(label, name, sum(entry.belongs_to(name) for entry in entries))
        for name, label in FILTERS.items()
    ]
    shown = [entry for entry in entries if entry.belongs_to(only)]
    return Journal(_by_day(shown, now), [chip for chip in chips if chip.n or not chip.name])


@dataclass(frozen=True, slots=True)
class Names:
    """Agencies and subjects as they are called today, by the codes that the journal cites."""

    agencies: dict[str, str]
    subjects: dict[str, str]

    @classmethod
    def of(cls, events: Iterable[ComplaintEvent]) -> "Names":
        cited: dict[str, set[str]] = {"agency": set(), "subject": set()}
        for event in events:
            for key in ("agency", "from_agency", "proposed"):
                cited["agency"].add(str(event.facts.get(key) or ""))
            if event.kind == "reclassified":
                cited["subject"] |= {str(event.facts.get(key) or "") for key in ("from", "to")}
        return cls(
            {
                str(row.code): row.name
                for row in Agency.objects.filter(code__in=cited["agency"] - {""})
            },
            {
                str(row.code): row.name
                for row in ComplaintType.objects.filter(code__in=cited["subject"] - {""})
            },
        )

    def agency(self, facts: Facts, key: str = "agency") -> str:
        code = str(facts.get(key) or "")
        return self.agencies.get(code, code)

    def subject(self, facts: Facts, key: str) -> str:
        code = str(facts.get(key) or "")
        return self.subjects.get(code, code)


# kind → tone, icon, and what happened in words
TELLINGS: dict[str, tuple[str, str, str | Promise]] = {
    "registered": ("act", "s-headset", gettext_lazy("Complaint registered")),
    "imported": ("act", "download", gettext_lazy("Taken over from another system")),
    "routed": ("system", "cog", gettext_lazy("Sent to %(agency)s")),
    "triage_needed": (
        "system",
        "cog",
        gettext_lazy("No routing row fits: waits for the central unit"),
    ),
    "triaged": ("act", "s-tree", gettext_lazy("Sent to %(agency)s by the central unit")),
    "accepted": ("act", "check", gettext_lazy("Competence confirmed, promised for %(promise_on)s")),
    "returned": ("act", "s-return", gettext_lazy("Returned as not competent")),
    "passed_on": ("act", "s-return", gettext_lazy("Passed on from %(from_agency)s to %(agency)s")),
    "decided": ("act", "s-tree", gettext_lazy("Competence decided: %(agency)s")),
    "asked": ("act", "s-pause", gettext_lazy("Asked the complainant; the deadline is paused")),
    "resumed": ("act", "s-inbox", gettext_lazy("Work goes on; the deadline runs again")),
    "promise_moved": ("act", "calendar-alt", gettext_lazy("Promise moved from %(from)s to %(to)s")),
    "note": ("note", "comment", gettext_lazy("Internal note")),
    "follow_up": ("act", "s-phone", gettext_lazy("The complainant called again about it")),
    "claimed": ("act", "user", gettext_lazy("Taken over")),
    "assigned": ("act", "user", gettext_lazy("Assigned to a colleague")),
    "closed": ("act", "circle-check", gettext_lazy("Complaint closed: %(outcome)s")),
    "reopened": ("act", "s-repeat", gettext_lazy("Complaint reopened")),
    "answer_given": ("act", "s-phone", gettext_lazy("Answer given to the complainant")),
    "escalated": ("escalation", "s-steps", gettext_lazy("Reminder: the limit is near")),
    "request_made": ("act", "s-bell", gettext_lazy("Asked a superior to decide")),
    "request_decided": ("act", "check", gettext_lazy("Request refused")),
    "reclassified": ("act", "edit", gettext_lazy("Subject changed from %(from)s to %(to)s")),
}


def _what(event: ComplaintEvent, names: Names) -> str:
    words = str(TELLINGS.get(event.kind, ("", "", event.kind))[2])
    facts = event.facts
    if event.kind == "returned" and facts.get("proposed"):
        words = _("Returned as not competent; thought competent: %(proposed)s")
    elif event.kind == "escalated" and facts.get("level"):
        words = _("Escalated, degree %(level)s: %(told)s")
    elif event.kind == "answer_given" and facts.get("satisfaction"):
        words = _("Answer given to the complainant, satisfaction %(satisfaction)s of 5")
    elif event.kind == "request_decided" and facts.get("granted"):
        words = _("Request granted")
    return words % _params(event.kind, facts, names) if "%(" in words else words


def _params(kind: str, facts: Facts, names: Names) -> dict[str, Any]:
    ends = {key: names.subject(facts, key) for key in ("from", "to")}
    if kind != "reclassified":
        ends = {key: _day(facts, key) for key in ("from", "to")}
    return {
        **ends,
        "agency": names.agency(facts),
        "from_agency": names.agency(facts, "from_agency"),
        "proposed": names.agency(facts, "proposed"),
        "promise_on": _day(facts, "promise_on"),
        "outcome": OUTCOMES.get(str(facts.get("outcome")), ""),
        "level": facts.get("level"),
        "told": LEVELS.get(int(facts.get("level") or 0), ""),
        "satisfaction": facts.get("satisfaction"),
    }


def _entry(event: ComplaintEvent, text: str, sent: list[Sent], names: Names) -> Entry:
    tone, icon, _words = TELLINGS.get(event.kind, ("system", "cog", ""))
    readable = event.audience == Audience.CALLER
    if readable and text:
        tone = "readable"
    return Entry(
        seq=event.seq,
        tone=tone,
        icon=icon,
        what=_what(event, names),
        who=str(event.actor) if event.actor else _("The system"),
        at=event.happened_at,
        text=text,
        readable=readable and bool(text),
        internal=event.kind == "note" and not readable,
        moved=_moved(event),
        sent=sent,
    )


def _moved(event: ComplaintEvent) -> tuple[str | Promise, str | Promise] | None:
    if event.from_state == event.to_state or not (event.from_state and event.to_state):
        return None
    return STATES[event.from_state].words, STATES[event.to_state].words


def _sent(complaint: Complaint) -> dict[int, list[Sent]]:
    found: dict[int, list[Sent]] = {}
    for delivery in Delivery.objects.filter(complaint=complaint).select_related(
        "person", "message"
    ):
        found.setdefault(delivery.seq, []).append(_one_sent(delivery))
    return found


def _one_sent(delivery: Delivery) -> Sent:
    to = _("Complainant") if delivery.to_complainant else str(delivery.person or "")
    via = VIA.get(delivery.channel, delivery.channel)
    message = delivery.message
    if message is None:
        words = (
            pgettext_lazy("message", "not sent")
            if delivery.settled
            else MESSAGE_STATES["queued"][2]
        )
        return Sent(to, via, "new", "time", words, None)
    tone, icon, words = MESSAGE_STATES[message.state]
    return Sent(to, via, tone, icon, words, message.settled_at or message.made_at)


def _by_day(entries: list[Entry], now: datetime) -> list[tuple[str, list[Entry]]]:
    language, today = get_language() or "ar", now.astimezone(wording.AMMAN).date()

    def day_of(entry: Entry) -> date:
        return entry.at.astimezone(wording.AMMAN).date()

    return [
        (_day_title(day, today, language), list(group)) for day, group in groupby(entries, day_of)
    ]


def _day_title(day: date, today: date, language: str) -> str:
    words = wording.day_in_words(day, today, language)
    dated = wording.weekday_and_day(day, language)
    return words if dated in words else f"{words}{', ' if language == 'en' else '، '}{dated}"


def _day(facts: Facts, key: str) -> str:
    value = str(facts.get(key) or "")[:10]
    try:
        return wording.day_in_full(date.fromisoformat(value), get_language() or "ar")
    except ValueError:
        return value
