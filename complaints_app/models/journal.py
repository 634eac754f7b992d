"""Everything that ever happened: append-only, chained by hashes, gap-free by its head."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints_app.models.complaints import Complaint


class Audience(models.TextChoices):
    """Who may read an entry's words."""

    CALLER = "caller", _("may be read to the caller")
    STAFF = "staff", _("internal")
    UNIT = "unit", _("central unit only")


class Head(models.Model):
    """The last entry of a complaint's journal. Locked first by every writer: the complaint's mutex."""

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="head"
    )
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    happened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.seq}"


class ComplaintEvent(models.Model):
    """One thing that happened to one complaint. Its address is (complaint, seq); nothing points at its id."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STAFF)
    facts = models.JSONField(default=dict)
    words_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        default_permissions = ()
        ordering = ["complaint", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "seq"], name="journal_has_no_double"),
        ]
        indexes = [models.Index(fields=["kind", "happened_at"], name="journal_by_kind")]

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.seq} {self.kind}"


class EventWords(models.Model):
    """Free text of an entry, salted and hashed into it: erasing it leaves the chain whole."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="event_words")
    seq = models.PositiveIntegerField()
    text = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "seq"], name="words_once_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.seq}"


class DirtyComplaint(models.Model):
    """Facts of this complaint must be computed again. Not unique: an upsert made officers wait."""

    complaint_id: int
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="+", db_constraint=False)
    imported = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.complaint_id)
