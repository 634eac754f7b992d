"""Running promises: one narrow row for each open clock, and the rungs it has reached."""

from django.db import models
from django.db.models.functions import Coalesce

from complaints_app.models.agencies import Agency
from complaints_app.models.complaints import Complaint
from complaints_app.models.policies import ClockKind
from complaints_app.models.versions import Version


class Ended(models.TextChoices):
    ANSWERED = "answered"
    RETURNED = "returned"
    MOVED = "moved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Clock(models.Model):
    """One limit, with all that is needed to compute it again.

    `rungs` is an ordered list of {key, at (UTC, ISO), level, raises}; who is told stands in the ladder's
    version. `rungs_done` counts those written; `occurrence` counts repetitions of the last one. `next_check_at` is the moment of the next
    rung: null when the clock is stopped or paused before its limit.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=ClockKind.choices)
    hop = models.PositiveSmallIntegerField()
    cycle = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    policy_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    ladder_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    own_calendar_version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    allowance = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=10, blank=True)
    promised_on = models.DateField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rungs = models.JSONField(default=list)
    rungs_done = models.PositiveSmallIntegerField(default=0)
    occurrence = models.PositiveIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind", "hop", "cycle", "turn"], name="clock_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"],
                name="clocks_to_look_at",
                condition=models.Q(next_check_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hop}/{self.cycle}/{self.turn}"


class ClockPause(models.Model):
    """A stretch during which a clock stood still; `seconds` of working time were added to it."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.from_at}"


class Escalation(models.Model):
    """One rung reached by one clock: exists at most once for each occurrence."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="escalations")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="escalations")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    rung = models.CharField(max_length=40)
    occurrence = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    seq = models.PositiveIntegerField()
    true_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "rung", "occurrence"], name="a_rung_is_reached_once"
            ),
        ]
        indexes = [
            models.Index(fields=["complaint"], name="nobody_was_told", condition=models.Q(told=0)),
        ]

    def __str__(self) -> str:
        return f"{self.rung}#{self.occurrence}"


class Alarm(models.Model):
    """Something that the central unit must mend: open until somebody did."""

    class Kind(models.TextChoices):
        NOBODY_TOLD = "nobody_told"
        CLOCK_SKEW = "clock_skew"
        SWEEP_LATE = "sweep_late"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=1)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind",
                Coalesce("agency", 0),
                "role",
                name="one_open_alarm",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
