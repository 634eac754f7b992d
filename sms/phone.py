"""Telephone numbers: read as people type them, kept as E.164, shown as Jordan writes them."""

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

REGION = "JO"
_MOBILE_DIGITS = 10
_SHOWN = 5  # two in front, three behind
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x061C]
)


def normalise(text: str) -> str:
    """The number as E.164 («+962791234123»), or "" if it is no valid number.

    Takes Arabic digits, spaces, dashes, 00962…, 962… and the invisible marks that a copy brings along.
    """
    number = _parsed(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""


def is_mobile(text: str) -> bool:
    """Whether an SMS can reach it: a mobile, not a personal number (070) nor a fixed line."""
    number = _parsed(text)
    if number is None:
        return False
    kinds = {PhoneNumberType.MOBILE}
    if number.country_code != phonenumbers.country_code_for_region(REGION):
        kinds.add(PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in kinds


def national(text: str) -> str:
    """As it is written and said at home: «079 123 4123», «06 500 8080»; foreign ones internationally."""
    number = _parsed(text)
    if number is None:
        return text
    if number.country_code != phonenumbers.country_code_for_region(REGION):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    digits = f"0{number.national_number}"
    area = 3 if len(digits) == _MOBILE_DIGITS else 2  # «079», but «06»
    return f"{digits[:area]} {digits[area : area + 3]} {digits[area + 3 :]}"


def masked(text: str) -> str:
    """Enough to recognise, too little to call: «07•••••123»."""
    digits = "".join(sign for sign in national(text) if sign.isalnum())
    if len(digits) <= _SHOWN:
        return "•" * len(digits)
    return f"{digits[:2]}{'•' * (len(digits) - _SHOWN)}{digits[-3:]}"


def _parsed(text: str) -> PhoneNumber | None:
    cleaned = text.translate(_INVISIBLE).strip()
    for candidate in (cleaned, f"+{cleaned}"):  # «962791234123» lacks its plus
        try:
            number = phonenumbers.parse(candidate, REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not number.extension:
            return number
    return None
