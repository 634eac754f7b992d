"""What is asked: a form of questions that an administrator puts together."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from complaints_app.models.calendars import new_key
from complaints_app.models.listitem import ListItem


class QuestionForm(ListItem, ClusterableModel):
    """A named set of questions; a subject asks its own form and those of the subjects above it."""

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["name_ar"]


class Question(models.Model):
    """One question. Its key never changes, and a key never changes its type."""

    class Type(models.TextChoices):
        LINE = "singleline", _("line of text")
        TEXT = "multiline", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        CHOICE = "dropdown", _("choice")
        CHOICES = "checkboxes", _("several choices")
        YES_NO = "radio", _("yes or no")

    key = models.CharField(max_length=40, default=new_key)
    form = ParentalKey(QuestionForm, on_delete=models.CASCADE, related_name="questions")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"
    field_type = models.CharField(_("type"), max_length=16, choices=Type.choices)
    label_ar = models.CharField(_("question in Arabic"), max_length=200)
    label_en = models.CharField(_("question in English"), max_length=200)
    help_ar = models.CharField(_("help in Arabic"), max_length=300, blank=True)
    help_en = models.CharField(_("help in English"), max_length=300, blank=True)
    required = models.BooleanField(_("required"), default=False)
    choices = models.JSONField(
        _("choices"), default=list, blank=True, help_text=_("code, Arabic, English")
    )
    reportable = models.BooleanField(_("in reports"), default=False)
    personal = models.BooleanField(_("personal data"), default=False)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.key
