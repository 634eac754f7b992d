"""The room of complaints: tells the rooms below what they cannot know."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints_app"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from complaints_app import kinds, lifecycle, quiet, tasks, triggers

        quiet.keep_quiet()
        kinds.register_kinds()
        kinds.register_readers()
        lifecycle.after_commit.append(tasks.nudge)
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="append-only")
