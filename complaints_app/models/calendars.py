"""When offices work: weekly hours, seasons such as Ramadan, and dated exceptions."""

from uuid import uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from complaints_app.models.listitem import ListItem
from complaints_app.models.places import Place


def new_key() -> str:
    """A stable key for a child row: versions cite it, never the row's id."""
    return uuid4().hex[:12]


class Weekday(models.IntegerChoices):
    SUNDAY = 6, _("Sunday")
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")


class Calendar(ListItem, ClusterableModel):
    """The working hours of the government, or of one agency that keeps its own."""

    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Amman")

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name_ar"]


class Hours(models.Model):
    """A row with a stable key and a span of minutes from midnight (0…1440)."""

    key = models.CharField(max_length=40, default=new_key)
    opens = models.PositiveSmallIntegerField(
        _("opens"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )
    closes = models.PositiveSmallIntegerField(
        _("closes"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class WeeklyHours(Hours):
    """Office hours of one weekday; a weekday without a row is off."""

    calendar = ParentalKey(Calendar, on_delete=models.CASCADE, related_name="weekly")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)


class Period(Hours):
    """Special hours for a range of dates, for each normally working weekday or one of them."""

    calendar = ParentalKey(Calendar, on_delete=models.CASCADE, related_name="periods")
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday.choices, null=True, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)


class DatedException(Hours):
    """A holiday, a half day or an extra working day; for one place or everywhere."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("day off")
        HALF_DAY = "half_day", _("half day")
        OPEN = "open", _("extra working day")

    calendar = ParentalKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only in")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
