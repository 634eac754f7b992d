"""The frame: our stylesheet, our icons, and Wagtail's menus and panels without what belongs to a publisher."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.defaults import page_not_found
from wagtail import hooks
from wagtail.admin.menu import MenuItem

STYLESHEETS = ("shakwa/css/fonts.css", "shakwa/css/look.css")

# Wagtail's own entries; the rooms register theirs under other names.
NOT_OURS = {"explorer", "images", "documents", "reports", "settings", "help", "snippets", "forms"}


class NoEndpoint:
    """Stands where Wagtail's frame reverses the addresses of images and documents, which are not installed."""

    model = type("Nothing", (), {})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", page_not_found, name="listing")]


@hooks.register("construct_admin_api")
def name_the_missing_endpoints(router: Any) -> None:
    router.register_endpoint("images", NoEndpoint)
    router.register_endpoint("documents", NoEndpoint)


@hooks.register("insert_global_admin_css", order=-10)
def link_our_stylesheets() -> SafeString:
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(path),) for path in STYLESHEETS)
    )


@hooks.register("register_icons")
def add_our_icons(icons: list[str]) -> list[str]:
    folder = settings.SITE / "templates" / "shakwa" / "icons"
    return icons + [f"shakwa/icons/{path.name}" for path in sorted(folder.glob("*.svg"))]


@hooks.register("construct_main_menu", order=-10)
def leave_out_what_is_not_ours(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in NOT_OURS]


@hooks.register("construct_homepage_panels", order=-10)
def clear_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    """The rooms' own panels come after this: their hooks have a higher order."""
    panels.clear()


@hooks.register("construct_homepage_summary_items", order=-10)
def clear_the_summary(request: HttpRequest, items: list[Any]) -> None:
    items.clear()
