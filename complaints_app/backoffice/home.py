"""Where each role lands after signing in: at its own work."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

from complaints_app.backoffice import queue, unit
from permissions import grants
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

# In this order: what a person does all day comes before what he may also look at.
FIRST_SCREENS: list[tuple[Callable[[User], bool], str]] = [
    (queue.works_cases, "complaint_queue"),
    (lambda user: grants.may_in_government(user, GovernmentVerb.REGISTER), "call_new"),
    (unit.decides, "complaint_desk"),
    (unit.approves, "complaint_desk"),
    (lambda user: grants.may_in_government(user, GovernmentVerb.OPERATE), "people:index"),
    (lambda user: grants.may(user, Verb.REPORT), "dashboard"),
    (lambda user: grants.may(user, Verb.VIEW), "complaint_queue"),
]


def first_screen(user: User) -> str | None:
    """The address of this person's first screen; None if no role gives one."""
    for fits, name in FIRST_SCREENS:
        if fits(user):
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    return None
