"""The map of addresses, one line a room."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="front_door"),
]

handler403 = "config.refusals.permission_denied"
handler404 = "config.refusals.page_not_found"
handler500 = "config.refusals.server_error"
