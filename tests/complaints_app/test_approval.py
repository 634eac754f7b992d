"""Attacks on the second pair of eyes: each was possible with Wagtail as it comes."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Revision

from complaints_app import second_person
from complaints_app.models import UrgentChange, Version
from complaints_app.versioning import version_in_force
from permissions.models import User
from tests.complaints_app.desk_of_lists import Desk, new_desk, typed
from tests.factories import appoint, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return new_desk()


@pytest.fixture
def agency(desk: Desk) -> Any:
    """An agency in force, written by one and approved by another."""
    item = desk.send("agency")
    desk.decide(item)
    return fresh(item)


@pytest.fixture
def third(desk: Desk) -> User:
    return appoint(person("third", "منى حداد"), "administrator")


def fresh(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


def words(item: Any) -> str:
    return str(version_in_force("agency", fresh(item).code).content["name_en"])


def saved_by_itself(desk: Desk, item: Any, by: User, revision: Revision, **changes: Any) -> Any:
    """What the editor posts half a second after a change."""
    return desk.client(by).post(
        desk.url("agency", "edit", item.pk),
        typed("agency") | {"overwrite_revision_id": revision.pk} | changes,
        headers={"accept": "application/json"},
    )


def test_an_automatic_save_never_rewrites_what_is_in_force(desk: Desk, agency: Any) -> None:
    live = agency.live_revision
    saved_by_itself(desk, agency, desk.writer, live, name_en="Overwritten")
    assert Revision.objects.get(pk=live.pk).content["name_en"] == "A brand new row"
    assert fresh(agency).latest_revision_id != live.pk


def test_who_rewrote_by_an_automatic_save_is_a_writer(desk: Desk, agency: Any) -> None:
    saved_by_itself(desk, agency, desk.second, agency.live_revision, name_en="Slipped in")
    desk.edit(agency, name_en="Slipped in", by=desk.second, press="submit")
    assert desk.decide(agency, by=desk.second).status_code == 403
    assert words(agency) == "A brand new row"


def test_a_second_writer_of_the_same_draft_cannot_approve(
    desk: Desk, agency: Any, third: User
) -> None:
    desk.edit(agency, name_en="First hand")
    desk.edit(agency, name_en="Second hand", by=desk.second, press="submit")
    assert desk.decide(agency, by=desk.writer).status_code == 403
    assert desk.decide(agency, by=desk.second).status_code == 403
    assert desk.decide(agency, by=third).status_code == 302
    assert words(agency) == "Second hand"


def test_who_wrote_an_older_version_may_approve_a_new_one(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="By the other", by=desk.second, press="submit")
    assert desk.decide(agency, by=desk.writer).status_code == 302


def test_what_lies_for_approval_cannot_be_edited_by_anybody(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Sent", press="submit")
    for user in (desk.writer, desk.second):
        desk.edit(agency, by=user, answer=200, name_en="Changed under review")
    desk.decide(agency)
    assert words(agency) == "Sent"


def test_an_approval_holds_only_for_what_was_seen(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Seen", press="submit")
    task = desk.task(agency)
    url = reverse("list_approvals:approval", args=(task.pk,))
    seen = desk.client(desk.second).get(url).context["seen"]
    revision = Revision.objects.get(pk=task.revision_id)
    revision.content["name_en"] = "Not seen"
    revision.save()
    desk.client(desk.second).post(url, {"seen": seen, "approve": "1"})
    assert words(agency) == "A brand new row"


def test_two_who_press_at_once_decide_once(desk: Desk, agency: Any, third: User) -> None:
    desk.edit(agency, name_en="Once", press="submit")
    url = reverse("list_approvals:approval", args=(desk.task(agency).pk,))
    seen = desk.client(desk.second).get(url).context["seen"]
    desk.client(desk.second).post(url, {"seen": seen, "approve": "1"})
    answer = desk.client(third).post(url, {"seen": seen, "reason": "لا"}, follow=True)
    assert "Somebody has already decided" in str(answer.content) or answer.status_code == 200
    assert words(agency) == "Once"
    assert Version.objects.filter(list="agency", code=agency.code).count() == 2


def test_publish_in_the_editor_is_dead_for_everybody(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Around", press="publish")
    boss = User.objects.create_superuser("boss", "boss@example.jo", "x", name_ar="مدير")
    desk.edit(agency, name_en="Around", by=boss, press="publish")
    assert words(agency) == "A brand new row"


def test_an_old_version_comes_back_only_as_a_draft(desk: Desk, agency: Any) -> None:
    first = agency.live_revision_id
    desk.edit(agency, name_en="Second", press="submit")
    desk.decide(agency)
    url = desk.url("agency", "revisions_revert", agency.pk, first)
    desk.client(desk.writer).post(url, typed("agency") | {"action-publish": "1"})
    assert words(agency) == "Second"


def test_a_return_needs_a_reason_and_the_writers_read_it(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Wrong", press="submit")
    task = desk.task(agency)
    assert desk.decide(agency, button="return").status_code == 422
    desk.decide(agency, reason="الاسم غير صحيح", button="return")
    task.refresh_from_db()
    assert (task.status, task.comment) == ("rejected", "الاسم غير صحيح")
    page = desk.client(desk.writer).get(desk.url("agency", "edit", agency.pk))
    assert "الاسم غير صحيح" in page.content.decode()


def test_who_may_only_approve_reads_but_does_not_write(desk: Desk, agency: Any) -> None:
    unit = appoint(person("unit", "هالة العجلوني"), "unit")
    desk.edit(agency, name_en="For the unit", press="submit")
    desk.edit(agency, by=unit, answer=404, name_en="Mine")
    assert desk.client(unit).get(desk.url("agency", "add")).status_code == 404
    assert desk.decide(agency, by=unit).status_code == 302
    assert words(agency) == "For the unit"


def test_an_officer_sees_no_approval(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Secret", press="submit")
    client = desk.client(desk.officer)
    assert client.get(reverse("list_approvals:index")).status_code == 404
    task = reverse("list_approvals:approval", args=(desk.task(agency).pk,))
    assert client.get(task).status_code == 404
    assert client.post(task, {"approve": "1"}).status_code == 404


def test_no_mail_goes_out_by_itself(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Quiet", press="submit")
    desk.decide(agency, reason="أعد", button="return")
    assert mail.outbox == []


def test_the_approval_page_shows_old_and_new(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_ar="اسم آخر", kind="company", press="submit")
    url = reverse("list_approvals:approval", args=(desk.task(agency).pk,))
    shown = desk.client(desk.second).get(url).context["difference"]
    assert {(line.old, line.new) for line in shown.changed} >= {("صف جديد", "اسم آخر")}
    assert "<script>" not in desk.client(desk.second).get(url).content.decode()


def test_two_rows_of_one_name_are_not_sent(desk: Desk, agency: Any) -> None:
    answer = desk.client(desk.writer).post(
        desk.url("agency", "add"), typed("agency") | {"action-submit": "1", "name_ar": "صفّ جديد"}
    )
    assert "name_ar" in answer.context["form"].errors


def at_once(desk: Desk, item: Any, by: User, **said: str) -> Any:
    url = reverse("list_approvals:urgent", args=("agency", item.pk))
    client = desk.client(by)
    seen = client.get(url).context["seen"]
    return client.post(url, {"seen": seen, "reason": "عطلة أُعلنت الليلة"} | said)


def test_what_cannot_wait_is_in_force_and_listed_until_a_second_person_agrees(
    desk: Desk, agency: Any
) -> None:
    desk.edit(agency, name_en="Tonight")
    assert at_once(desk, agency, desk.writer).status_code == 302
    change = UrgentChange.objects.get()
    assert words(agency) == "Tonight"
    assert (change.version.approved_by, change.reason) == (None, "عطلة أُعلنت الليلة")
    page = desk.client(desk.second).get(reverse("list_approvals:index"))
    assert [urgent for urgent, _item, _able in page.context["urgent"]] == [change]
    desk.client(desk.second).post(reverse("list_approvals:index"), {"agree": change.pk})
    change.refresh_from_db()
    assert change.agreed_by == desk.second


def test_nobody_agrees_with_his_own_urgent_change(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Tonight")
    at_once(desk, agency, desk.writer)
    url = reverse("list_approvals:index")
    desk.client(desk.writer).post(url, {"agree": UrgentChange.objects.get().pk})
    assert UrgentChange.objects.get().agreed_by is None


def test_breaking_the_glass_needs_a_reason_and_the_right(desk: Desk, agency: Any) -> None:
    desk.edit(agency, name_en="Tonight")
    assert at_once(desk, agency, desk.writer, reason="").status_code == 422
    url = reverse("list_approvals:urgent", args=("agency", agency.pk))
    assert desk.client(desk.officer).post(url, {"reason": "x"}).status_code == 404
    assert words(agency) == "A brand new row"


def test_the_workflow_is_attached_once(desk: Desk) -> None:
    assert second_person.keep_the_workflow() == 0


def test_a_version_is_never_changed(desk: Desk, agency: Any) -> None:
    version = Version.objects.filter(list="agency").latest("pk")
    with pytest.raises(Exception, match="append-only"):
        Version.objects.filter(pk=version.pk).update(number=9)
