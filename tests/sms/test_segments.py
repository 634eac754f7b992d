"""What a text costs in SMS parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms import segments

TABLE = [
    ("", "gsm", 0),
    ("a" * 160, "gsm", 1),
    ("a" * 161, "gsm", 2),
    ("a" * 306, "gsm", 2),
    ("a" * 307, "gsm", 3),
    ("€" * 80, "gsm", 1),
    ("€" * 81, "gsm", 2),
    ("a" * 152 + "€" + "a" * 152, "gsm", 3),  # the euro sign is not cut in two
    ("a" * 153 + "€" + "a" * 151, "gsm", 2),
    ("ش" * 70, "unicode", 1),
    ("ش" * 71, "unicode", 2),
    ("ش" * 134, "unicode", 2),
    ("ش" * 135, "unicode", 3),
    ("😀" * 35, "unicode", 1),
    ("😀" * 36, "unicode", 2),
    ("ش" * 66 + "😀" + "ش" * 66, "unicode", 3),
    ("a" * 70 + "ش", "unicode", 2),
    ("`", "unicode", 1),
]


@pytest.mark.parametrize(("text", "encoding", "parts"), TABLE)
def test_parts_are_counted_as_the_standard_says(text: str, encoding: str, parts: int) -> None:
    size = segments.measure(text)
    assert (size.encoding, size.parts) == (encoding, parts)


def test_latin_letters_cost_more_when_sent_as_unicode() -> None:
    assert segments.parts("a" * 160) == 1
    assert segments.parts("a" * 160, unicode=True) == 3


def test_the_room_left_is_what_still_fits() -> None:
    assert segments.measure("ش" * 60).room == 10
    assert segments.measure("ش" * 71).room == 63


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert segments.parts(text + more) >= segments.parts(text)
