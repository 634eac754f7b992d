"""People: found, made, changed, deactivated; one page shows all that a person holds and why."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from permissions.backoffice.fields import normalised_phone
from permissions.backoffice.forms import PersonForm, ReasonForm, SearchForm
from permissions.backoffice.holdings import holdings_of
from permissions.backoffice.screens import Crumb, FormScreen, Screen
from permissions.invitations import invite
from permissions.models import User
from permissions.people import (
    deactivate,
    keep_person,
    may_change_person,
    people_in_sight,
    reactivate,
)
from permissions.scoping import Refused

PER_PAGE = 30


class PeopleList(Screen):
    page_title = gettext_lazy("People")
    header_icon = "user"
    template_name = "permissions/people.html"

    def get_header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Add a person"), url=reverse("people:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()
        found = found_people(people_in_sight(self.by, self.now), words)
        if not self.request.GET.get("gone"):
            found = found.filter(is_active=True)
        pages = WagtailPaginator(
            found.prefetch_related("groups").order_by("name_ar", "pk"), PER_PAGE
        )
        context: dict[str, Any] = super().get_context_data(
            search=SearchForm(self.request.GET),
            words=words,
            gone=bool(self.request.GET.get("gone")),
            page=pages.get_page(self.request.GET.get("p")),
            **kwargs,
        )
        return context


def found_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """By any part of the name, user name or e-mail; by phone in any way of writing it."""
    for word in words.split():
        match = Q()
        for name in ("name_ar", "name_en", "username", "email"):
            match |= Q(**{f"{name}__icontains": word})
        if number := normalised_phone(words):
            match |= Q(phone=number)
        people = people.filter(match)
    return people


class PersonScreen(Screen):
    """A screen about one person in sight; others do not exist."""

    header_icon = "user"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(people_in_sight(self.by, self.now), pk=self.kwargs["pk"])

    @cached_property
    def may_change(self) -> bool:
        return may_change_person(self.person, by=self.by, now=self.now)

    def must_be_mine(self) -> None:
        """Raises Refused when the person holds what is not the viewer's to give."""
        if not self.may_change:
            raise Refused(_("This person holds roles that are not yours to give."))

    def trail(self) -> list[Crumb]:
        return [{"url": reverse("people:index"), "label": _("People")}]

    def get_page_title(self) -> str:
        return self.person.get_full_name()

    def onward(self) -> str:
        return reverse("people:person", args=[self.person.pk])


class PersonPage(PersonScreen):
    template_name = "permissions/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(
            person=self.person,
            may_change=self.may_change,
            itself=self.person == self.by,
            holdings=holdings_of(self.person, by=self.by, now=self.now),
            **kwargs,
        )
        return context


class AddPerson(FormScreen):
    page_title = gettext_lazy("Add a person")
    header_icon = "user"
    submit_label = gettext_lazy("Add and invite")
    lead = gettext_lazy(
        "The person gets an e-mail with a link to choose a password. Rights are given afterwards."
    )

    def make_form(self, data: Any = None) -> PersonForm:
        return PersonForm(data)

    def trail(self) -> list[Crumb]:
        return [{"url": reverse("people:index"), "label": _("People")}]

    def act(self, form: PersonForm) -> str:
        self.made = keep_person(form.save(commit=False), by=self.by, now=self.now)
        invite(self.made)
        return _("%(person)s was added, and an invitation was sent.") % {"person": self.made}

    def onward(self) -> str:
        made = getattr(self, "made", None)
        return reverse("people:person", args=[made.pk]) if made else reverse("people:index")


class EditPerson(PersonScreen, FormScreen):
    submit_label = gettext_lazy("Save")

    def make_form(self, data: Any = None) -> PersonForm:
        self.must_be_mine()
        return PersonForm(data, instance=self.person)

    def act(self, form: PersonForm) -> str:
        keep_person(form.save(commit=False), by=self.by, now=self.now)
        return _("Saved.")


class ReasonScreen(PersonScreen, FormScreen):
    def make_form(self, data: Any = None) -> ReasonForm:
        self.must_be_mine()
        return ReasonForm(data)


class DeactivatePerson(ReasonScreen):
    submit_label = gettext_lazy("Deactivate")
    submit_icon = "cross"
    lead = gettext_lazy(
        "The person can no longer sign in, every role ends now, and every group is left. "
        "What the person did stays in the record."
    )

    def act(self, form: ReasonForm) -> str:
        deactivate(self.person, by=self.by, reason=form.cleaned_data["reason"], now=self.now)
        return _("%(person)s was deactivated.") % {"person": self.person}


class ReactivatePerson(ReasonScreen):
    submit_label = gettext_lazy("Reactivate")
    lead = gettext_lazy("The person may sign in again. Roles and groups are given anew.")

    def act(self, form: ReasonForm) -> str:
        reactivate(self.person, by=self.by, reason=form.cleaned_data["reason"], now=self.now)
        return _("%(person)s was reactivated.") % {"person": self.person}


class InvitePerson(PersonScreen):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.must_be_mine()
        if invite(self.person):
            messages.success(request, _("The invitation was sent to %s.") % self.person.email)
        else:
            messages.error(request, _("There is no e-mail address to send it to."))
        return redirect(self.onward())


class PeopleViewSet(ViewSet):
    name = "people"
    url_prefix = "people"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", PeopleList.as_view(), name="index"),
            path("add/", AddPerson.as_view(), name="add"),
            path("<int:pk>/", PersonPage.as_view(), name="person"),
            path("<int:pk>/edit/", EditPerson.as_view(), name="edit"),
            path("<int:pk>/deactivate/", DeactivatePerson.as_view(), name="deactivate"),
            path("<int:pk>/reactivate/", ReactivatePerson.as_view(), name="reactivate"),
            path("<int:pk>/invite/", InvitePerson.as_view(), name="invite"),
        ]
