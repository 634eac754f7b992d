"""Facts: what the journal says about each complaint, flat enough to be counted.

Written by `dashboards.facts` only, always from the journal; every day is a date of the site's zone.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints_app.models import Agency, Complaint, ComplaintType, Place, RequestKind


class Measure(models.TextChoices):
    """Which limit a LimitFact is about."""

    TRIAGE = "triage", _("triage")
    ACCEPTANCE = "acceptance", _("acceptance")
    COMPETENCE = "competence", _("competence")
    WAITING = "waiting", _("waiting for the complainant")
    FIRST_PROMISE = "first_promise", _("first promise")
    LAST_PROMISE = "last_promise", _("last promise")
    CEILING = "ceiling", _("ceiling")


class Verdict(models.TextChoices):
    """How a limit was kept. What is undecided becomes late by itself: the reader looks at `due_at`."""

    ON_TIME = "on_time", _("on time")
    LATE = "late", _("late")
    UNDECIDED = "undecided", _("not decided yet")
    PAUSED = "paused", _("paused")
    OUT = "out", _("not counted")


class ComplaintFact(models.Model):
    """One complaint, as it stands."""

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="fact"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    governorate = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey(ComplaintType, models.PROTECT, related_name="+")
    subject_root = models.ForeignKey(ComplaintType, models.PROTECT, related_name="+")
    kind = models.ForeignKey(RequestKind, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    filed_on = models.DateField()
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=12)
    outcome = models.CharField(max_length=16, blank=True)
    hops = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    follow_ups = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    acceptance_seconds = models.PositiveIntegerField(null=True)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["filed_on"], name="fact_filed"),
            models.Index(fields=["agency", "filed_on"], name="fact_agency_filed"),
        ]

    def __str__(self) -> str:
        return str(self.complaint_id)


class Part(models.Model):
    """A piece of the story of one complaint."""

    fact: models.ForeignKey[ComplaintFact, ComplaintFact]
    fact_id: int

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.fact_id)


class StayFact(Part):
    """An open complaint in one pair of hands: an agency's, or the central unit's (agency null)."""

    class Ended(models.TextChoices):
        RETURNED = "returned"
        PASSED_ON = "passed_on"
        CLOSED = "closed"

    fact = models.ForeignKey(ComplaintFact, models.CASCADE, related_name="stays")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    cycle = models.PositiveSmallIntegerField()
    arrived = models.BooleanField(default=True)  # false: it was here before it was reopened
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    accepted = models.BooleanField(default=False)
    wrongly_refused = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["agency", "began_on"], name="stay_agency_began"),
            models.Index(fields=["began_on"], name="stay_began"),
            models.Index(
                fields=["agency"], name="stay_running", condition=models.Q(ended_on__isnull=True)
            ),
        ]


class CycleFact(Part):
    """One opening of a complaint, until it was closed."""

    fact = models.ForeignKey(ComplaintFact, models.CASCADE, related_name="cycles")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    cycle = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    handling_seconds = models.PositiveIntegerField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    reopened_after_days = models.PositiveIntegerField(null=True)
    answer_given_on = models.DateField(null=True)
    answer_seconds = models.PositiveIntegerField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["closed_on"], name="cycle_closed"),
            models.Index(fields=["agency", "closed_on"], name="cycle_agency_closed"),
        ]


class LimitFact(Part):
    """One limit of a complaint, and how it was kept."""

    fact = models.ForeignKey(ComplaintFact, models.CASCADE, related_name="limits")
    measure = models.CharField(max_length=14, choices=Measure.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    hop = models.PositiveSmallIntegerField(default=0)
    cycle = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)
    paused_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["measure", "due_on"], name="limit_due"),
            models.Index(fields=["agency", "measure", "due_on"], name="limit_agency_due"),
            models.Index(
                fields=["due_at"],
                name="limits_undecided",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]


class Freshness(models.Model):
    """When every change known had become facts: one row."""

    refreshed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.refreshed_at}"
