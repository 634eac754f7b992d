"""Where: governorates, their districts, and the municipalities that follow no district."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints_app.models.listitem import ListItem


class Place(ListItem):
    """A governorate, a district of it, or a municipal area of it."""

    class Kind(models.TextChoices):
        GOVERNORATE = "governorate", _("governorate")
        DISTRICT = "district", _("district")
        MUNICIPALITY = "municipality", _("municipality")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("governorate"),
    )
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "name_ar"]
