"""The kinds of message the domain sends, and what their templates may say."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from complaints_app.models import Complaint
from sms import registry
from sms.models import Message

PLACEHOLDERS = {
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
