"""The map of addresses, one line a room."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls

from config.account import account
from config.health import healthz, readyz
from config.language import choose_language
from config.refusals import front_door, home

urlpatterns = [
    path("admin/account/", account, name="wagtailadmin_account"),
    path("admin/", home, name="wagtailadmin_home"),
    path("admin/", include(admin_urls)),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("language/<slug:code>/", choose_language, name="language"),
    path("webhooks/", include("sms.urls")),
    path("", front_door, name="front_door"),
]

handler403 = "config.refusals.permission_denied"
handler404 = "config.refusals.page_not_found"
handler500 = "config.refusals.server_error"
