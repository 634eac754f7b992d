"""What remains to be told: a notice beside a journal entry, then one delivery a person and channel."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from complaints_app.models.complaints import Complaint


class Notice(models.Model):
    """Somebody must be told of this entry. Written in the entry's transaction; a worker makes messages."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="notices")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    recipients = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    urgent = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "seq"], name="one_notice_an_event"),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="notices_to_resolve",
                condition=models.Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Delivery(models.Model):
    """One notice for one person over one channel; becomes part of one message."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="deliveries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    to_complainant = models.BooleanField(default=False)
    channel = models.CharField(max_length=8)
    role = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    not_before = models.DateTimeField()
    message = models.ForeignKey("sms.Message", models.PROTECT, null=True, related_name="deliveries")
    settled = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "complaint",
                "seq",
                Coalesce("person", 0),
                "channel",
                name="one_delivery_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="deliveries_to_send",
                condition=models.Q(message__isnull=True, settled=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.seq} {self.channel}"
