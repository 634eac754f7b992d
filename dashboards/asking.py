"""The filter bar: reads an address into a question, within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints_app.backoffice.queue_filters import Options
from complaints_app.models import Agency, AgencyGroup, Channel, Place, RequestKind
from complaints_app.wording import day_in_full
from dashboards.filters import Question, is_governorate, members, scoped
from dashboards.periods import Span, named
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb

GROUP = "group:"
USUAL = "last_90_days"
PERIODS = [
    ("last_30_days", _("Last 30 days")),
    ("last_90_days", _("Last 90 days")),
    ("this_month", _("This month")),
    ("last_month", _("Last month")),
    ("last_3_months", _("Last three months")),
    ("this_year", _("This year")),
    ("last_12_months", _("Last twelve months")),
    ("dates", _("From a date to a date")),
]


class Bar(forms.Form):
    """One bar that drives every number of the page; all of it stands in the address."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    agency = forms.ChoiceField(label=_("Agency or group"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    kind = forms.ChoiceField(label=_("Kind of request"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, data: QueryDict | dict[str, Any], *, user: User | AnonymousUser) -> None:
        asked: dict[str, Any] = data.dict() if isinstance(data, QueryDict) else dict(data)
        if not asked.get("period"):
            # Two dates alone are a period too.
            asked["period"] = "dates" if asked.get("from") else USUAL
        super().__init__(asked)
        self.scope = grants.agencies_open_to(user, Verb.REPORT)
        self.options = Options(self.scope)
        for name, label in (("from", _("From")), ("to", _("Until"))):
            day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name] = forms.DateField(label=label, required=False, widget=day)
        self._offer("agency", self._agencies(), _("All agencies"))
        self._offer("place", self.options.choices("place"), _("All places"))
        self._offer("subject", self.options.choices("subject"), _("All subjects"))
        self._offer("kind", self.options.choices("kind"), _("All kinds"))
        self._offer("channel", list(Channel.choices), _("All channels"))

    def _offer(self, name: str, choices: list[Any], everything: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [("", everything), *choices]

    def _agencies(self) -> list[Any]:
        agencies = self.options.choices("agency")
        return [(_("Groups"), self._groups()), (_("Agencies"), agencies)]

    def _groups(self) -> list[tuple[str, str]]:
        groups = AgencyGroup.in_force.all()
        if not self.scope.everywhere:
            groups = groups.filter(agencies__in=self.scope.agency_ids).distinct()
        return [(f"{GROUP}{group.code}", group.name) for group in groups]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("period") == "dates":
            self._check_dates(found)
        return found

    def _check_dates(self, found: dict[str, Any]) -> None:
        since, until = found.get("from"), found.get("to")
        if since is None or until is None:
            if "from" not in self.errors and "to" not in self.errors:
                self.add_error("from", _("Give both dates."))
        elif until < since:
            self.add_error("to", _("The period ends before it begins."))


@dataclass(frozen=True)
class Asked:
    """A question, where it came from, and how it reads on paper."""

    question: Question
    words: tuple[tuple[str, str], ...]
    as_of: datetime

    @property
    def sentence(self) -> str:
        return "، ".join(f"{label}: {value}" for label, value in self.words)


class Reader:
    """Reads one address for one person at one moment."""

    def __init__(
        self, data: QueryDict | dict[str, Any], *, user: User | AnonymousUser, now: datetime
    ) -> None:
        self.bar = Bar(data, user=user)
        self.now = now

    @property
    def open(self) -> bool:
        return bool(self.bar.scope)

    @cached_property
    def asked(self) -> Asked | None:
        """None when a value of the address is none: then there are no numbers at all."""
        if not self.bar.is_valid():
            return None
        return Asked(self._question(), tuple(self._words()), self.now)

    @cached_property
    def span(self) -> Span:
        found = self.bar.cleaned_data
        if found["period"] == "dates":
            return Span(found["from"], found["to"])
        return named(found["period"], timezone.localdate(self.now))

    def _question(self) -> Question:
        found = self.bar.cleaned_data
        place = Place.objects.filter(code=found["place"]).first() if found["place"] else None
        kind = RequestKind.objects.filter(code=found["kind"]).first() if found["kind"] else None
        subjects = None
        if found["subject"]:
            subjects = frozenset(self.bar.options.with_those_below("subject", found["subject"]))
        return Question(
            span=self.span,
            now=self.now,
            agencies=scoped(self.bar.scope, self._chosen()),
            place=place.pk if place else None,
            place_is_governorate=place is None or is_governorate(place),
            subjects=subjects,
            kind=kind.pk if kind else None,
            channel=found["channel"],
        )

    def _chosen(self) -> frozenset[int] | None:
        code = self.bar.cleaned_data["agency"]
        if not code:
            return None
        if code.startswith(GROUP):
            return members(AgencyGroup.objects.get(code=code.removeprefix(GROUP)))
        return frozenset(Agency.objects.filter(code=code).values_list("pk", flat=True))

    def _words(self) -> list[tuple[str, str]]:
        language = get_language() or "ar"
        span = (
            f"{day_in_full(self.span.since, language)} – {day_in_full(self.span.until, language)}"
        )
        words = [(str(_("Period")), span)]
        for name in ("agency", "place", "subject", "kind", "channel"):
            value = self.bar.cleaned_data[name]
            if value:
                words.append((str(self.bar.fields[name].label), self._label(name, value)))
        return words

    def _label(self, name: str, value: str) -> str:
        field = self.bar.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        flat: dict[str, str] = {}
        choices: Any = field.choices
        for key, label in choices:
            flat |= dict(label) if isinstance(label, list) else {str(key): str(label)}
        return str(flat.get(value, value)).lstrip("– ")
