"""The building's one table: when each queue last proved that it works."""

from django.db import models


class Heartbeat(models.Model):
    """The last moment at which a worker of this queue carried out a task."""

    queue = models.CharField(max_length=100, primary_key=True)
    beaten_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.queue} {self.beaten_at:%H:%M:%S}"
