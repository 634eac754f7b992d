"""What every list promises, one by one: drafts do not act, a second person approves, versions are cited."""

from typing import Any

import pytest
from django.urls import NoReverseMatch

from complaints_app.models import Version
from complaints_app.versioning import LISTS, version_in_force
from tests.complaints_app.desk_of_lists import RELATIONS, Desk, new_desk, typed

pytestmark = pytest.mark.django_db
of_every_list = pytest.mark.parametrize("name", LISTS)


@pytest.fixture
def desk() -> Desk:
    return new_desk()


def fresh(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


@of_every_list
def test_an_editor_opens_every_page_and_none_has_an_inline_script(desk: Desk, name: str) -> None:
    client = desk.client(desk.writer)
    row = LISTS[name]._default_manager.exclude(code=None).latest("pk")
    for view, args in (
        ("list", ()),
        ("add", ()),
        ("edit", (row.pk,)),
        ("history", (row.pk,)),
        ("workflow_history", (row.pk,)),
    ):
        page = client.get(desk.url(name, view, *args))
        assert page.status_code == 200, view
        for forbidden in ("<script>", ' style="', "action-publish"):
            assert forbidden not in page.content.decode(), view


@of_every_list
def test_an_officer_finds_nothing(desk: Desk, name: str) -> None:
    client = desk.client(desk.officer)
    row = LISTS[name]._default_manager.exclude(code=None).latest("pk")
    for view, args in (("list", ()), ("add", ()), ("edit", (row.pk,)), ("history", (row.pk,))):
        assert client.get(desk.url(name, view, *args)).status_code == 404, view
    assert client.post(desk.url(name, "edit", row.pk), typed(name)).status_code == 404
    assert client.post(desk.url(name, "add"), typed(name)).status_code == 404


@of_every_list
def test_what_would_go_around_the_second_person_has_no_address(desk: Desk, name: str) -> None:
    for view in ("delete", "copy", "unpublish", "lock", "unlock", "reorder", "workflow_action"):
        with pytest.raises(NoReverseMatch):
            desk.url(name, view, 1)


@of_every_list
def test_a_draft_does_not_act_though_somebody_pressed_publish(desk: Desk, name: str) -> None:
    item = desk.draft(name, press="publish")
    assert (item.live, item.code) == (False, None)
    assert not Version.objects.filter(list=name, content__name_en="A brand new row").exists()


@of_every_list
def test_the_writer_cannot_approve(desk: Desk, name: str) -> None:
    item = desk.send(name)
    assert desk.decide(item, by=desk.writer).status_code == 403
    assert not fresh(item).live


@of_every_list
def test_a_second_person_puts_it_in_force(desk: Desk, name: str) -> None:
    item = desk.send(name)
    assert desk.decide(item).status_code == 302
    item = fresh(item)
    version = version_in_force(name, item.code)
    assert (item.live, item.code) == (True, "a-brand-new-row")
    assert (version.number, version.approved_by) == (1, desk.second)


@of_every_list
def test_a_change_waits_while_the_old_version_acts(desk: Desk, name: str) -> None:
    item = desk.send(name)
    desk.decide(item)
    desk.edit(item, name_en="Another name", press="submit")
    assert version_in_force(name, fresh(item).code).content["name_en"] == "A brand new row"
    desk.decide(item)
    assert version_in_force(name, fresh(item).code).content["name_en"] == "Another name"
    assert fresh(item).code == "a-brand-new-row"


@of_every_list
def test_returned_and_sent_again_the_new_words_are_approved(desk: Desk, name: str) -> None:
    item = desk.send(name)
    assert desk.decide(item, reason="صحّح الاسم", button="return").status_code == 302
    assert not fresh(item).live
    desk.edit(item, name_en="Corrected name", press="submit")
    desk.decide(item)
    assert version_in_force(name, fresh(item).code).content["name_en"] == "Corrected name"


@pytest.mark.parametrize("name", RELATIONS)
def test_child_rows_keep_their_keys_from_the_first_draft_on(desk: Desk, name: str) -> None:
    relation = RELATIONS[name]
    item = desk.send(name)
    desk.decide(item)
    more = desk.second_row(name, relation, fresh(item))
    desk.edit(item, **more)
    first = [row.key for row in desk.drafted(item, relation)]
    # The new row has no number of its own until it is published: only its key tells which it is.
    more |= {f"{relation}-INITIAL_FORMS": "2", f"{relation}-1-id": ""}
    desk.edit(item, **more, press="submit", **{f"{relation}-1-key": first[1]})
    desk.decide(item)
    version = version_in_force(name, fresh(item).code)
    assert [row["key"] for row in version.content[relation]] == first
