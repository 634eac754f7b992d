"""A mapping that cannot work is refused with the place named, before any file is opened."""

from pathlib import Path

import pytest

from complaints_app.importing import BadMapping, read_mapping
from tests.complaints_app.importing.files import MAPPING


def read(folder: Path, text: str) -> None:
    file = folder / "map.toml"
    file.write_text(text, encoding="utf-8")
    read_mapping(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[due]", "[dues]", r"\[dues\] is no section"),
        ('means = "last"', 'means = "soon"', "none of first, last, ceiling"),
        ('opened = "Opened"', "", "opened"),
        ("Asia/Amman", "Asia/Aman", "No time zone is called Asia/Aman"),
        ('"done" = "resolved"', '"done" = "fine"', "'fine' is none of resolved"),
        ('text = "Text"', 'texts = "Text"', r"\[columns\] knows no texts"),
        ('key = "No"', "", r"\[source\] must give a key"),
        ('due = "Due"', 'due = ["Due", "Opened"]', "due is a moment"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in MAPPING
    with pytest.raises(BadMapping, match=said):
        read(tmp_path, MAPPING.replace(old, new, 1))


def test_the_examples_can_be_read() -> None:
    for example in Path("fixtures/examples").glob("*.toml"):
        assert read_mapping(example).wanted()
