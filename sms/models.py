"""Texts to people: one message to one address over one channel, each attempt to send it, each receipt, and its template."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin


class MessageTemplate(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """The words of one kind of message in both languages, with placeholders in {braces}."""

    code = models.CharField(
        _("code"), max_length=60, unique=True, null=True, blank=True, editable=False
    )
    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    subject_ar = models.CharField(_("e-mail subject in Arabic"), max_length=200, blank=True)
    subject_en = models.CharField(_("e-mail subject in English"), max_length=200, blank=True)
    text_ar = models.TextField(_("text in Arabic"))
    text_en = models.TextField(_("text in English"))

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ar

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A draft never carries the code: it belongs to the row (publishing would null it)."""
        item: Self = super().with_content_json(content)
        item.code = self.code
        return item


class Reason(models.TextChoices):
    """Why a message is not where it should be, as a code; the provider's words stand in the attempt."""

    NO_MOBILE = "no_mobile", _("no valid mobile number")
    NO_ADDRESS = "no_address", _("no valid e-mail address")
    THROTTLED = "throttled", _("the provider asks us to slow down")
    PROVIDER_ERROR = "provider_error", _("the provider has a fault")
    UNREACHABLE = "unreachable", _("the provider cannot be reached")
    ACCOUNT = "account", _("the provider refuses our account")
    REFUSED = "refused", _("the provider refused the message")
    NO_ANSWER = "no_answer", _("sent, but the answer never came")
    GARBLED = "garbled", _("sent, but the answer made no sense")
    IN_PART = "in_part", _("only a part of the text was accepted")
    INTERRUPTED = "interrupted", _("the sender was interrupted while sending")
    TOO_MANY = "too_many", _("every attempt failed")
    TOO_LATE = "too_late", _("its time ran out")
    NOT_RELEVANT = "not_relevant", _("no longer needed")
    UNDELIVERED = "undelivered", _("the network could not deliver it")


class Message(models.Model):
    """One text to one person over one channel, with its delivery state."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")
        IN_APP = "in_app", _("notice in the system")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "queued")
        SENDING = "sending", pgettext_lazy("message", "being sent")
        ACCEPTED = "accepted", pgettext_lazy("message", "accepted by the provider")
        DELIVERED = "delivered", pgettext_lazy("message", "delivered")
        FAILED = "failed", pgettext_lazy("message", "failed")
        EXPIRED = "expired", pgettext_lazy("message", "expired")
        UNKNOWN = "unknown", pgettext_lazy("message", "unknown")

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="messages",
        verbose_name=_("person"),
    )
    address = models.CharField(_("address"), max_length=254, blank=True, db_index=True)
    language = models.CharField(max_length=2, default="ar")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(_("text"))
    about = models.CharField(max_length=60, blank=True, db_index=True)
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    urgent = models.BooleanField(default=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    made_at = models.DateTimeField(_("written"))
    # The next moment anybody must look at it: when it may be sent (queued), when its lease runs
    # out (sending), when silence becomes news (unknown). Empty: nothing is owed.
    next_attempt_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=36, blank=True)
    leased_until = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    parts = models.PositiveSmallIntegerField(default=0)
    cost = models.DecimalField(max_digits=10, decimal_places=5, null=True)
    settled_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    again_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["-urgent", "next_attempt_at"],
                name="messages_to_send",
                condition=models.Q(next_attempt_at__isnull=False),
            ),
            models.Index(fields=["person", "channel", "-made_at"], name="messages_of_a_person"),
            models.Index(fields=["state", "-made_at"], name="messages_by_state"),
            models.Index(fields=["-made_at"], name="messages_newest_first"),
            models.Index(
                fields=["person"],
                name="notices_unread",
                condition=models.Q(channel="in_app", read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.pk}"


class Attempt(models.Model):
    """One call of the provider, written before it was made."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempts_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}#{self.number}"


class Receipt(models.Model):
    """What the provider later said about one part of a message; a repetition changes nothing."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="receipts")
    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=20)
    code = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["message", "provider_id", "status"], name="receipts_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.status}"
