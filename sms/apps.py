"""The room's entry in the building."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - its own name
from django.utils.translation import gettext_lazy as _


class SmsConfig(AppConfig):
    name = "sms"
    verbose_name = _("Messages")

    def ready(self) -> None:
        register(real_messages_leave_a_real_installation, deploy=True)


def real_messages_leave_a_real_installation(**_facts: Any) -> list[CheckMessage]:
    """A production machine whose SMS end in the admin tells nobody."""
    if not settings.PRODUCTION or settings.SMS_GATEWAY != "phone":
        return []
    return [
        Warning(
            "SMS go to the phone in the admin only: nothing reaches a real phone.",
            hint="Set SMS_GATEWAY=vonage and the VONAGE_… secrets.",
            id="sms.W001",
        )
    ]
