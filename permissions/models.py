"""People, roles and grants. A grant is the truth; guardian's tables are its projection."""

from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin


class PeopleManager(UserManager["User"]):
    """Finds people by user name, however the letters were typed."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A member of staff. Never deleted, only deactivated: eight tables remember him."""

    class Language(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        ENGLISH = "en", _("English")

    last_name = None  # type: ignore[assignment]
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.ARABIC
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name_ar"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_ar"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """Hides Django's column; Wagtail's frame shows it as the name of who is signed in."""
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The name in the language of the page, else the other one."""
        if get_language() == "en" and self.name_en:
            return self.name_en
        return self.name_ar

    def get_short_name(self) -> str:
        return self.get_full_name().split(" ")[0]

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("People are deactivated, never deleted.")


class Role(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A named bundle of verbs, and the list of roles that its holder may give to others."""

    code = models.SlugField(  # noqa: DJ001 - null until the first publish: drafts have no code yet
        _("code"), max_length=40, unique=True, null=True, editable=False
    )
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    verbs = models.JSONField(_("verbs"), default=list)
    may_give = models.JSONField(_("roles it may give"), default=list, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ar

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A draft never carries the code: it belongs to the row (publishing would null it)."""
        item: Self = super().with_content_json(content)
        item.code = self.code
        return item


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by their moment in time."""

    def in_force_at(self, now: Any) -> "GrantQuerySet":
        """Grants that hold at `now`: in force, begun, not over."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            state=Grant.State.IN_FORCE,
            starts_at__lte=now,
        )


class Grant(models.Model):
    """Who (one person or one group) has which role where, from when until when, and why."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("group of people"),
    )
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants", verbose_name=_("role"))
    agency = models.ForeignKey(
        settings.PERMISSIONS_AGENCY_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("agency"),
    )
    agency_group = models.ForeignKey(
        settings.PERMISSIONS_AGENCY_GROUP_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("group of agencies"),
    )
    everywhere = models.BooleanField(_("everywhere"), default=False)
    with_descendants = models.BooleanField(_("with the agencies below it"), default=False)
    answers_for = models.BooleanField(_("answers for it"), default=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.IN_FORCE
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                name="grant_has_one_holder",
                condition=Q(user__isnull=False, group__isnull=True)
                | Q(user__isnull=True, group__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_has_one_place",
                condition=Q(agency__isnull=False, agency_group__isnull=True, everywhere=False)
                | Q(agency__isnull=True, agency_group__isnull=False, everywhere=False)
                | Q(agency__isnull=True, agency_group__isnull=True, everywhere=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.role} – {self.place}"

    @cached_property
    def holder(self) -> User | Group:
        holder = self.user or self.group
        assert holder is not None  # noqa: S101 - the database's constraint, told to the type checker
        return holder

    @property
    def place(self) -> str:
        """Where it holds, in words."""
        return str(self.agency or self.agency_group or _("everywhere"))
