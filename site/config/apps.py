"""The building: registers its start-up checks."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "config"
    verbose_name = "Shakwa"
