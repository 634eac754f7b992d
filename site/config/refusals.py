"""Refusals say what is wrong, why, and who can help: 403, 404, 500 and a stale form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.templatetags.static import static
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.home import HomeView

IN_NEED = "<!doctype html><html lang=ar dir=rtl><meta charset=utf-8><title>خطأ</title><h1>تعذّر إتمام الطلب</h1><p dir=ltr lang=en>Something went wrong."


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A PermissionDenied with words says why; bare ones are Wagtail's or Django's."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches neither database nor session: either may be what failed."""
    try:
        looks = {
            "stylesheet": static("shakwa/css/frame.css"),
            "fonts": static("shakwa/css/fonts.css"),
        }
        return HttpResponse(get_template("500.html").render(looks), status=500)
    except Exception:  # noqa: BLE001 - the last page of all must appear
        return HttpResponse(IN_NEED, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def front_door(request: HttpRequest) -> HttpResponse:
    """To the person's first screen, else the home page."""
    return redirect(_first_screen(request) or "wagtailadmin_home")


def home(request: HttpRequest) -> HttpResponse:
    """Signing in and the logo lead here: to one's own work; the home page is for who has no role yet."""
    if address := _first_screen(request):
        return redirect(address)
    page: HttpResponse = require_admin_access(HomeView.as_view())(request)
    return page


def _first_screen(request: HttpRequest) -> str:
    """The first answer of the rooms' `first_screen` hooks."""
    if request.user.is_authenticated:
        for first_screen in hooks.get_hooks("first_screen"):
            if address := first_screen(request):
                return str(address)
    return ""
