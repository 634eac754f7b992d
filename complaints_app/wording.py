"""Times, amounts and numbers as people say them, in Arabic with its six plurals and in English (pure)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

AMMAN = ZoneInfo("Asia/Amman")
USUAL_DAY = 27_000  # 08:00–15:30, in seconds

_NBSP = "\N{NO-BREAK SPACE}"
_HOUR, _MINUTE = 3600, 60
_PLURALS = {"ar": Locale.parse("ar_JO").plural_form, "en": Locale.parse("en").plural_form}

# For each noun: zero, one, two (as a subject), two (after a verb or preposition), few, many, other.
_ARABIC: dict[str, tuple[str, str, str, str, str, str, str]] = {
    "minute": ("", "دقيقة", "دقيقتان", "دقيقتين", "دقائق", "دقيقة", "دقيقة"),
    "hour": ("", "ساعة", "ساعتان", "ساعتين", "ساعات", "ساعة", "ساعة"),
    "day": ("", "يوم", "يومان", "يومين", "أيام", "يومًا", "يوم"),
    "working_minute": (
        "",
        "دقيقة عمل",
        "دقيقتا عمل",
        "دقيقتي عمل",
        "دقائق عمل",
        "دقيقة عمل",
        "دقيقة عمل",
    ),
    "working_hour": (
        "",
        "ساعة عمل",
        "ساعتا عمل",
        "ساعتي عمل",
        "ساعات عمل",
        "ساعة عمل",
        "ساعة عمل",
    ),
    "working_day": ("", "يوم عمل", "يوما عمل", "يومي عمل", "أيام عمل", "يوم عمل", "يوم عمل"),
    "complaint": ("", "شكوى واحدة", "شكويان", "شكويين", "شكاوى", "شكوى", "شكوى"),
    "call": ("", "مكالمة واحدة", "مكالمتان", "مكالمتين", "مكالمات", "مكالمة", "مكالمة"),
    "time": ("", "مرة واحدة", "مرتان", "مرتين", "مرات", "مرة", "مرة"),
    "person": ("", "شخص واحد", "شخصان", "شخصين", "أشخاص", "شخصًا", "شخص"),
}
_ARABIC_NONE = {
    "complaint": "لا شكاوى",
    "call": "لا مكالمات",
    "time": "ولا مرة",
    "person": "لا أحد",
}
_ENGLISH = {
    "working_minute": ("working minute", "working minutes"),
    "working_hour": ("working hour", "working hours"),
    "working_day": ("working day", "working days"),
    "person": ("person", "people"),
}


def amount(count: int, noun: str, language: str, *, oblique: bool = False) -> str:
    """«ساعتا عمل», «ساعتي عمل» where it is oblique, «3 أيام عمل», «11 يومًا», "2 working hours"."""
    form = _PLURALS["en" if language == "en" else "ar"](count)
    if language == "en":
        one, many = _ENGLISH.get(noun, (noun, f"{noun}s"))
        return f"{number(count, 'en')} {one if form == 'one' else many}"
    words = _ARABIC[noun]
    if form == "zero":
        return _ARABIC_NONE.get(noun, f"0 {words[6]}")
    if form == "one":
        return words[1]
    if form == "two":
        return words[3] if oblique else words[2]
    return f"{number(count, 'ar')} {words[{'few': 4, 'many': 5}.get(form, 6)]}"


def working_length(
    seconds: int, language: str, *, day: int = USUAL_DAY, oblique: bool = False
) -> str:
    """A stretch of working time in its largest whole unit; `day` is how long an office day is."""
    if seconds >= day:
        return amount(seconds // day, "working_day", language, oblique=oblique)
    if seconds >= _HOUR:
        return amount(seconds // _HOUR, "working_hour", language, oblique=oblique)
    if seconds >= _MINUTE:
        return amount(seconds // _MINUTE, "working_minute", language, oblique=oblique)
    return "less than a minute" if language == "en" else "أقل من دقيقة"


def time_left(seconds: int, language: str, *, day: int = USUAL_DAY) -> str:
    """«باقي ساعتا عمل»; below zero «متأخرة ساعتي عمل»."""
    if seconds < 0:
        return late_by(-seconds, language, day=day)
    length = working_length(seconds, language, day=day)
    return f"{length} left" if language == "en" else f"باقي {length}"


def late_by(seconds: int, language: str, *, day: int = USUAL_DAY) -> str:
    length = working_length(seconds, language, day=day, oblique=True)
    return f"{length} late" if language == "en" else f"متأخرة {length}"


def clock_length(seconds: int) -> str:
    """«37:30»: hours and minutes, for the columns of a sum."""
    hours, rest = divmod(abs(seconds), _HOUR)
    return f"{'−' if seconds < 0 else ''}{hours}:{rest // _MINUTE:02d}"


def day_in_full(day: date, language: str) -> str:
    """«الخميس 3 كانون الأول 2026»."""
    return _day(day, language, "EEEE d MMMM y")


def day_in_words(day: date, today: date, language: str) -> str:
    """«اليوم», «أمس», «غدًا», else the weekday and the date; the year only where it is another."""
    near = {0: ("اليوم", "today"), -1: ("أمس", "yesterday"), 1: ("غدًا", "tomorrow")}
    if words := near.get((day - today).days):
        return words[language == "en"]
    return _day(day, language, "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y")


def moment_in_words(moment: datetime, now: datetime, language: str, zone: ZoneInfo = AMMAN) -> str:
    """«اليوم، 12:00», «الأحد 29 تشرين الثاني، 14:20»."""
    local = moment.astimezone(zone)
    day = day_in_words(local.date(), now.astimezone(zone).date(), language)
    return f"{day}{', ' if language == 'en' else '، '}{clock_time(moment, zone)}"


def clock_time(moment: datetime, zone: ZoneInfo = AMMAN) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def month_in_words(day: date, language: str) -> str:
    """«كانون الأول 2026»."""
    return _day(day, language, "MMMM y")


def weekday_and_day(day: date, language: str) -> str:
    """«الأحد 29 تشرين الثاني»."""
    return _day(day, language, "EEEE d MMMM")


def weekday(day: date, language: str) -> str:
    return _day(day, language, "EEEE")


def number(value: float | Decimal, language: str) -> str:
    """Latin digits, a comma at the thousands, a point before decimals, in both languages."""
    return format_decimal(value, locale="en", decimal_quantization=False)


def percent(value: float | Decimal, language: str) -> str:
    """«86 %», never parted at the end of a line."""
    return f"{number(value, language)}{_NBSP}%"


def file_size(size: int, language: str) -> str:
    """«1.2 ميغابايت»."""
    units = ("KB", "MB") if language == "en" else ("كيلوبايت", "ميغابايت")
    kilobytes = max(1, round(size / 1000))
    if kilobytes < 1000:  # noqa: PLR2004 - a megabyte
        return f"{kilobytes} {units[0]}"
    return f"{number(round(Decimal(size) / 1_000_000, 1), language)} {units[1]}"


def _day(day: date, language: str, pattern: str) -> str:
    return format_date(day, pattern, locale="en" if language == "en" else "ar_JO")
