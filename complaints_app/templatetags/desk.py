"""Deadlines, numbers, dates and codes as the desk shows them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from complaints_app import reference, wording
from complaints_app.backoffice.case_badge import Badge
from complaints_app.backoffice.case_words import CHANNELS, OUTCOMES, STATES, Label
from sms.phone import masked

register = template.Library()


def _language() -> str:
    return get_language() or "ar"


@register.inclusion_tag("complaints_app/parts/deadline.html")
def deadline_badge(badge: Badge) -> dict[str, Badge]:
    """The badge of `case_badge.badge`, with its exact moment under it."""
    return {"badge": badge}


@register.inclusion_tag("complaints_app/parts/state.html")
def state_label(state: str) -> dict[str, Any]:
    """Icon and words of a state."""
    return {"state": state, "label": STATES.get(state, Label(state, "cog"))}


@register.filter
def outcome_words(outcome: str) -> str:
    return str(OUTCOMES.get(outcome, outcome))


@register.filter
def channel_words(channel: str) -> str:
    return str(CHANNELS.get(channel, channel))


@register.filter
def spoken(number: int) -> SafeString:
    """«26 0012345 7», left to right also inside Arabic."""
    return format_html('<bdi class="s-ref" dir="ltr">{}</bdi>', reference.spoken_form(int(number)))


@register.filter
def ltr(code: object) -> SafeString:
    """A code, phone number or range of hours, read from the left inside Arabic."""
    return format_html('<bdi class="s-num" dir="ltr">{}</bdi>', code)


@register.filter
def masked_phone(number: str) -> SafeString:
    return format_html(
        '<span class="s-masked"><bdi dir="ltr">{}</bdi></span>', masked(number) if number else ""
    )


@register.filter
def masked_name(name: str) -> str:
    """«م••••• ع•••••»: first letters only."""
    return " ".join(f"{word[0]}•••••" for word in name.split()[:3])


@register.filter
def number(value: int | float) -> str:
    return wording.number(value, _language())


@register.filter
def counted(count: int, noun: str) -> str:
    """`{{ n|counted:"complaint" }}`: «3 شكاوى», «شكويان»."""
    return wording.amount(count, noun, _language())


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """«اليوم، 12:00» in a <time> that carries the exact instant."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.astimezone(wording.AMMAN).isoformat(timespec="minutes"),
        f"{wording.day_in_full(value.astimezone(wording.AMMAN).date(), _language())}, "
        f"{wording.clock_time(value)}",
        wording.moment_in_words(value, timezone.now(), _language()),
    )


@register.filter
def clock_time(value: datetime) -> str:
    return wording.clock_time(value)


@register.filter
def full_day(value: date | datetime) -> str:
    """«الخميس 3 كانون الأول 2026»."""
    day = value.astimezone(wording.AMMAN).date() if isinstance(value, datetime) else value
    return wording.day_in_full(day, _language())


@register.filter
def file_size(size: int) -> str:
    return wording.file_size(size, _language())
