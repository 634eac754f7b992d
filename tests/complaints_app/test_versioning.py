"""What is in force: one immutable version after another, found by list, code and moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from complaints_app.models import (
    Agency,
    ComplaintType,
    Ladder,
    Place,
    Question,
    QuestionForm,
    Rung,
    Version,
)
from complaints_app.versioning import (
    frozen_questions,
    put_in_force,
    version_in_force,
    versions_in_force,
    write_version,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0) - timedelta(days=30)
LATER = NOW + timedelta(days=1)


def agency(**columns: Any) -> Agency:
    names = {"name_ar": "وزارة الصحة", "name_en": "Ministry of Health", "kind": "ministry"}
    return Agency(**names | columns)


def form(code: str, *labels: str) -> QuestionForm:
    questions = [
        Question(key=f"{code}-{label}", label_ar=label, label_en=label, field_type="singleline")
        for label in labels
    ]
    columns: dict[str, Any] = {"code": code, "name_ar": code, "name_en": code}
    item = QuestionForm(**columns | {"questions": questions})
    put_in_force(item, by=None, now=NOW)
    return item


def test_the_first_time_in_force_gives_a_readable_code() -> None:
    first, second = agency(), agency()
    put_in_force(first, by=None, now=NOW)
    put_in_force(second, by=None, now=NOW)
    assert (first.code, second.code) == ("ministry-of-health", "ministry-of-health-2")


def test_a_code_never_changes_with_the_name() -> None:
    item = agency()
    put_in_force(item, by=None, now=NOW)
    item.name_en = "Ministry of Public Health"
    put_in_force(item, by=None, now=LATER)
    assert item.code == "ministry-of-health"


def test_the_same_content_is_the_same_version() -> None:
    item = agency()
    assert put_in_force(item, by=None, now=NOW) == write_version(item, by=None, now=LATER)
    assert Version.objects.count() == 1


def test_a_change_is_the_next_number_and_the_old_one_stays() -> None:
    item = agency()
    first = put_in_force(item, by=None, now=NOW)
    item.name_ar = "وزارة الصحة العامة"
    second = put_in_force(item, by=None, now=LATER)
    assert second.number == first.number + 1
    assert version_in_force("agency", item.code or "") == second
    assert version_in_force("agency", item.code or "", at=NOW) == first


def test_nothing_in_force_is_a_clear_refusal() -> None:
    with pytest.raises(LookupError, match="nobody"):
        version_in_force("agency", "nobody")


def test_the_whole_list_is_read_at_once(django_assert_num_queries: Any) -> None:
    for name in ("One", "Two", "Three"):
        put_in_force(agency(name_en=name), by=None, now=NOW)
    with django_assert_num_queries(2):
        assert set(versions_in_force("agency")) == {"one", "two", "three"}
    with django_assert_num_queries(1):
        assert versions_in_force("agency")["two"].content["name_en"] == "Two"


def test_content_names_other_rows_by_code_and_children_by_key() -> None:
    place = Place(code="JO-AM", name_ar="العاصمة", name_en="Amman", kind="governorate")
    put_in_force(place, by=None, now=NOW)
    item = agency(place=place)
    item.serves = [place]
    content = put_in_force(item, by=None, now=NOW).content
    assert (content["place"], content["serves"], content["parent"]) == ("JO-AM", ["JO-AM"], None)
    assert not {"id", "live", "latest_revision", "locked"} & set(content)


def test_children_keep_their_key_when_the_row_is_read_again() -> None:
    rungs = [
        Rung(clock="resolution", offset=1, unit="days"),
        Rung(clock="acceptance", offset=0, unit="days"),
    ]
    columns: dict[str, Any] = {"name_ar": "سلّم", "name_en": "Ladder", "rungs": rungs}
    ladder = Ladder(**columns)
    version = put_in_force(ladder, by=None, now=NOW)
    read = Ladder.objects.get(pk=ladder.pk)
    assert write_version(read, by=None, now=LATER) == version
    assert [rung["clock"] for rung in version.content["rungs"]] == ["resolution", "acceptance"]


def test_a_leaf_asks_what_its_parents_ask_and_then_its_own() -> None:
    parent = ComplaintType(name_ar="المياه", name_en="Water", form=form("water", "where"))
    put_in_force(parent, by=None, now=NOW)
    leaf = ComplaintType(name_ar="تسرب", name_en="Leak", parent=parent, form=form("leak", "size"))
    put_in_force(leaf, by=None, now=NOW)
    frozen = frozen_questions(leaf)
    assert frozen is not None
    assert [q["key"] for q in frozen.content["questions"]] == ["water-where", "leak-size"]


def test_the_same_questions_are_frozen_once_and_changed_ones_anew() -> None:
    water = form("water", "where")
    leaf = ComplaintType(name_ar="تسرب", name_en="Leak", form=water)
    put_in_force(leaf, by=None, now=NOW)
    first = frozen_questions(leaf)
    assert first == frozen_questions(leaf)
    water.questions.add(Question(label_ar="متى", label_en="When", field_type="date"))
    put_in_force(water, by=None, now=LATER)
    second = frozen_questions(leaf)
    assert first is not None
    assert second is not None
    assert second.number == first.number + 1


def test_a_subject_without_a_form_asks_nothing() -> None:
    leaf = ComplaintType(name_ar="تسرب", name_en="Leak")
    put_in_force(leaf, by=None, now=NOW)
    assert frozen_questions(leaf) is None
