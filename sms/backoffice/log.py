"""The log of messages, those that did not arrive, and sending one of them again."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from sms import outbox, phone, registry
from sms.backoffice.access import LogReadersOnly
from sms.models import Message


class LogFilters(WagtailFilterSet):
    """State, channel and kind; each stands in the address."""

    state = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("message", "State"),
        choices=Message.State.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    channel = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("message", "Channel"),
        choices=Message.Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("message", "Kind"),
        choices=lambda: [(kind.code, kind.label) for kind in registry.kinds()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Message
        fields = ["state", "channel", "kind"]


class MessageLog(LogReadersOnly, BaseListingView):
    """Every message that its reader may see, the newest first."""

    model = Message
    page_title = _("Messages")
    header_icon = "s-sms"
    template_name = "sms/log.html"
    results_template_name = "sms/log_results.html"
    index_url_name = "sms_log"
    index_results_url_name = "sms_log_results"
    default_ordering = "-made_at"
    filterset_class = LogFilters
    is_searchable = True
    paginate_by = 30
    current = "log"

    def get_base_queryset(self) -> QuerySet[Message]:
        return registry.visible_to(self.request.user, Message.objects.select_related("person"))

    def filter_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """An address with a wrong value shows nothing: everything would be the opposite of narrowing."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        filtered: QuerySet[Message] = super().filter_queryset(queryset)
        return filtered

    def search_queryset(self, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """By number in any spelling, e-mail address, user name, or what it is about."""
        words = self.search_query.strip()
        if not words:
            return queryset
        number = phone.normalise(words)
        if number:
            return queryset.filter(address=number)
        user_name = f"person__{get_user_model().USERNAME_FIELD}__icontains"
        about = Q(address__icontains=words) | Q(about__iexact=words)
        return queryset.filter(about | Q(**{user_name: words}))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["current"] = self.current
        context["unsent"] = registry.visible_to(self.request.user, outbox.dead_letters()).count()
        context["invalid"] = bool(self.filters and not self.filters.is_valid())
        context["may_operate"] = registry.may_operate(self.request.user)
        context["again"] = self.current == "unsent" and context["may_operate"]
        context["unusable"] = outbox.UNUSABLE
        return context


class Unsent(MessageLog):
    """What did not arrive and will not by itself."""

    page_title = _("Did not arrive")
    index_url_name = "sms_unsent"
    index_results_url_name = "sms_unsent_results"
    current = "unsent"

    def get_base_queryset(self) -> QuerySet[Message]:
        return registry.visible_to(
            self.request.user, outbox.dead_letters().select_related("person")
        )


class MessagePage(LogReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """One message: what, to whom, each attempt, each receipt. The words to a citizen are not shown."""

    template_name = "sms/message.html"
    header_icon = "s-sms"
    page_title = _("Message")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("sms_log"), "label": _("Messages")},
            {"url": "", "label": self.page_title, "sublabel": str(self.kwargs["pk"])},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        seen = registry.visible_to(self.request.user, Message.objects.select_related("person"))
        message = get_object_or_404(seen, pk=self.kwargs["pk"])
        context |= {
            "message": message,
            "tries": message.tries.order_by("number"),
            "receipts": message.receipts.order_by("received_at", "pk"),
            "link": registry.link_to(message.about),
            "again": registry.may_operate(self.request.user)
            and message.reason not in outbox.UNUSABLE
            and outbox.dead_letters().filter(pk=message.pk).exists(),
        }
        return context


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queues a message that did not arrive anew; who asked for it stays on record."""
    if not registry.may_operate(request.user):
        raise Http404
    message = get_object_or_404(registry.visible_to(request.user, Message.objects.all()), pk=pk)
    if outbox.send_again(message, by=request.user, now=timezone.now()):
        messages.success(request, _("The message is queued again and leaves within two minutes."))
    else:
        messages.error(request, _("This message cannot be sent again: its state has changed."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("sms_unsent")
    return redirect(back)
