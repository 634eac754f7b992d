"""About what: the kinds of request, and the tree of subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints_app.models.agencies import Agency
from complaints_app.models.forms import QuestionForm
from complaints_app.models.listitem import ListItem
from complaints_app.models.policies import Policy


class RequestKind(ListItem):
    """Complaint, suggestion, inquiry or praise; what differs is data of its policy."""

    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("kind of request")
        verbose_name_plural = _("kinds of request")
        ordering = ["position"]


class ComplaintType(ListItem):
    """A subject. A leaf can be chosen at intake; what it does not say, its parents say."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    synonyms = models.TextField(_("other words people use"), blank=True, help_text=_("One a line."))
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default agency"),
    )
    agency_kind = models.CharField(
        _("or: the agency of this kind that serves the place"), max_length=20, blank=True
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy")
    )
    form = models.ForeignKey(
        QuestionForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("form"),
    )
    confidential = models.BooleanField(_("the agency does not see who complains"), default=False)
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["position", "name_ar"]
