"""What is promised and who is told: policies, ladders with their rungs, rows that choose a policy."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from complaints_app.models.calendars import new_key
from complaints_app.models.listitem import ListItem


class Unit(models.TextChoices):
    MINUTES = "minutes", _("working minutes")
    DAYS = "days", _("working days")


class ClockKind(models.TextChoices):
    TRIAGE = "triage", _("triage")
    ACCEPTANCE = "acceptance", _("acceptance")
    COMPETENCE = "competence", _("competence")
    RESOLUTION = "resolution", _("resolution")
    WAITING = "waiting", _("waiting for the complainant")
    CEILING = "ceiling", _("ceiling")


class Ladder(ListItem, ClusterableModel):
    """What happens, when, and who is told, before and after a deadline."""

    class Meta:
        verbose_name = _("escalation ladder")
        verbose_name_plural = _("escalation ladders")
        ordering = ["name_ar"]


class Rung(models.Model):
    """One step of a ladder: an offset in working time from a clock's due moment."""

    class Offset(models.TextChoices):
        MINUTES = "minutes", _("working minutes")
        DAYS = "days", _("working days")
        PERCENT = "percent", _("percent of the time allowed")

    key = models.CharField(max_length=40, default=new_key)
    ladder = ParentalKey(Ladder, on_delete=models.CASCADE, related_name="rungs")
    clock = models.CharField(_("clock"), max_length=20, choices=ClockKind.choices)
    offset = models.IntegerField(_("offset"), help_text=_("Negative = a reminder before."))
    unit = models.CharField(_("unit"), max_length=10, choices=Offset.choices)
    recipients = models.JSONField(_("who is told"), default=list)
    channels = models.JSONField(_("channels"), default=list)
    level = models.PositiveSmallIntegerField(_("degree"), default=0)
    raises = models.BooleanField(_("moves up the queue"), default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class Policy(ListItem):
    """The time allowed for each step, and what may be done with it."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="+", verbose_name=_("ladder"))
    triage = models.PositiveIntegerField(_("triage"), default=240)
    triage_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.MINUTES)
    acceptance = models.PositiveIntegerField(
        _("acceptance"), default=480, validators=[MinValueValidator(1)]
    )
    acceptance_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.MINUTES)
    competence = models.PositiveIntegerField(_("competence decision"), default=480)
    competence_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.MINUTES)
    resolution = models.PositiveIntegerField(
        _("resolution, as proposed"), default=5, validators=[MinValueValidator(1)]
    )
    resolution_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.DAYS)
    ceiling = models.PositiveIntegerField(
        _("ceiling"), default=10, validators=[MinValueValidator(1)]
    )
    ceiling_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.DAYS)
    waiting = models.PositiveIntegerField(_("waiting for the complainant"), default=5)
    waiting_unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.DAYS)
    extensions = models.PositiveSmallIntegerField(_("times the date may be moved"), default=2)
    reopen_days = models.PositiveSmallIntegerField(
        _("days in which it may be reopened"), default=30
    )
    answer_needs_approval = models.BooleanField(_("the answer needs approval"), default=False)
    answered_at_once = models.BooleanField(_("may be closed without acceptance"), default=False)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["name_ar"]


class MatchedRow(ListItem):
    """A row of a table that is matched against a complaint; what it leaves empty fits everything."""

    subject = models.ForeignKey(
        "complaints_app.ComplaintType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subject"),
    )
    place = models.ForeignKey(
        "complaints_app.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place"),
    )
    kind = models.ForeignKey(
        "complaints_app.RequestKind",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of request"),
    )
    row = models.PositiveIntegerField(_("row"), default=0)

    class Meta:
        abstract = True
        ordering = ["row", "pk"]


class PolicyRule(MatchedRow):
    """A row: for this subject, place, kind or agency the policy is that one."""

    agency = models.ForeignKey(
        "complaints_app.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency"),
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("policy"))

    class Meta(MatchedRow.Meta):
        verbose_name = _("policy row")
        verbose_name_plural = _("policy rows")


class RoutingRule(MatchedRow):
    """A row: for this subject, place or kind the complaint goes there."""

    agency = models.ForeignKey(
        "complaints_app.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("goes to"),
    )
    agency_kind = models.CharField(
        _("or: the agency of this kind that serves the place"), max_length=20, blank=True
    )

    class Meta(MatchedRow.Meta):
        verbose_name = _("routing row")
        verbose_name_plural = _("routing rows")
