"""What is in force: the immutable content of a list row; everything frozen cites it."""

from django.conf import settings
from django.db import models


class Version(models.Model):
    """The content of one list row (list, code) from `in_force_from` until the next number."""

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    in_force_from = models.DateTimeField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "number"], name="version_number"),
        ]
        ordering = ["list", "code", "number"]

    def __str__(self) -> str:
        return f"{self.list}/{self.code}@{self.number}"
