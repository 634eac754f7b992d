"""How many SMS parts a text costs: GSM 03.38 where every sign fits, else UCS-2."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ONE_UNIT = 0xFFFF  # beyond it UTF-16 needs two
_EXTENDED = frozenset("\f^{}\\[~]|€")  # two septets each


@dataclass(frozen=True, slots=True)
class Size:
    """What a text costs: its units (septets or UTF-16 units), its parts, and the room left in the last."""

    encoding: str  # "gsm" | "unicode"
    units: int
    parts: int
    room: int


def measure(text: str, *, unicode: bool = False) -> Size:
    """The size of a text. `unicode=True`: as sent with type=unicode, whatever its letters."""
    if not unicode and all(sign in _BASIC or sign in _EXTENDED for sign in text):
        return _size("gsm", [2 if sign in _EXTENDED else 1 for sign in text], 160, 153)
    return _size("unicode", [2 if ord(sign) > _ONE_UNIT else 1 for sign in text], 70, 67)


def parts(text: str, *, unicode: bool = False) -> int:
    return measure(text, unicode=unicode).parts


def _size(encoding: str, widths: list[int], alone: int, joined: int) -> Size:
    units = sum(widths)
    if units <= alone:
        return Size(encoding, units, 1 if units else 0, alone - units)
    count, used = 1, 0
    for width in widths:  # a sign of two units is never cut in two
        if used + width > joined:
            count, used = count + 1, 0
        used += width
    return Size(encoding, units, count, joined - used)
