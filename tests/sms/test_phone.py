"""Telephone numbers, as people type them."""

import pytest
from django.core.exceptions import ValidationError

from sms import phone
from sms.fields import PhoneField

SAME = [
    "0791234123",
    "٠٧٩ ١٢٣ ٤١٢٣",
    "۰۷۹۱۲۳۴۱۲۳",
    "00962791234123",
    "+962 79 123 4123",
    "962791234123",
    "079-123-4123",
    "791234123",
    "\u200f0791234123\u200f",
    "\u202a+962791234123\u202c",
]


@pytest.mark.parametrize("typed", SAME)
def test_every_spelling_of_a_number_is_the_same_number(typed: str) -> None:
    assert phone.normalise(typed) == "+962791234123"
    assert phone.is_mobile(typed)


@pytest.mark.parametrize("typed", ["", "abc", "123", "079123", "07912341234567", "0791234123 x 5"])
def test_what_is_no_number_is_empty(typed: str) -> None:
    assert phone.normalise(typed) == ""
    assert not phone.is_mobile(typed)


@pytest.mark.parametrize("typed", ["0701234567", "065008080", "06-5008080"])
def test_a_number_that_no_sms_reaches_is_no_mobile(typed: str) -> None:
    assert phone.normalise(typed).startswith("+962")
    assert not phone.is_mobile(typed)


@pytest.mark.parametrize("typed", ["0771234567", "0781234567", "0791234567"])
def test_the_three_mobile_networks_are_mobile(typed: str) -> None:
    assert phone.is_mobile(typed)


def test_a_number_is_shown_as_jordan_writes_it() -> None:
    assert phone.national("+962791234123") == "079 123 4123"
    assert phone.national("+96265008080") == "06 500 8080"
    assert phone.national("+12025550123") == "+1 202-555-0123"
    assert phone.national("nonsense") == "nonsense"


def test_a_masked_number_is_recognised_but_not_called() -> None:
    assert phone.masked("+962791234123") == "07•••••123"
    assert phone.masked("123") == "•••"


def test_the_field_keeps_what_it_understood() -> None:
    assert PhoneField(mobile=True).clean("٠٧٩ ١٢٣ ٤١٢٣") == "+962791234123"
    assert PhoneField(required=False).clean("") == ""
    assert PhoneField().prepare_value("+962791234123") == "079 123 4123"


@pytest.mark.parametrize(("typed", "code"), [("12", "invalid"), ("065008080", "not_mobile")])
def test_the_field_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        PhoneField(mobile=True).clean(typed)
    assert refusal.value.code == code
