"""Hangs the numbers into Wagtail's menu and address book."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from dashboards.urls import urlpatterns
from dashboards.views.frame import may_report
from permissions import grants
from permissions.verbs import Verb


class IndicatorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_report(request.user)


class ExportsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return grants.may(request.user, Verb.EXPORT)


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_admin_menu_item")
def add_indicators() -> MenuItem:
    return IndicatorsItem(
        _("Indicators"), reverse("dashboard"), name="indicators", icon_name="s-chart", order=600
    )


@hooks.register("register_admin_menu_item")
def add_exports() -> MenuItem:
    return ExportsItem(
        _("My exports"), reverse("exports"), name="exports", icon_name="s-excel", order=610
    )
