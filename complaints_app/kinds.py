"""What the wire cannot know: the kinds of message, their relevance, what they are about, who may see them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints_app.models import Complaint
from permissions.grants import may_in_government
from permissions.verbs import GovernmentVerb
from sms import registry
from sms.models import Message

PLACEHOLDERS: dict[str, tuple[str | Promise, str | Promise]] = {
    "reference": (_("reference number"), "26 0012345 7"),
    "subject": (_("subject"), _("Water leak")),
    "agency": (_("agency"), _("Ministry of Water and Irrigation")),
    "due": (_("nearest limit"), "3/12 15:30"),
    "contact_centre": (_("number of the contact centre"), "06-5008080"),
    "link": (_("address of the complaint"), "https://shakwa.example/c/2600123457"),
    "rung": (_("degree of escalation"), "1"),
    "count": (_("how many"), "3"),
}
LABELS = {
    "registered": _("To the complainant: registered"),
    "delivered": _("A complaint has arrived"),
    "reminder": _("Reminder before a limit"),
    "escalated": _("A limit has passed"),
    "escalated_unit": _("A limit has passed: to the central unit"),
    "returned_to_unit": _("Returned for lack of competence"),
    "needs_triage": _("No rule fits: the unit must decide"),
    "waiting": _("To the complainant: information needed"),
    "reply": _("The complainant has answered"),
    "assigned": _("Assigned to you"),
    "answer_needs_approval": _("An answer needs approval"),
    "request_made": _("A request needs a decision"),
    "request_decided": _("A request has been decided"),
    "follow_up": _("The complainant has called again"),
    "closed": _("To the complainant: closed"),
    "reopened": _("Reopened"),
    "nobody_told": _("Nobody could be told"),
    "digest": _("Several notices in one"),
}
ONLY_WHILE_OPEN = {"reminder", "escalated", "escalated_unit", "delivered", "needs_triage"}
TIME_TO_LIVE = timedelta(days=3)


def complaint_of(about: str) -> int | None:
    """The complaint's id in a message's opaque `about`."""
    room, _colon, pk = about.partition(":")
    return int(pk) if room == "complaint" and pk.isdigit() else None


def is_still_relevant(message: Message) -> bool:
    """Nobody is told of the lateness of a complaint that has been closed meanwhile."""
    pk = complaint_of(message.about)
    return pk is None or Complaint.objects.filter(pk=pk).exclude(state="closed").exists()


def register_kinds() -> None:
    """Called once when the room is ready."""
    for code, label in LABELS.items():
        registry.register_kind(
            code, label=label, placeholders=PLACEHOLDERS, time_to_live=TIME_TO_LIVE
        )
    for code in ONLY_WHILE_OPEN:
        registry.register_relevance(code, is_still_relevant)


def register_readers() -> None:
    """The log belongs to those who operate the installation; what a message is about leads to its case."""
    registry.register_access(operates, every_message)
    registry.register_links(cases_of)


def operates(user: Any) -> bool:
    return may_in_government(user, GovernmentVerb.OPERATE)


def every_message(user: Any, messages: QuerySet[Message]) -> QuerySet[Message]:
    """To operate is a verb on the government as a whole."""
    return messages


def cases_of(abouts: Iterable[str]) -> Mapping[str, str]:
    """The addresses of the complaints that messages are about, in one query."""
    keys = {pk: about for about in abouts if (pk := complaint_of(about)) is not None}
    found = Complaint.objects.filter(pk__in=keys).values_list("pk", "reference")
    return {keys[pk]: reverse("complaint_case", args=[reference]) for pk, reference in found}
