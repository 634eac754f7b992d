"""Arabic as people type it meets Arabic as the list writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_app.folding import fold, search_key


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("امانه", "أمانة"),
        ("مَدْرَسَة", "مدرسه"),
        ("مستشفي", "مستشفى"),
        ("شـــكوى", "شكوى"),
        ("مسؤول", "مسوول"),
        ("شارع ١٢", "شارع 12"),
        ("۱۲۳", "123"),
        ("لدى", "لدي"),
        ("WATER", "water"),
        ("«تسرب»، مياه!", "تسرب مياه"),
        ("\u200fمياه\u200e", "مياه"),
        ("ضوء", "ضو"),
        ("ﻻ", "لا"),
    ],
)
def test_spellings_of_one_word_fold_to_one(typed: str, written: str) -> None:
    assert fold(typed) == fold(written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("الميه", "مياه"), ("الكهربا", "كهرباء"), ("كهربا", "الكهرباء"), ("شوارع", "الشارع")],
)
def test_the_search_key_joins_what_the_ear_joins(typed: str, written: str) -> None:
    assert search_key(typed) == search_key(written)


def test_letters_of_different_words_stay_apart() -> None:
    assert fold("حفر") != fold("جفر")
    assert fold("تسرب مياه").split() == ["تسرب", "مياه"]


def test_a_word_of_weak_letters_only_is_not_lost() -> None:
    assert search_key("واي") == "واي"
    assert search_key("ال") == "ال"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
