"""Words for messages."""

import pytest

from sms import registry, templates
from sms.models import MessageTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind() -> None:
    registry.register_kind(
        "delivered",
        label="شكوى جديدة",
        placeholders={"reference": ("الرقم", "26 0012345 7"), "place": ("المكان", "عمّان")},
    )


@pytest.fixture
def template() -> MessageTemplate:
    return MessageTemplate.objects.create(
        code="delivered",
        name_ar="شكوى واردة",
        name_en="Delivered",
        subject_ar="شكوى {reference}",
        text_ar="وصلتكم الشكوى {reference} من {place}",
        text_en="Complaint {reference} came from {place}",
        live=True,
    )


NBSP = "\N{NO-BREAK SPACE}"
SHOWN = f"26{NBSP}0000001{NBSP}9"  # keeps its order inside Arabic
VALUES = {"reference": "26 0000001 9", "place": "الزرقاء"}


def test_a_template_is_filled_in_the_language_asked_for(template: MessageTemplate) -> None:
    arabic = templates.render("delivered", "ar", VALUES)
    assert arabic.body == f"وصلتكم الشكوى {SHOWN} من الزرقاء"
    english = templates.render("delivered", "en", VALUES)
    assert (english.language, english.body) == ("en", "Complaint 26 0000001 9 came from الزرقاء")


def test_arabic_stands_in_for_a_language_without_text(template: MessageTemplate) -> None:
    template.text_en = " "
    template.save()
    assert templates.render("delivered", "en", VALUES).language == "ar"


def test_a_value_is_never_read_as_a_placeholder(template: MessageTemplate) -> None:
    text = templates.render("delivered", "ar", VALUES | {"place": "{reference}"})
    assert text.body.endswith("من {reference}")


def test_a_draft_is_not_in_force(template: MessageTemplate) -> None:
    MessageTemplate.objects.update(live=False)
    with pytest.raises(templates.NoTemplate, match="delivered"):
        templates.render("delivered", "ar", VALUES)


def test_a_missing_value_is_a_clear_error(template: MessageTemplate) -> None:
    with pytest.raises(templates.MissingValue, match="place"):
        templates.render("delivered", "ar", {"reference": "1"})


def test_somebody_is_told_even_without_a_template() -> None:
    text = templates.render_or_plain("delivered", "ar", VALUES)
    assert text.subject == "شكوى جديدة"
    assert text.body == f"شكوى جديدة\nالرقم: {SHOWN}\nالمكان: الزرقاء"


@pytest.mark.parametrize(
    "text", ["{nonsense}", "{reference.pk}", "{reference!r}", "{0}", "{}", "{reference", "a } b"]
)
def test_what_cannot_be_filled_is_said_to_the_editor(text: str) -> None:
    assert len(templates.problems("delivered", text)) == 1


def test_a_good_text_has_no_problems() -> None:
    assert templates.problems("delivered", "{reference} – {place}") == []


def test_the_preview_shows_samples_and_counts_parts() -> None:
    shown = templates.preview("delivered", "ar", "الشكوى {reference} {nonsense}")
    assert shown.body == f"الشكوى 26{NBSP}0012345{NBSP}7 {{nonsense}}"
    assert shown.parts == 1


def test_a_number_in_groups_keeps_its_order_inside_arabic() -> None:
    """Checked in Chromium: with plain spaces the groups are shown backwards."""
    assert templates.upright("06-5008080") == "\N{LEFT-TO-RIGHT MARK}06-5008080"
    assert templates.upright("3/12/2026 15:30") == "3/12/2026 15:30"
    assert templates.upright("الزرقاء 5") == "الزرقاء 5"
    assert templates.upright("26 0012345 7", "en") == "26 0012345 7"
