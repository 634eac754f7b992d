"""Plotly under the strict policy: its rules are read out of the package itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from dashboards import plotly_files


def source() -> str:
    return plotly_files.script().read_text(encoding="utf-8")


def plain(selector: str) -> str:
    """Without the space and the second colon that a browser prints."""
    return re.sub(r"\s*([,>])\s*", r"\1", selector).replace("::", ":").strip()


def test_the_rules_are_those_that_a_browser_was_seen_to_use(shared_data: Path) -> None:
    captured = (shared_data / "plotly_css" / "plotly-7.1.0-global.css").read_text("utf-8")
    ours = plotly_files.stylesheet(source())
    both = [
        [plain(line.split(" {")[0]) for line in text.splitlines() if "{" in line]
        for text in (ours, captured)
    ]
    assert both[0] == both[1]
    assert len(both[0]) == 66


def test_a_script_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        plotly_files.rules("var nothing = {};")


def test_the_three_files_are_found() -> None:
    for name in ("plotly.min.js", "plotly.css", "before.js"):
        found = finders.find(f"plotly/{name}")
        assert isinstance(found, str)
        assert Path(found).stat().st_size > 100
    assert finders.find("plotly/other.js") is None


def test_the_rules_of_its_street_maps_are_marked_as_present() -> None:
    assert re.search(r'"[0-9a-f]{64}"', plotly_files.guard(source()))
