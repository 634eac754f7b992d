"""Grants: given, asked for, decided by a second person, taken back; and who may what at an agency."""

from typing import Any

from django.contrib.auth.models import Group
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from permissions.backoffice.forms import DecisionForm, GrantForm, ReasonForm
from permissions.backoffice.holdings import Holding, described
from permissions.backoffice.screens import Crumb, FormScreen, Screen
from permissions.backoffice.who_may import AgencyPage, ChooseAgency
from permissions.grants import approve, authority_of, decline, grant, is_oneself, revoke
from permissions.models import Grant, User
from permissions.people import groups_in_sight, people_in_sight
from permissions.scoping import Refused


def page_of(holder: User | Group) -> str:
    """The page of a person or a group."""
    name = "people:person" if isinstance(holder, User) else "people_groups:group"
    return reverse(name, args=[holder.pk])


class Give(FormScreen):
    """A role for one person or one group."""

    header_icon = "key"
    template_name = "permissions/give.html"
    submit_label = gettext_lazy("Give the role")

    @cached_property
    def holder(self) -> User | Group:
        if self.kwargs["kind"] == "person":
            seen = people_in_sight(self.by, self.now).filter(is_active=True)
            return get_object_or_404(seen, pk=self.kwargs["pk"])
        return get_object_or_404(groups_in_sight(self.by, self.now), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Give a role")

    def get_page_subtitle(self) -> str:
        return str(self.holder)

    def trail(self) -> list[Crumb]:
        return [{"url": page_of(self.holder), "label": str(self.holder)}]

    def make_form(self, data: Any = None) -> GrantForm:
        if is_oneself(self.holder, self.by):
            raise Refused(_("Nobody gives rights to himself or to a group he is in."))
        return GrantForm(data, by=self.by, now=self.now)

    def act(self, form: GrantForm) -> str:
        given = grant(holder=self.holder, by=self.by, now=self.now, **form.wish())
        if given.state == Grant.State.ASKED:
            return _("Asked for: it holds once a second person has approved it.")
        return _("%(holder)s now has the role “%(role)s” – %(place)s.") % {
            "holder": given.holder,
            "role": given.role,
            "place": given.place,
        }

    def onward(self) -> str:
        return page_of(self.holder)


class GrantScreen(FormScreen):
    """One grant, if its holder is in sight."""

    header_icon = "key"
    template_name = "permissions/decide.html"
    state: Grant.State

    @cached_property
    def line(self) -> Holding:
        grants = Grant.objects.filter(pk=self.kwargs["pk"], state=self.state)
        lines = described(grants, by=self.by, now=self.now)
        if not lines or not self._is_in_sight(lines[0].grant):
            raise Http404
        return lines[0]

    def _is_in_sight(self, held: Grant) -> bool:
        holder = held.holder
        if isinstance(holder, User):
            return people_in_sight(self.by, self.now).contains(holder)
        return groups_in_sight(self.by, self.now).contains(holder)

    def get_page_subtitle(self) -> str:
        return f"{self.line.grant.holder}"

    def trail(self) -> list[Crumb]:
        holder = self.line.grant.holder
        return [{"url": page_of(holder), "label": str(holder)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(line=self.line, **kwargs)

    def onward(self) -> str:
        return page_of(self.line.grant.holder)


class Revoke(GrantScreen):
    state = Grant.State.IN_FORCE
    submit_label = gettext_lazy("Take the role back")
    submit_icon = "cross"
    lead = gettext_lazy("It ends at once. The record stays.")

    def get_page_title(self) -> str:
        return _("Take a role back")

    def make_form(self, data: Any = None) -> ReasonForm:
        if not self.line.may_revoke:
            raise Refused(_("This role, in this place, is not yours to give or take."))
        return ReasonForm(data)

    def act(self, form: ReasonForm) -> str:
        revoke(self.line.grant, by=self.by, reason=form.cleaned_data["reason"], now=self.now)
        return _("The role was taken back.")


class Decide(GrantScreen):
    """The second pair of eyes."""

    state = Grant.State.ASKED
    submit_label = gettext_lazy("Approve")
    lead = gettext_lazy("A wide role needs a second person. Approving puts it in force at once.")

    def get_page_title(self) -> str:
        return _("Decide on a role")

    def make_form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = self.line.grant.asked_by_id == self.by.pk
        return super().get_context_data(
            deciding=True, may_withdraw=mine, may_act=self.line.may_decide or mine, **kwargs
        )

    def act(self, form: DecisionForm) -> str:
        asked = self.line.grant
        if form.cleaned_data["decision"] == "approve":
            approve(asked, by=self.by, now=self.now)
            return _("Approved: the role is in force.")
        decline(asked, by=self.by, reason=form.cleaned_data["reason"], now=self.now)
        return _("The role was declined.")

    def onward(self) -> str:
        return reverse("rights:pending")


class Pending(Screen):
    page_title = gettext_lazy("Roles waiting for a second person")
    header_icon = "key"
    template_name = "permissions/pending.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Grant.objects.filter(state=Grant.State.ASKED).order_by("asked_at")
        lines = described(asked, by=self.by, now=self.now)
        codes = authority_of(self.by, self.now).role_codes()
        seen = [ln for ln in lines if ln.grant.role.code in codes or ln.grant.asked_by == self.by]
        context: dict[str, Any] = super().get_context_data(lines=seen, **kwargs)
        return context


class RightsViewSet(ViewSet):
    name = "rights"
    url_prefix = "rights"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("pending/", Pending.as_view(), name="pending"),
            path("give/person/<int:pk>/", Give.as_view(), {"kind": "person"}, name="give"),
            path("give/group/<int:pk>/", Give.as_view(), {"kind": "group"}, name="give_group"),
            path("revoke/<int:pk>/", Revoke.as_view(), name="revoke"),
            path("decide/<int:pk>/", Decide.as_view(), name="decide"),
            path("agencies/", ChooseAgency.as_view(), name="agencies"),
            path("agencies/<int:pk>/", AgencyPage.as_view(), name="agency"),
        ]
