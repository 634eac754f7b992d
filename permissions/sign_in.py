"""What is watched at sign-in: the break-glass account rings an alarm."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in

from permissions.models import User

alarms = logging.getLogger("shakwa.alarms")


def watch_sign_ins() -> None:
    user_logged_in.connect(ring_for_a_superuser, dispatch_uid="permissions.ring_for_a_superuser")


def ring_for_a_superuser(sender: Any, user: User, request: Any = None, **kwargs: Any) -> None:
    """A superuser passes every rule: each sign-in is an alarm, with the address it came from."""
    if user.is_superuser:
        came_from = request.META.get("REMOTE_ADDR", "") if request is not None else ""
        alarms.critical("Superuser %s signed in from %s", user.username, came_from)
