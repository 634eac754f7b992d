"""What each list's editor shows, in order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)
from wagtail.admin.panels.base import get_form_for_model

from complaints_app.backoffice import list_forms
from complaints_app.backoffice.list_fields import date_input

LATIN = forms.TextInput({"dir": "ltr"})
NAMES = FieldRowPanel([FieldPanel("name_ar"), FieldPanel("name_en", widget=LATIN)])


class RowsPanel(InlinePanel):
    """Wagtail's inline panel without its inline script: rows.js starts it from a data attribute."""

    def __init__(self, *args: Any, row_form: type[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs | {"row_form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        formset["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.row_form,
            defer_required_on_fields=deferred,
        )
        formset["formset"] = list_forms.RowSet
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "complaints_app/lists/rows.html"

        @property
        def media(self) -> forms.Media:
            own = forms.Media(js=["complaints_app/js/rows.js"])
            media: forms.Media = super().media + own
            return media


def rows(relation: str, heading: Any, label: Any, form: type[Any], *panels: Any) -> RowsPanel:
    return RowsPanel(
        relation,
        panels=[FieldPanel("key", classname="w-hidden"), *panels],
        heading=heading,
        label=label,
        row_form=form,
    )


def day(name: str) -> FieldPanel:
    return FieldPanel(name, widget=date_input())


def ticks(name: str) -> FieldPanel:
    return FieldPanel(name, widget=forms.CheckboxSelectMultiple, classname="s-ticks")


def line(*names: str | Panel) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) if isinstance(name, str) else name for name in names])


def editor(*panels: Any, form: type[Any] = list_forms.ListForm) -> ObjectList:
    return ObjectList([NAMES, *panels], base_form_class=form)


def allowances() -> MultiFieldPanel:
    clocks = ("triage", "acceptance", "competence", "resolution", "ceiling", "waiting")
    return MultiFieldPanel(
        [line(clock, FieldPanel(f"{clock}_unit", heading=_("unit"))) for clock in clocks],
        heading=_("Time allowed"),
    )


PLACE = editor(line("kind", "parent", "position"))
AGENCY = editor(
    line("kind", "parent"),
    line("place", "calendar"),
    ticks("serves"),
    form=list_forms.AgencyForm,
)
AGENCY_GROUP = editor(ticks("agencies"))
CALENDAR = editor(
    FieldPanel("zone", widget=LATIN),
    rows(
        "weekly",
        _("Weekly hours"),
        _("working day"),
        list_forms.WeeklyForm,
        line("weekday", "opens", "closes"),
    ),
    rows(
        "exceptions",
        _("Holidays, half days, extra working days"),
        _("exception"),
        list_forms.HoursForm,
        line("name_ar", "name_en"),
        line("kind", day("starts_on"), day("ends_on")),
        line("opens", "closes", "place", day("decided_on")),
    ),
    rows(
        "periods",
        _("Seasons with hours of their own, such as Ramadan"),
        _("season"),
        list_forms.HoursForm,
        line("name_ar", "name_en"),
        line(day("starts_on"), day("ends_on"), "weekday"),
        line("opens", "closes", day("decided_on")),
    ),
)
LADDER = editor(
    rows(
        "rungs",
        _("Rungs"),
        _("rung"),
        list_forms.RungForm,
        line("clock", "offset", "unit"),
        line("level", "raises"),
        FieldPanel("recipients", classname="s-ticks"),
        FieldPanel("channels", classname="s-ticks"),
    )
)
POLICY = editor(
    FieldPanel("ladder"),
    allowances(),
    line("extensions", "reopen_days"),
    line("answer_needs_approval", "answered_at_once"),
)
POLICY_RULE = editor(line("subject", "place"), line("kind", "agency"), line("policy", "row"))
ROUTING_RULE = editor(
    line("subject", "place", "kind"),
    line("agency", "agency_kind", "row"),
    form=list_forms.RoutingForm,
)
KIND = editor(line("policy", "position"))
SUBJECT = editor(
    line("parent", "position"),
    FieldPanel("synonyms"),
    line("agency", "agency_kind"),
    line("policy", "form"),
    FieldPanel("confidential"),
    form=list_forms.RuleForm,
)
FORM = editor(
    rows(
        "questions",
        _("Questions"),
        _("question"),
        list_forms.QuestionForm,
        line("field_type", "required"),
        line("label_ar", "label_en"),
        line("help_ar", "help_en"),
        FieldPanel("choices"),
        line("reportable", "personal"),
    )
)
ROLE = editor(
    FieldPanel("verbs", classname="s-ticks"),
    FieldPanel("may_give", classname="s-ticks"),
    form=list_forms.RoleForm,
)
MESSAGE_TEMPLATE = editor(line("text_ar", "text_en"), line("subject_ar", "subject_en"))
