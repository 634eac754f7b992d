"""Deadlines, numbers, dates and codes as the desk shows them."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from complaints_app import reference, wording
from complaints_app.backoffice.case_badge import Badge
from complaints_app.backoffice.case_words import CHANNELS, LEVELS, OUTCOMES, STATES, Label
from complaints_app.models import Complaint
from sms.phone import masked

register = template.Library()


def _language() -> str:
    return get_language() or "ar"


@lru_cache(maxsize=200)
def _icon(name: str) -> SafeString:
    """Wagtail's icon, rendered once: a list shows the same few in each of its rows."""
    html: SafeString = render_to_string(
        "wagtailadmin/shared/icon.html", {"name": name, "classname": "icon"}
    )
    return html


@register.simple_tag
def deadline_badge(badge: Badge) -> SafeString:
    """The badge of `case_badge.badge`, with its exact moment under it."""
    words = format_html(
        '<span class="s-deadline" data-tone="{}">{}<span class="s-deadline__words">{}</span></span>',
        badge.tone,
        _icon(badge.icon),
        badge.words,
    )
    if not badge.exact or badge.moment is None:
        return words
    return format_html(
        '{} <span class="s-deadline__exact"><time datetime="{}">{}{}</time></span>',
        words,
        badge.moment.astimezone(wording.AMMAN).isoformat(timespec="minutes"),
        f"{badge.kind}: " if badge.kind else "",
        badge.exact,
    )


@register.simple_tag
def state_label(state: str) -> SafeString:
    """Icon and words of a state."""
    label = STATES.get(state, Label(state, "cog"))
    return format_html(
        '<span class="s-state" data-state="{}">{}{}</span>', state, _icon(label.icon), label.words
    )


@register.simple_tag
def rung_label(level: int) -> SafeString:
    """How far a complaint has been escalated, and who was told last."""
    told = LEVELS.get(level)
    if told is None:
        return format_html('<span class="s-none">{}</span>', pgettext("escalation", "None"))
    return format_html(
        '<span class="s-rung" data-rung="{}">{}<span class="s-rung__words">{} '
        '<span class="s-rung__who">{}</span></span></span>',
        level,
        _icon("s-steps"),
        _("Degree %(n)s") % {"n": level},
        told,
    )


@register.filter
def place_of(complaint: Complaint) -> str:
    """«عمان، لواء ماركا»."""
    place = complaint.municipality or complaint.place
    if place is None:
        return _("Place not given")
    return _(", ").join(str(part) for part in (place.parent, place) if part)


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
