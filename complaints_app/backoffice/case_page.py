"""What every page of the desk knows: who reads it, and at which moment it was made."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from permissions.models import User


def reader_of(request: HttpRequest) -> User:
    """The table of addresses lets nobody in who has not signed in."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


class Dated:
    """One moment and one reader for the whole page."""

    request: HttpRequest

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def reader(self) -> User:
        return reader_of(self.request)


class DeskPage(Dated, WagtailAdminTemplateMixin):
    """A page in Wagtail's frame with our breadcrumbs."""

    _show_breadcrumbs = True
