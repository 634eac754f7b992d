"""The person behind a complaint, kept apart so that identity can be masked, sealed, erased."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Complainant(models.Model):
    """A person who complained. Several persons may share a number; merging is never automatic."""

    class Language(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        ENGLISH = "en", _("English")

    name = models.CharField(_("name"), max_length=150, blank=True)
    folded_name = models.CharField(max_length=150, blank=True, db_index=True, editable=False)
    national_number = models.CharField(_("national number"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.ARABIC
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    source_key = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")
        indexes = [models.Index(fields=["source", "source_key"], name="complainant_of_a_source")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class ContactNumber(models.Model):
    """One telephone number of one person, in E.164."""

    complainant = models.ForeignKey(Complainant, models.CASCADE, related_name="numbers")
    number = models.CharField(_("number"), max_length=16, db_index=True)
    mobile = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complainant", "number"], name="number_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"…{self.number[-3:]}"


class IdentityView(models.Model):
    """Who saw whose identity, when and why: one row for each call or reveal."""

    complaint = models.ForeignKey("complaints_app.Complaint", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)
    occasion = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "by", "what", "occasion"],
                name="one_view_an_occasion",
                condition=~models.Q(occasion=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.complaint_id}"
