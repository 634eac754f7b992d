"""Who may what at one agency: every person and group with a role there, and how it reaches there."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permissions.backoffice.fields import indented
from permissions.backoffice.screens import Crumb, Screen
from permissions.grants import Origin, agencies_open_to, agency_model, roles_at
from permissions.models import User
from permissions.verbs import Verb


@dataclass(frozen=True)
class Line:
    """One holder and every role that reaches the agency."""

    holder: Any
    is_group: bool
    url: str
    roles: list[Origin]


class ChooseAgency(Screen):
    page_title = gettext_lazy("Who may what")
    header_icon = "key"
    template_name = "permissions/agencies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = agencies_open_to(self.by, Verb.GRANT, self.now).agencies().order_by("name_ar")
        rows = rows.annotate(direct=Count("grants"))
        agencies = [(row, depth) for row, depth in indented({row.pk: row for row in rows})]
        context: dict[str, Any] = super().get_context_data(agencies=agencies, **kwargs)
        return context


class AgencyPage(Screen):
    header_icon = "key"
    template_name = "permissions/agency.html"

    def agency_in_question(self, **kwargs: Any) -> int:
        pk: int = kwargs["pk"]
        return pk

    @cached_property
    def agency(self) -> Any:
        found = agency_model()._default_manager.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _("Who may what")

    def get_page_subtitle(self) -> str:
        return str(self.agency)

    def trail(self) -> list[Crumb]:
        return [{"url": reverse("rights:agencies"), "label": _("Who may what")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(
            agency=self.agency, lines=self.lines(), **kwargs
        )
        return context

    def lines(self) -> list[Line]:
        found: dict[tuple[bool, int], Line] = {}
        for origin in roles_at(self.agency, self.now):
            holder = origin.grant.holder
            if isinstance(holder, User) and not holder.is_active:
                continue
            key = (not isinstance(holder, User), holder.pk)
            if key not in found:
                name = "people_groups:group" if key[0] else "people:person"
                found[key] = Line(holder, key[0], reverse(name, args=[holder.pk]), [])
            found[key].roles.append(origin)
        return sorted(found.values(), key=lambda line: (not line.is_group, str(line.holder)))
