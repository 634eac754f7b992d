"""Big or undeclared bodies are refused before anything reads them: CSRF reads the body first, and Django caps no files."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from config.addresses import RAW_UPLOADS

FORM_LIMIT = 2 * 1024 * 1024
Answer = Callable[[HttpRequest], HttpResponse]


class BodyLimitMiddleware:
    """411 for a body of undeclared length, 413 for one beyond the limit of its address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = refusal(request)
        if status is None:
            return self.get_response(request)
        return HttpResponse(status=status, headers={"Connection": "close"})


def refusal(request: HttpRequest) -> int | None:
    """The status to refuse with, or None."""
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return 411
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not re.fullmatch(r"[0-9]{1,12}", declared):
        return 400
    return 413 if int(declared) > FORM_LIMIT and int(declared) > limit_of(request) else None


def limit_of(request: HttpRequest) -> int:
    """Raw bytes may be big where the table of addresses says so, and only by PUT."""
    if request.method != "PUT":
        return FORM_LIMIT
    try:
        return RAW_UPLOADS.get(resolve(request.path_info).view_name, FORM_LIMIT)
    except Resolver404:
        return FORM_LIMIT
