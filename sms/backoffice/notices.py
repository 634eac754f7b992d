"""Everybody's own notices: the bell that counts the unread, the list, and reading them."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from sms import registry
from sms.models import Message

SHOWN = 30


def notices_of(user: Any) -> QuerySet[Message]:
    return Message.objects.filter(person=user, channel=Message.Channel.IN_APP)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """How many notices are unread. The page keeps the tag itself: `no-store` forbids the browser to."""
    unread = (
        notices_of(request.user)
        .filter(read_at__isnull=True)
        .aggregate(count=Count("pk"), newest=Max("pk"))
    )
    count = unread["count"]
    tag = f'"{count}-{unread["newest"] or 0}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        label = ngettext("%(n)d unread notice", "%(n)d unread notices", count) % {"n": count}
        answer = JsonResponse({"unread": count, "label": label})
    answer["ETag"] = tag
    return answer


class Notices(WagtailAdminTemplateMixin, TemplateView):
    """My notices, the newest first, a page at a time by key."""

    template_name = "sms/notices.html"
    page_title = _("Notices")
    header_icon = "s-bell"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine = notices_of(self.request.user)
        before = self.request.GET.get("before", "")
        page = mine.filter(pk__lt=int(before)) if _is_key(before) else mine
        rows = list(page.order_by("-pk")[: SHOWN + 1])
        linked = registry.links_to(row.about for row in rows)
        context |= {
            "notices": [(row, row.about in linked) for row in rows[:SHOWN]],
            "older": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
            "first_page": page is mine,
            "unread": mine.filter(read_at__isnull=True).count(),
        }
        return context


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one of my notices as read; with «open» goes on to what it is about."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    notices_of(request.user).filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    link = registry.link_to(notice.about) if "open" in request.POST else ""
    return redirect(link or reverse("sms_notices"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks what was on the page, and all before it, as read; what came meanwhile stays unread."""
    newest = request.POST.get("newest", "")
    if _is_key(newest):
        notices_of(request.user).filter(pk__lte=int(newest), read_at__isnull=True).update(
            read_at=timezone.now()
        )
    return redirect("sms_notices")
