"""Who is complained about: agencies as a tree, groups of agencies, and guardian's direct tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from complaints_app.models.listitem import ListItem
from complaints_app.models.places import Place
from permissions.verbs import Verb


class Agency(ListItem, ClusterableModel):
    """A ministry, authority, company or municipality that answers complaints."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        AUTHORITY = "authority", _("authority")
        DEPARTMENT = "department", _("department")
        COMPANY = "company", _("public company")
        MUNICIPALITY = "municipality", _("municipality")
        DIRECTORATE = "directorate", _("directorate")
        HOSPITAL = "hospital", _("hospital")
        UNIVERSITY = "university", _("university")
        UNIT = "unit", _("central unit")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    serves = ParentalManyToManyField(
        Place, blank=True, related_name="served_by", verbose_name=_("places it serves")
    )
    calendar = models.ForeignKey(
        "complaints_app.Calendar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("own calendar"),
    )
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where its office is"),
    )

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name_ar"]
        default_permissions = ()
        permissions = [(verb.value, verb.value) for verb in Verb]


class AgencyGroup(ListItem, ClusterableModel):
    """Any set of agencies: for grants, indicators and comparison."""

    agencies = ParentalManyToManyField(
        Agency, blank=True, related_name="groups", verbose_name=_("agencies")
    )

    class Meta:
        verbose_name = _("group of agencies")
        verbose_name_plural = _("groups of agencies")
        ordering = ["name_ar"]


class AgencyUserPermission(UserObjectPermissionBase):
    """One verb of one person on one agency, while the window is open: a projection of grants."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        unique_together = [("user", "permission", "content_object", "starts_at")]


class AgencyGroupPermission(GroupObjectPermissionBase):
    """One verb of one group of people on one agency, while the window is open."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object", "starts_at")]
