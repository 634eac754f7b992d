"""What every list of the office has in common: a code that never changes, two names, a draft life."""

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin


class InForceManager(models.Manager[Any]):
    """Only what is in force acts; choosers offer only that."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(live=True)


class ListItem(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """One row of an editable list: draft → approval by a second person → in force."""

    code = models.CharField(
        _("code"), max_length=60, unique=True, null=True, blank=True, editable=False
    )
    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    objects = models.Manager[Self]()
    in_force = InForceManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return str(self.name_en if get_language() == "en" else self.name_ar)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A draft never carries the code: it belongs to the row (publishing would null it)."""
        item: Self = super().with_content_json(content)
        item.code = self.code
        return item
