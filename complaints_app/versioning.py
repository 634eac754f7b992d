"""What is in force: writes and reads the immutable versions of the lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from complaints_app.content import content_of, fingerprint
from complaints_app.models import (
    Agency,
    AgencyGroup,
    Calendar,
    ComplaintType,
    Ladder,
    Place,
    Policy,
    PolicyRule,
    QuestionForm,
    RequestKind,
    RoutingRule,
    Version,
)
from permissions import grants
from permissions.models import Role
from sms.models import MessageTemplate

# In the order in which they can be created: nobody names a list that stands below him.
LISTS: dict[str, type[Model]] = {
    "place": Place,
    "calendar": Calendar,
    "agency": Agency,
    "agency_group": AgencyGroup,
    "ladder": Ladder,
    "policy": Policy,
    "form": QuestionForm,
    "kind": RequestKind,
    "subject": ComplaintType,
    "policy_rule": PolicyRule,
    "routing_rule": RoutingRule,
    "role": Role,
    "message_template": MessageTemplate,
}
QUESTIONS = "questions"  # the frozen list of a subject; not a list that anybody edits

_NAMES = {model: name for name, model in LISTS.items()}
_KEPT_IN_MEMORY = 4000
_contents: dict[tuple[int, str], Version] = {}


def list_name(model_or_item: Model | type[Model]) -> str:
    """«agency» for Agency and for one agency."""
    model = model_or_item if isinstance(model_or_item, type) else type(model_or_item)
    return _NAMES[model]


def version_in_force(list_name: str, code: str, at: datetime | None = None) -> Version:
    """What this row said at `at` (now, if not given). Read it, never change it.

    Raises LookupError if nothing of that code was in force then.
    """
    latest = (
        Version.objects.filter(list=list_name, code=code, in_force_from__lte=at or timezone.now())
        .order_by("-number")
        .values_list("pk", "sha256")
        .first()
    )
    if latest is None:
        raise LookupError(f"nothing called «{code}» is in force in the list «{list_name}»")
    return _read([latest])[0]


def versions_in_force(
    list_name: str, at: datetime | None = None, codes: Iterable[str] | None = None
) -> dict[str, Version]:
    """What each row of the list (or these rows of it) said at `at`, by code: one query, two after a change."""
    found = Version.objects.filter(list=list_name, in_force_from__lte=at or timezone.now())
    if codes is not None:
        found = found.filter(code__in=list(codes))
    rows = found.order_by("number").values_list("code", "pk", "sha256")
    latest = {code: (pk, sha256) for code, pk, sha256 in rows}
    return {version.code: version for version in _read(sorted(latest.values()))}


def write_first_versions(items: Iterable[Any], *, now: datetime) -> None:
    """The first version of many new rows of one list at once, as the setting up needs it."""
    rows = [(item, content_of(item)) for item in items]
    Version.objects.bulk_create(
        Version(
            list=list_name(item),
            code=item.code,
            number=1,
            in_force_from=now,
            content=content,
            sha256=fingerprint(content),
        )
        for item, content in rows
    )


def write_version(item: Any, *, by: Any, now: datetime) -> Version:
    """The next version of this row; the one that stands, if it says the same."""
    return _write(list_name(item), item.code, content_of(item), by=by, now=now)


def put_in_force(item: Any, *, by: Any, now: datetime) -> Version:
    """This row acts from now on, as it stands. Its first time gives it its code."""
    with transaction.atomic():
        item.code = item.code or free_code(type(item), item.name_en)
        item.live = True
        item.first_published_at = item.first_published_at or now
        item.last_published_at = now
        item.save()
        return _took_effect(item, by=by, now=now)


def put_approved_revision_in_force(workflow_state: Any, by: Any) -> Version:
    """Exactly what was approved takes effect, and nothing that was written since."""
    # Generic keys are cached on the instance: ask the database which task and revision it is.
    state = type(workflow_state).objects.get(pk=workflow_state.pk)
    revision = state.current_task_state.revision
    return put_revision_in_force(revision, by=by, now=timezone.now(), approved_by=by)


def put_revision_in_force(
    revision: Any, *, by: Any, now: datetime, approved_by: Any = None
) -> Version:
    """This very revision takes effect; without a second person's name if nobody approved it yet."""
    model = revision.base_content_type.model_class()
    with transaction.atomic():
        row = model._default_manager.select_for_update().get(pk=revision.object_id)
        if row.code is None:
            code = free_code(model, revision.content["name_en"])
            model._default_manager.filter(pk=row.pk, code=None).update(code=code)
        # Read again: publishing writes what this instance remembers of its row, the code included.
        type(revision).objects.get(pk=revision.pk).publish(user=by, skip_permission_checks=True)
        return _took_effect(model._default_manager.get(pk=row.pk), by=approved_by, now=now)


def frozen_questions(subject: Any, now: datetime | None = None) -> Version | None:
    """The questions of a subject, its own and those of the subjects above it, as they are now.

    None if nothing is asked. The same questions are the same version.
    """
    now = now or timezone.now()
    questions = _resolved_questions(subject, now)
    if not questions:
        return None
    content = {"subject": subject.code, "questions": questions}
    return _write(QUESTIONS, subject.code, content, by=None, now=now)


def free_code(model: type[Any], name_en: str) -> str:
    """A readable code from the English name that no row of the list has."""
    longest = model._meta.get_field("code").max_length - 5
    stem = slugify(name_en)[:longest].strip("-") or model._meta.model_name
    taken = set(model._default_manager.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return str(code)


def _took_effect(item: Any, *, by: Any, now: datetime) -> Version:
    version = write_version(item, by=by, now=now)
    reproject(item)
    return version


def reproject(*items: Any) -> None:
    """What hangs on agencies, groups of agencies and roles in the table of rights."""
    for door, model in (
        (grants.reproject_agency, Agency),
        (grants.reproject_agency_group, AgencyGroup),
        (grants.reproject_role, Role),
    ):
        if items and isinstance(items[0], model):
            door(*items)


def _write(list_name: str, code: str, content: Any, *, by: Any, now: datetime) -> Version:
    sha256 = fingerprint(content)
    while True:
        latest = Version.objects.filter(list=list_name, code=code).order_by("-number").first()
        if latest and latest.sha256 == sha256:
            return latest
        # Somebody may write the same number at this moment: then his stands, and we look again.
        version, written = Version.objects.get_or_create(
            list=list_name,
            code=code,
            number=latest.number + 1 if latest else 1,
            defaults={
                "in_force_from": now,
                "content": content,
                "sha256": sha256,
                "approved_by": by,
            },
        )
        if written:
            return version


def _read(wanted: list[tuple[int, str]]) -> list[Version]:
    """Versions by key and fingerprint. A version never changes, so each is read once a process."""
    missing = [pk for pk, sha256 in wanted if (pk, sha256) not in _contents]
    if missing:
        if len(_contents) + len(missing) > _KEPT_IN_MEMORY:
            _contents.clear()
            missing = [pk for pk, _ in wanted]
        for version in Version.objects.filter(pk__in=missing):
            _contents[version.pk, version.sha256] = version
    return [_contents[key] for key in wanted]


def _resolved_questions(subject: Any, now: datetime) -> list[dict[str, Any]]:
    path = _path_in_force(subject, now)
    named = [version.content["form"] for version in path if version.content["form"]]
    forms = versions_in_force("form", now, named) if named else {}
    questions: dict[str, dict[str, Any]] = {}
    for version in path:
        form = forms.get(version.content["form"] or "")
        for question in form.content["questions"] if form else ():
            questions.setdefault(question["key"], question)
    return list(questions.values())


def _path_in_force(subject: Any, now: datetime) -> list[Version]:
    """The subject and those above it, the topmost first, as their versions say."""
    above = []
    row = subject
    while row is not None and row.code not in above:
        above.append(row.code)
        row = row.parent
    known = versions_in_force("subject", now, above)
    path: list[Version] = []
    code = subject.code
    while code:
        if code not in known:  # it stands elsewhere than its version says
            known |= versions_in_force("subject", now, [code])
        if code not in known or known[code] in path:
            break
        path.insert(0, known[code])
        code = known[code].content["parent"]
    return path
