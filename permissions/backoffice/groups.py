"""Groups of people: made, named, filled; what a group holds, each member holds."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from permissions.backoffice.forms import GroupForm
from permissions.backoffice.holdings import holdings_of
from permissions.backoffice.screens import Crumb, FormScreen, Screen
from permissions.models import Grant
from permissions.people import groups_in_sight, keep_group, may_change_group
from permissions.scoping import Refused


class GroupList(Screen):
    page_title = gettext_lazy("Groups of people")
    header_icon = "group"
    template_name = "permissions/groups.html"

    def get_header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Add a group"), url=reverse("people_groups:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        in_force = Q(grants__state=Grant.State.IN_FORCE)
        groups = (
            groups_in_sight(self.by, self.now)
            .annotate(
                people=Count("user", distinct=True),
                held=Count("grants", filter=in_force, distinct=True),
            )
            .order_by("name")
        )
        context: dict[str, Any] = super().get_context_data(groups=groups, **kwargs)
        return context


class GroupScreen(Screen):
    """A screen about one group in sight; others do not exist."""

    header_icon = "group"

    @cached_property
    def group(self) -> Group:
        return get_object_or_404(groups_in_sight(self.by, self.now), pk=self.kwargs["pk"])

    @cached_property
    def may_change(self) -> bool:
        return may_change_group(self.group, by=self.by, now=self.now)

    def trail(self) -> list[Crumb]:
        return [{"url": reverse("people_groups:index"), "label": _("Groups of people")}]

    def get_page_title(self) -> str:
        return self.group.name

    def onward(self) -> str:
        return reverse("people_groups:group", args=[self.group.pk])


class GroupPage(GroupScreen):
    template_name = "permissions/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(
            group=self.group,
            members=self.group.user_set.order_by("name_ar"),
            may_change=self.may_change,
            is_member=self.by.groups.filter(pk=self.group.pk).exists(),
            holdings=holdings_of(self.group, by=self.by, now=self.now),
            **kwargs,
        )
        return context


class AddGroup(FormScreen):
    page_title = gettext_lazy("Add a group")
    header_icon = "group"
    submit_label = gettext_lazy("Add")
    lead = gettext_lazy("What is given to a group, each of its members has.")

    def make_form(self, data: Any = None) -> GroupForm:
        return GroupForm(data, by=self.by, now=self.now)

    def trail(self) -> list[Crumb]:
        return [{"url": reverse("people_groups:index"), "label": _("Groups of people")}]

    def act(self, form: GroupForm) -> str:
        self.made = _keep(form, self)
        return _("The group was added.")

    def onward(self) -> str:
        made = getattr(self, "made", None)
        if made is None:
            return reverse("people_groups:index")
        return reverse("people_groups:group", args=[made.pk])


class EditGroup(GroupScreen, FormScreen):
    submit_label = gettext_lazy("Save")
    lead = gettext_lazy("Whoever enters the group has all that it holds, from now on.")

    def make_form(self, data: Any = None) -> GroupForm:
        if not self.may_change:
            raise Refused(_("This group holds roles that are not yours to give."))
        return GroupForm(data, instance=self.group, by=self.by, now=self.now)

    def act(self, form: GroupForm) -> str:
        _keep(form, self)
        return _("Saved.")


def _keep(form: GroupForm, screen: Screen) -> Group:
    return keep_group(
        form.save(commit=False),
        form.wanted(),
        by=screen.by,
        reason=form.cleaned_data["reason"],
        now=screen.now,
    )


class GroupsViewSet(ViewSet):
    name = "people_groups"
    url_prefix = "people-groups"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", GroupList.as_view(), name="index"),
            path("add/", AddGroup.as_view(), name="add"),
            path("<int:pk>/", GroupPage.as_view(), name="group"),
            path("<int:pk>/edit/", EditGroup.as_view(), name="edit"),
        ]
