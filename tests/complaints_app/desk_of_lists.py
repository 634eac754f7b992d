"""Two administrators, an officer, and what they do at the screens of the lists."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from complaints_app import lists, second_person
from complaints_app.content import in_order
from complaints_app.models import Agency
from complaints_app.versioning import LISTS, list_name
from permissions.models import User
from tests.factories import appoint, person

# What a clerk types to add one row, by list; child rows as formsets.
NAMES = {"name_ar": "صف جديد", "name_en": "A brand new row"}


def no_rows(*relations: str) -> dict[str, str]:
    return {f"{relation}-{part}": "0" for relation in relations for part in FORMSET}


def one_row(relation: str, **columns: Any) -> dict[str, Any]:
    row = {f"{relation}-0-{name}": value for name, value in columns.items()}
    return no_rows(relation) | {f"{relation}-TOTAL_FORMS": "1"} | row


FORMSET = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


def pressed(button: str) -> dict[str, str]:
    return {f"action-{button}": "1"} if button else {}


def pk_of(name: str, code: str) -> int:
    model: Any = LISTS[name]
    return int(model.objects.get(code=code).pk)


def typed(name: str) -> dict[str, Any]:
    """The fields of one new row of each list."""
    clocks = ("triage", "acceptance", "competence", "resolution", "ceiling", "waiting")
    times = dict.fromkeys(clocks, "5") | {f"{clock}_unit": "days" for clock in clocks}
    question = {"field_type": "singleline", "label_ar": "أين؟", "label_en": "Where?", "ORDER": "1"}
    rung = {"clock": "resolution", "offset": "1", "unit": "days", "level": "1"}
    told = {"recipients": ["officer"], "channels": ["sms", "email"]}
    rows: dict[str, dict[str, Any]] = {
        "place": {"kind": "district", "parent": pk_of("place", "JO-AM"), "position": "5"},
        "calendar": {
            "zone": "Asia/Amman",
            **one_row("weekly", weekday="6", opens="08:00", closes="15:30"),
            **no_rows("periods", "exceptions"),
        },
        "agency": {"kind": "authority", "serves": [pk_of("place", "JO-AM")]},
        "agency_group": {"agencies": [pk_of("agency", "miyahuna")]},
        "ladder": one_row("rungs", **rung, **told),
        "policy": {
            "ladder": pk_of("ladder", "standard"),
            **times,
            "extensions": "2",
            "reopen_days": "30",
        },
        "form": one_row("questions", **question),
        "kind": {"position": "9"},
        "subject": {"position": "9", "synonyms": "كلمة"},
        "policy_rule": {"policy": pk_of("policy", "standard"), "row": "999"},
        "routing_rule": {"agency": pk_of("agency", "miyahuna"), "row": "999"},
        "role": {"verbs": ["view"]},
        "message_template": {"text_ar": "نص", "text_en": "Text"},
    }
    return NAMES | rows[name]


RELATIONS = {"calendar": "weekly", "ladder": "rungs", "form": "questions"}
OTHERWISE = {"weekly-1-weekday": "0", "rungs-1-offset": "2", "questions-1-label_ar": "متى؟"}


@dataclass
class Desk:
    """The administrator who writes, the one who approves, and somebody who may neither."""

    writer: User
    second: User
    officer: User
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, user: User) -> Client:
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def url(self, name: str, view: str, *args: Any) -> str:
        return reverse(LISTS[name].snippet_viewset.get_url_name(view), args=args)  # type: ignore[attr-defined]

    def draft(self, name: str, by: User | None = None, *, press: str = "", **changes: Any) -> Any:
        """Adds a row and leaves it a draft."""
        post = typed(name) | pressed(press) | changes
        answer = self.client(by or self.writer).post(self.url(name, "add"), post)
        assert answer.status_code == 302, answer.context["form"].errors
        return LISTS[name]._default_manager.latest("pk")

    def send(self, name: str, by: User | None = None, **changes: Any) -> Any:
        """Adds a row and sends it for approval."""
        return self.draft(name, by=by, press="submit", **changes)

    def edit(
        self,
        item: Any,
        by: User | None = None,
        *,
        answer: int = 302,
        press: str = "",
        **changes: Any,
    ) -> Any:
        """Changes a row in the editor."""
        name = list_name(item)
        post = typed(name) | pressed(press) | changes
        response = self.client(by or self.writer).post(self.url(name, "edit", item.pk), post)
        assert response.status_code == answer, response.context and response.context["form"].errors
        return response

    def second_row(self, name: str, relation: str, item: Any) -> dict[str, Any]:
        """What the editor posts after somebody pressed «add» below the one row that stands."""
        saved = getattr(item, relation).get()
        new = {
            key.replace("-0-", "-1-"): value
            for key, value in typed(name).items()
            if key.startswith(f"{relation}-0-")
        }
        form = {f"{relation}-TOTAL_FORMS": "2", f"{relation}-INITIAL_FORMS": "1"}
        old = {f"{relation}-0-id": saved.pk, f"{relation}-0-key": saved.key}
        return form | old | new | {k: v for k, v in OTHERWISE.items() if k.startswith(relation)}

    def drafted(self, item: Any, relation: str) -> list[Any]:
        """The child rows of the latest draft."""
        row = type(item)._default_manager.get(pk=item.pk)
        return in_order(getattr(row.get_latest_revision_as_object(), relation).all())

    def task(self, item: Any) -> TaskState:
        item = type(item)._default_manager.get(pk=item.pk)
        state: TaskState = item.current_workflow_task_state
        return state

    def decide(
        self, item: Any, by: User | None = None, *, button: str = "approve", reason: str = ""
    ) -> Any:
        """Opens the approval page, reads it, and presses a button."""
        url = reverse("list_approvals:approval", args=(self.task(item).pk,))
        client = self.client(by or self.second)
        page = client.get(url)
        seen = page.context["seen"]
        return client.post(url, {"seen": seen, button: "1", "reason": reason})


RUNG = {"clock": "triage", "offset": 0, "unit": "days", "recipients": ["unit"], "channels": ["sms"]}
QUESTION = {"label_ar": "أين؟", "label_en": "Where?", "field_type": "singleline"}
SOME: dict[str, list[dict[str, Any]]] = {
    "places": [{"code": "JO-AM", "kind": "governorate"}],
    "calendars": [{"code": "jordan", "weekly": [{"weekday": 6, "opens": 480, "closes": 930}]}],
    "agencies": [{"code": "miyahuna", "kind": "company"}],
    "groups": [{"code": "water-companies", "agencies": ["miyahuna"]}],
    "ladders": [{"code": "standard", "rungs": [RUNG]}],
    "policies": [{"code": "standard", "ladder": "standard"}],
    "forms": [{"code": "leak", "questions": [QUESTION]}],
    "kinds": [{"code": "complaint", "policy": "standard"}],
    "subjects": [{"code": "water", "form": "leak"}],
    "policy_rules": [{"code": "water", "subject": "water", "policy": "standard"}],
    "routing_rules": [{"code": "water", "subject": "water", "agency": "miyahuna"}],
    "roles": [
        {"code": "administrator", "verbs": ["edit_lists", "approve_lists"]},
        {"code": "unit", "verbs": ["approve_lists"]},
        {"code": "officer", "verbs": ["view", "process"]},
    ],
    "message_templates": [{"code": "delivered", "text_ar": "وردت", "text_en": "Arrived"}],
}


def load_some_lists() -> None:
    """One row of each list: enough to edit, and quick."""
    with TemporaryDirectory() as folder:
        for name, rows in SOME.items():
            named = [{"name_ar": row["code"], "name_en": row["code"]} | row for row in rows]
            Path(folder, f"{name}.json").write_text(json.dumps(named), encoding="utf-8")
        lists.load(Path(folder), now=datetime(2020, 1, 1, tzinfo=UTC))


def new_desk() -> Desk:
    load_some_lists()
    second_person.keep_the_workflow()
    officer = person("officer", "رنا الحموري")
    return Desk(
        writer=appoint(person("writer", "سلمى الناصر"), "administrator"),
        second=appoint(person("second", "خالد الزعبي"), "administrator"),
        officer=appoint(officer, "officer", Agency.objects.get(code="miyahuna")),
    )
