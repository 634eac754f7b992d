"""What Wagtail is told when it asks about people and groups: nobody may anything; our screens decide."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from permissions.models import User


class NobodysPolicy(BasePermissionPolicy):
    """Closes Wagtail's own screens, bulk actions and menu entries for a model, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return User.objects.none()


class NoScreens(ViewSet):
    """Stands where Wagtail would register its user and group screens: no address, no menu entry.

    With "add user" they make superusers, with "change group" one widens one's own rights.
    """

    def get_urlpatterns(self) -> list[Any]:
        return []

    def on_register(self) -> None:
        """Registers nothing."""
