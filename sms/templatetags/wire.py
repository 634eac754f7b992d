"""How the wire's screens write a number, a moment, a state and a kind."""

from datetime import datetime

from babel.dates import format_datetime
from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from sms import phone, registry
from sms.models import Message, Reason

register = template.Library()

State = Message.State
TONES = {
    State.QUEUED: ("new", "time"),
    State.SENDING: ("new", "arrow-up"),
    State.ACCEPTED: ("ok", "check"),
    State.DELIVERED: ("done", "success"),
    State.FAILED: ("late", "warning"),
    State.EXPIRED: ("late", "warning"),
    State.UNKNOWN: ("due", "help"),
}
CHANNELS = {Message.Channel.SMS: "s-sms", Message.Channel.EMAIL: "mail"} | {
    Message.Channel.IN_APP: "s-bell"
}

# What the provider says of a part, and of an attempt, in our words.
WORDS: dict[str, str | Promise] = {
    **dict(Reason.choices),
    **dict(State.choices),
    "buffered": pgettext_lazy("message", "waiting in the network"),
    "rejected": pgettext_lazy("message", "refused by the network"),
}


@register.filter
def in_words(code: str) -> str | Promise:
    return WORDS.get(code, code)


@register.filter
def moment(value: datetime | None) -> str:
    """«24 تشرين الثاني 2026، 10:05» in the reader's zone, with Latin digits."""
    if value is None:
        return ""
    english = get_language() == "en"
    return format_datetime(
        timezone.localtime(value),
        "d MMMM y, HH:mm" if english else "d MMMM y، HH:mm",
        tzinfo=timezone.get_current_timezone(),
        locale="en" if english else "ar_JO",
    )


@register.filter
def national(number: str) -> str:
    return phone.national(number)


@register.filter
def masked_address(message: Message) -> str:
    """Enough to recognise it by: «07•••••123», «ra•••@example.jo»."""
    if message.channel == Message.Channel.SMS:
        return phone.masked(message.address)
    name, _, host = message.address.partition("@")
    return f"{name[:2]}•••@{host}" if host else ""


@register.filter
def kind_label(code: str) -> str | Promise:
    return registry.kind_of(code).label


@register.filter
def tone(message: Message) -> str:
    return _tone(message)[0]


@register.filter
def state_icon(message: Message) -> str:
    return _tone(message)[1]


def _tone(message: Message) -> tuple[str, str]:
    """What is no longer needed is nobody's failure."""
    if message.reason == Reason.NOT_RELEVANT:
        return "paused", "s-pause"
    return TONES[State(message.state)]


@register.filter
def state_words(message: Message) -> str:
    if message.reason == Reason.NOT_RELEVANT:
        return message.get_reason_display()
    return message.get_state_display()


@register.filter
def channel_icon(message: Message) -> str:
    return CHANNELS[Message.Channel(message.channel)]
