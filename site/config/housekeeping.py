"""What the building itself throws away at night."""

from django.core.management import call_command


def forget_old_sessions() -> None:
    call_command("clearsessions")
