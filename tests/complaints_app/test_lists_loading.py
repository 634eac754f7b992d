"""The lists of a new installation: missing rows are made, standing ones are never touched."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from complaints_app.content import content_of
from complaints_app.lists import BadRow, load
from complaints_app.models import Agency, ComplaintType
from complaints_app.versioning import LISTS, versions_in_force

pytestmark = pytest.mark.django_db
JORDAN = settings.ROOT / "fixtures" / "jordan"
WATER = {"code": "water", "name_ar": "المياه", "name_en": "Water"}
LEAK = {"code": "leak", "name_ar": "تسرب", "name_en": "Leak", "parent": "water"}


def write(folder: Path, file: str, *rows: dict[str, Any]) -> Path:
    (folder / file).write_text(json.dumps(rows), encoding="utf-8")
    return folder


def test_a_child_may_stand_before_its_parent(tmp_path: Path) -> None:
    made = load(write(tmp_path, "subjects.json", LEAK, WATER), now=timezone.now())
    assert made["subject"] == 2
    assert str(ComplaintType.objects.get(code="leak").parent) == "المياه"


def test_a_second_loading_makes_nothing_and_edits_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, "subjects.json", WATER)
    load(folder, now=timezone.now())
    ComplaintType.objects.update(name_ar="مياه الشرب")
    assert load(folder, now=timezone.now())["subject"] == 0
    assert ComplaintType.objects.get().name_ar == "مياه الشرب"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (LEAK | {"parent": "nothing"}, "No such parent: nothing"),
        (WATER | {"policy": "nothing"}, "policy names nothing, which is no Policy"),
        (WATER | {"colour": "blue"}, r"no column \['colour'\]"),
        (WATER | {"position": "many"}, "subjects.json, «water»"),
    ],
)
def test_a_faulty_row_is_refused_by_file_code_and_column(
    tmp_path: Path, row: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(BadRow, match=complaint):
        load(write(tmp_path, "subjects.json", row), now=timezone.now())
    assert not ComplaintType.objects.exists()


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRow, match=r"subject\.json"):
        load(write(tmp_path, "subject.json", WATER), now=timezone.now())


def test_every_row_of_jordan_is_in_force_and_reads_as_its_version_says() -> None:
    made = load(JORDAN, now=timezone.now())
    for name, model in LISTS.items():
        versions = versions_in_force(name)
        rows = model._default_manager.all()
        assert len(rows) == made[name] == len(versions) > 0
        for row in rows:
            assert versions[row.code].content == content_of(row), row.code  # type: ignore[attr-defined]


def test_jordan_is_loaded_with_a_constant_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(120):
        load(JORDAN, now=timezone.now())
    assert Agency.objects.count() >= 60
