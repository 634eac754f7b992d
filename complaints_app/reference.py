"""The number that people speak: two digits of the year, seven of a counter, one Damm check digit."""

import re

DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
LENGTH = 10
MOST_IN_A_YEAR = 9_999_999
EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
OUTSIDE = 10**12  # from here on: complaints taken over from elsewhere, whose old number is spoken
SEPARATORS = re.compile(r"[\s\-–—./_\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def check_digit(digits: str) -> int:
    """Damm's check digit: finds every single wrong digit and every swap of neighbours."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def compose(year: int, number: int) -> int:
    """The reference of the `number`-th complaint registered in `year`."""
    if not 0 < number <= MOST_IN_A_YEAR:
        raise ValueError(f"A year holds {MOST_IN_A_YEAR:,} complaints; {number} is outside.")
    digits = f"{year % 100:02d}{number:07d}"
    return int(f"{digits}{check_digit(digits)}")


def unspoken(key: int) -> int:
    """The reference of a complaint that was never registered here: too long to be taken for a number."""
    return OUTSIDE + key


def spoken_form(reference: int) -> str:
    """«26 0012345 7»: the groups in which it is read aloud; «#12345» of one that has no number of ours."""
    if reference > OUTSIDE:
        return f"#{reference - OUTSIDE}"
    digits = f"{reference:0{LENGTH}d}"
    return f"{digits[:2]} {digits[2:9]} {digits[9]}"


def parse(text: str) -> int | None:
    """The reference that was typed or pasted in any digits, with spaces or dashes; None if it is none."""
    digits = SEPARATORS.sub("", text.translate(EASTERN_DIGITS))
    if len(digits) != LENGTH or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits) if check_digit(digits) == 0 else None
