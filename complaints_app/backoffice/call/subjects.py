"""The subjects as the call finds them: one list for the browser, and the questions of the one chosen."""

import json
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render

from complaints_app.backoffice.call.doors import AgentRequest, AgentsOnly
from complaints_app.backoffice.call.forms import leaves, lists_mark, question_form, subject_of
from complaints_app.folding import search_key
from complaints_app.models import ComplaintType

SHAPE = 1  # changes when the shape of a row changes: browsers then ask again
KEPT_FOR = 24 * 60 * 60


def rows() -> list[dict[str, Any]]:
    """Each leaf: code, name, the way above it, and search keys of its names and other words."""
    return [_row(leaf) for leaf in leaves()]


def _row(leaf: ComplaintType) -> dict[str, Any]:
    above = []
    parent = leaf.parent
    while parent is not None:
        above.append(parent)
        parent = parent.parent
    words = [leaf.name_ar, leaf.name_en, *leaf.synonyms.splitlines()]
    wider = [word for item in above for word in (item.name_ar, item.name_en)]
    return {
        "code": leaf.code,
        "name": leaf.name,
        "path": "، ".join(item.name for item in above),
        "keys": _keys(words),
        "wider": _keys(wider),
    }


def _keys(words: list[str]) -> list[str]:
    return [key for key in dict.fromkeys(search_key(word) for word in words) if key]


def etag() -> str:
    return f'"{SHAPE}-{lists_mark()}"'


class SubjectsView(AgentsOnly):
    """The whole list, once: the browser keeps it and asks only whether it has changed."""

    def get(self, request: AgentRequest) -> HttpResponse:
        mark = etag()
        if request.headers.get("If-None-Match") == mark:
            return HttpResponse(status=304, headers={"ETag": mark})
        body = cache.get_or_set(f"call-subjects-{mark}", _as_json, KEPT_FOR)
        return HttpResponse(body, content_type="application/json", headers={"ETag": mark})


def _as_json() -> str:
    return json.dumps(rows(), ensure_ascii=False, separators=(",", ":"))


class QuestionsView(AgentsOnly):
    """The questions of a subject, as fields."""

    def get(self, request: AgentRequest) -> HttpResponse:
        asked = question_form(subject_of(request.GET.get("subject")))
        return render(request, "complaints_app/call/questions.html", {"asked": asked})
