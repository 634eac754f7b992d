"""Arabic first: a person's own language when signed in, the choice of the sign-in page before that, never the browser's."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

COOKIE = "language"
Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Activates the language of the request and takes it back afterwards."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", str(request.LANGUAGE_CODE))
        return response


def language_of(request: HttpRequest) -> str:
    """The person's language, else the cookie's, else Arabic."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        user = request.user
        # Wagtail asks its own profile; in memory it always agrees with the person.
        with suppress(ObjectDoesNotExist):
            user.wagtail_userprofile.preferred_language = user.language  # type: ignore[attr-defined]
        return user.language
    return known(request.COOKIES.get(COOKIE, "")) or settings.LANGUAGE_CODE


def known(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else ""


@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """The link of the sign-in page: keeps the choice in a cookie and goes back."""
    if not known(code):
        raise Http404
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        COOKIE, code, max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
