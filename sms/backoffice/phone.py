"""«هاتف»: the SMS that would have left, on a phone, for a newcomer's machine. Nothing leaves it."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from sms import phone, registry
from sms.backoffice.access import LogReadersOnly
from sms.models import Message

SHOWN = 50


def is_on() -> bool:
    """Only where messages are kept instead of sent: real ones are nobody's to read."""
    return bool(settings.SMS_GATEWAY == "phone")


class Phone(LogReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """The numbers that got something, and the messages of one of them as on its screen."""

    template_name = "sms/phone.html"
    page_title = _("Phone")
    header_icon = "s-phone"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked = self.request.GET.get("number", "")
        number = phone.normalise(asked)
        kept = registry.visible_to(
            self.request.user, Message.objects.filter(channel=Message.Channel.SMS)
        ).exclude(address="")
        shown = kept.filter(address=number) if number else kept
        context |= {
            "asked": asked,
            "number": number,
            "unreadable": bool(asked.strip()) and not number,
            "numbers": _numbers(kept),
            "bubbles": shown.select_related("person").order_by("-made_at", "-pk")[:SHOWN],
        }
        return context


def _numbers(kept: Any) -> list[dict[str, Any]]:
    """Each number with its owner, how many messages it got, and the last moment; the latest first."""
    rows = list(
        kept.order_by()
        .values("address")
        .annotate(count=Count("pk"), last=Max("made_at"), newest=Max("pk"))
        .order_by("-last")[:SHOWN]
    )
    owners = Message.objects.select_related("person").in_bulk([row["newest"] for row in rows])
    return [row | {"person": owners[row["newest"]].person} for row in rows]
