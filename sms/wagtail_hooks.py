"""Hangs the wire's screens into the admin: addresses, menu entries, and the bell."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sms import registry
from sms.backoffice import log, notices, phone


class LogItem(MenuItem):
    """Stands in the menu of whom the registry lets into the log."""

    def is_shown(self, request: HttpRequest) -> bool:
        return registry.may_see(request.user)


class PhoneItem(LogItem):
    """Only where messages are kept instead of sent."""

    def is_shown(self, request: HttpRequest) -> bool:
        return phone.is_on() and super().is_shown(request)


@hooks.register("register_admin_urls")
def name_the_addresses() -> list[URLPattern]:
    return [
        path("messages/", log.MessageLog.as_view(), name="sms_log"),
        path(
            "messages/results/",
            log.MessageLog.as_view(results_only=True),
            name="sms_log_results",
        ),
        path("messages/unsent/", log.Unsent.as_view(), name="sms_unsent"),
        path(
            "messages/unsent/results/",
            log.Unsent.as_view(results_only=True),
            name="sms_unsent_results",
        ),
        path("messages/<int:pk>/", log.MessagePage.as_view(), name="sms_message"),
        path("messages/<int:pk>/send-again/", log.send_again, name="sms_send_again"),
        path("phone/", phone.Phone.as_view(), name="sms_phone"),
        path("notices/", notices.Notices.as_view(), name="sms_notices"),
        path("notices/read/", notices.read_all, name="sms_notices_read"),
        path("notices/<int:pk>/read/", notices.read, name="sms_notice_read"),
        path("notices/bell/", notices.bell, name="sms_bell"),
    ]


@hooks.register("register_admin_menu_item")
def offer_the_log() -> MenuItem:
    return LogItem(
        _("Messages"), reverse_lazy("sms_log"), name="sms-log", icon_name="s-sms", order=700
    )


@hooks.register("register_admin_menu_item")
def offer_the_phone() -> MenuItem:
    return PhoneItem(
        _("Phone"), reverse_lazy("sms_phone"), name="sms-phone", icon_name="s-phone", order=710
    )


@hooks.register("insert_global_admin_js")
def load_the_bell() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("sms/bell.js"))


@hooks.register("insert_global_admin_css")
def dress_the_wire() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("sms/wire.css"))
