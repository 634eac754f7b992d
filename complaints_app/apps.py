"""The room's entry in the building."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints_app"
    verbose_name = _("Complaints")
