"""Plotly's script and its style rules, taken out of the installed package for our strict policy.

The package carries its rules inside the script and writes them into the page, which `style-src 'self'`
forbids. They are read out of it once, so that a page can link them instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SCRIPT, RULES, BEFORE = "plotly.min.js", "plotly.css", "before.js"
PREFIX = "plotly"


def script() -> Path:
    """The script inside the package. The package itself is not imported: it is slow, and has one door."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed.")
    return Path(spec.origin).parent / "package_data" / SCRIPT


def rules(source: str) -> list[tuple[str, str]]:
    """Selector and declarations, in the order in which the script would add them."""
    found = re.search(r'\{"X,X div":', source)
    if found is None:
        raise ValueError("This version of Plotly keeps its style rules elsewhere.")
    table = _object(source, found.start())
    return [(_selector(short), declarations) for short, declarations in table]


def stylesheet(source: str) -> str:
    """The script inserts each rule before the others: the last one comes first."""
    lines = [f"{selector} {{ {declarations} }}" for selector, declarations in rules(source)]
    return "\n".join(reversed(lines)) + "\n"


def guard(source: str) -> str:
    """Marks the rules of its street maps as present: they would be written into the page too."""
    marks = re.findall(r'document\.getElementById\("([0-9a-f]{64})"\)', source)
    return (
        f"for (const id of {json.dumps(sorted(set(marks)))}) {{\n"
        "  const mark = document.createElement('meta');\n"
        "  mark.id = id;\n"
        "  document.head.append(mark);\n"
        "}\n"
    )


def _object(source: str, start: int) -> Iterator[tuple[str, str]]:
    """The pairs of an object of strings as a minifier writes it: either kind of quotes, or none."""
    text = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|([A-Za-z_$][\w$]*)')
    position = start + 1
    while True:
        words = []
        for mark in (":", ","):
            word = text.match(source, position)
            if word is None:
                raise ValueError("This version of Plotly writes its style rules differently.")
            words.append(next(part for part in word.groups() if part is not None))
            position = word.end() + 1
            if source[word.end()] == "}":
                yield words[0], words[1]
                return
            if source[word.end()] != mark:
                raise ValueError("This version of Plotly writes its style rules differently.")
        yield words[0], words[1]


def _selector(short: str) -> str:
    """X stands for the drawing, Y for its notices."""
    long = re.sub(r"^,", " ,", short)
    return long.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def write(folder: Path) -> None:
    """Writes the two derived files, unless they are newer than the package."""
    source = script()
    made = [folder / RULES, folder / BEFORE]
    if all(path.exists() and path.stat().st_mtime >= source.stat().st_mtime for path in made):
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8")
    made[0].write_text(stylesheet(text), encoding="utf-8")
    made[1].write_text(guard(text), encoding="utf-8")


class PlotlyFinder(BaseFinder):
    """Finds plotly/plotly.min.js in the package, and the two files made of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.STATE) / "plotly"
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        folder, _slash, name = path.partition("/")
        place = self._places().get(name) if folder == PREFIX else None
        if place is None:
            return []
        return [str(place / name)] if find_all else str(place / name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name, place in self._places().items():
            storage = FileSystemStorage(location=place)
            storage.prefix = PREFIX  # type: ignore[attr-defined]
            yield name, storage

    def _places(self) -> dict[str, Path]:
        write(self.folder)
        return {SCRIPT: script().parent, RULES: self.folder, BEFORE: self.folder}
