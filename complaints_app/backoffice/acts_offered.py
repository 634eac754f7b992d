"""What can be done with a complaint now: only what is lawful and allowed, the usual one first."""

from dataclasses import dataclass

from django.urls import reverse

from complaints_app import handling
from complaints_app.backoffice.acts_screens import BY_NAME, Screen
from complaints_app.models import Complaint
from permissions.models import User


@dataclass(frozen=True, slots=True)
class Offered:
    """An act with its address."""

    screen: Screen
    url: str


def for_page(complaint: Complaint, user: User) -> list[Offered]:
    """The acts of the case page, in the order of the table; the first is the one solid button."""
    return [
        Offered(BY_NAME[name], reverse(BY_NAME[name].url_name, args=[complaint.reference]))
        for name in handling.lawful_for(complaint, by=user)
        if name in BY_NAME
    ]
