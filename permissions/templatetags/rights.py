"""How rights are said on the page: days as Jordan names them, verbs in words."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.translation import get_language

from permissions.words import in_words

register = template.Library()
HOME = "+962"


@register.filter
def day(moment: datetime | date | None) -> str:
    """«24 تشرين الثاني 2026» in the site's time zone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    locale = "en_GB" if get_language() == "en" else "ar_JO"
    return format_date(local, "d MMMM y", locale=locale)


@register.filter
def last_day(moment: datetime | None) -> str:
    """The end of a grant as its last whole day."""
    if moment is None:
        return ""
    return day(timezone.localtime(moment) - timedelta(microseconds=1))


@register.filter
def phone_words(number: str) -> str:
    """«079 123 4123», as it is written at home; a foreign one as it is kept."""
    if not number.startswith(HOME):
        return number
    digits = f"0{number.removeprefix(HOME)}"
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


@register.filter
def verb_words(verb: str) -> str:
    return in_words(verb)
