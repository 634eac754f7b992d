"""One reading of one file: what came in, what was refused, who did it."""

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """An import of complaints from another system."""

    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d}"
