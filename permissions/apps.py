"""The room that decides who may do what, and Wagtail's user app without its screens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PermissionsConfig(AppConfig):
    name = "permissions"
    verbose_name = _("Permissions")
    default = True

    def ready(self) -> None:
        from permissions.people import forbid_deleting
        from permissions.sign_in import watch_sign_ins

        watch_sign_ins()
        forbid_deleting()


class UsersWithoutScreens(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS for wagtail.users: its profiles stay, its screens do not."""

    user_viewset = "permissions.policies.NoScreens"
    group_viewset = "permissions.policies.NoScreens"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from permissions.models import User
        from permissions.policies import NobodysPolicy

        for model in (User, Group):
            register_permission_policy(model, NobodysPolicy(model))
