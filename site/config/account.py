"""The person's own page: language, look and password. Names, numbers and rights are kept by the administrator."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    ChangePasswordPanel,
    ThemeSettingsPanel,
)
from wagtail.users.models import UserProfile

from permissions.models import User


class LanguageForm(forms.ModelForm):  # type: ignore[type-arg]
    """The one place where a person chooses his language; screens and messages follow it."""

    class Meta:
        model = User
        fields = ["language"]

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        """Wagtail keeps its own note of it."""
        user: User = super().save(commit=commit)
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = user.language
        profile.save(update_fields=["preferred_language"])
        return user


class LanguagePanel(BaseSettingsPanel):
    name = "language"
    title = _("Language of screens and messages")
    order = 100
    form_class = LanguageForm


class DeskAccountView(AccountView):
    """Wagtail's page without its publisher's panels and without any upload."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        about = (self.request, self.request.user, UserProfile.get_for_user(self.request.user))
        panels = [LanguagePanel(*about), ThemeSettingsPanel(*about), ChangePasswordPanel(*about)]
        panels += [hook(*about) for hook in hooks.get_hooks("register_account_settings_panel")]
        return [panel for panel in panels if panel and panel.is_active()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "form_is_multipart": False}


def account(request: HttpRequest) -> Any:
    return require_admin_access(DeskAccountView.as_view())(request)
