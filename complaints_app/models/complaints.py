"""The case: what was said, where it stands, who has it. Only lifecycle.py changes one."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints_app.models.agencies import Agency
from complaints_app.models.complainants import Complainant
from complaints_app.models.places import Place
from complaints_app.models.subjects import ComplaintType, RequestKind
from complaints_app.models.versions import Version
from complaints_app.status import Outcome, State

OPEN_STATES = [state.value for state in State if state.is_open]


class Channel(models.TextChoices):
    PHONE = "phone", _("telephone (National Contact Centre)")
    WEB = "web", _("web form")
    WALK_IN = "walk_in", _("walk-in")
    EMAIL = "email", _("e-mail")
    IMPORT = "import", _("import")
    API = "api", _("API")


class Confidentiality(models.TextChoices):
    OPEN = "open", _("open")
    CONFIDENTIAL = "confidential", _("confidential")
    ANONYMOUS = "anonymous", _("anonymous")


class Complaint(models.Model):
    """One complaint, suggestion, inquiry or praise, from the call to the closing message."""

    reference = models.BigIntegerField(_("reference number"), unique=True)
    idempotency_key = models.UUIDField(unique=True)
    tracking_digest = models.CharField(max_length=64, blank=True, editable=False)

    kind = models.ForeignKey(RequestKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    subject = models.ForeignKey(
        ComplaintType, models.PROTECT, related_name="complaints", verbose_name=_("subject")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    municipality = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    location = models.CharField(_("nearest landmark"), max_length=300, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    confidentiality = models.CharField(
        max_length=14, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    complainant = models.ForeignKey(
        Complainant, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    text = models.TextField(_("what was said"))
    search_text = models.TextField(blank=True, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    personal_answers = models.JSONField(default=dict, blank=True)
    questions_version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    policy_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    ladder_version = models.ForeignKey(Version, models.PROTECT, related_name="+")

    state = models.CharField(_("state"), max_length=12, choices=State.choices())
    version = models.PositiveIntegerField(default=1)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("agency"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )
    hop = models.PositiveSmallIntegerField(default=0)
    cycle = models.PositiveSmallIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    promises = models.PositiveSmallIntegerField(default=0)
    follow_ups = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)

    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered"), db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    first_promise_at = models.DateTimeField(null=True, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=Outcome.choices(), blank=True, default=""
    )
    answer = models.TextField(_("answer"), blank=True)
    answer_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_given_at = models.DateTimeField(null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )

    queue_key = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(_("nearest limit"), null=True, blank=True)
    raised = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(_("degree of escalation"), default=0)

    source = models.CharField(max_length=40, blank=True, editable=False)
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    old_number = models.CharField(_("number in the old system"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["agency", "queue_key", "id"],
                name="queue_of_an_agency",
                condition=models.Q(queue_key__isnull=False),
            ),
            models.Index(
                fields=["queue_key", "id"],
                name="queue_of_everybody",
                condition=models.Q(queue_key__isnull=False),
            ),
            models.Index(fields=["agency", "state", "due_at"], name="complaint_agency_state"),
            models.Index(fields=["old_number"], name="complaint_old_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                name="imported_once",
                condition=~models.Q(source_key=""),
            ),
            models.CheckConstraint(
                name="open_is_in_a_queue",
                condition=models.Q(state="closed") | models.Q(queue_key__isnull=False),
            ),
            models.CheckConstraint(
                name="satisfaction_is_1_to_5",
                condition=models.Q(satisfaction__isnull=True)
                | models.Q(satisfaction__gte=1, satisfaction__lte=5),
            ),
        ]

    def __str__(self) -> str:
        from complaints_app.reference import OUTSIDE, spoken_form

        if self.reference > OUTSIDE and self.old_number:
            return self.old_number
        return spoken_form(self.reference).replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED


class ReferenceCounter(models.Model):
    """The last number given in a year of registration."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class AnswerValue(models.Model):
    """A reportable answer, typed, so that indicators and filters can count it."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="answer_values")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    code = models.CharField(max_length=200, blank=True)
    day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "key", "position"], name="answer_value_once"
            ),
        ]
        indexes = [models.Index(fields=["key", "code"], name="answer_by_code")]

    def __str__(self) -> str:
        return self.key


class Attachment(models.Model):
    """A file of a complaint, in private storage, served by our own view only."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="attachments")
    call = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CallDraft(models.Model):
    """What an agent has typed so far, under the call's own address, for its owner only."""

    call = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.call)


class DialogDraft(models.Model):
    """What somebody has typed into the dialog of a verb, for him only, with a short life."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "complaint", "verb"], name="one_draft"),
        ]

    def __str__(self) -> str:
        return self.verb


class Request(models.Model):
    """An officer asks for what he may not do alone; a superior decides; clocks go on meanwhile."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("later date")
        ANSWER = "answer", _("approval of the answer")
        RETURN = "return", _("return of an accepted complaint")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        LAPSED = "lapsed", _("lapsed")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    proposed = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind"],
                name="one_open_request",
                condition=models.Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Precedent(models.Model):
    """The unit's decision on competence: this subject, in this place, belongs to that agency."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="precedents")
    subject = models.ForeignKey(ComplaintType, models.PROTECT, related_name="precedents")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="precedents")
    refused = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    binding = models.BooleanField(_("routes later complaints"), default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.agency}"
