"""The Jordan lists hold together: codes, references, both languages, and a destination for every subject."""

import csv
import json
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from complaints_app.folding import search_key
from complaints_app.models.agencies import Agency
from complaints_app.models.forms import Question
from complaints_app.models.places import Place
from complaints_app.models.policies import ClockKind, Rung
from permissions.verbs import GovernmentVerb, RoleCode, Verb

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "fixtures" / "jordan"
SHARED = ROOT.parent / "shared" / "data" / "jordan" / "osm-boundaries"
ARABIC = re.compile("[\u0621-\u064a]")

NAMES = (
    "places", "agencies", "groups", "kinds", "subjects", "policies", "ladders",
    "policy_rules", "routing_rules", "forms", "roles", "message_templates",
)  # fmt: skip

# list → field → the list whose codes it names
REFERENCES = {
    "places": {"parent": "places"},
    "agencies": {"parent": "agencies", "serves": "places", "place": "places"},
    "groups": {"agencies": "agencies"},
    "kinds": {"policy": "policies"},
    "subjects": {
        "parent": "subjects", "agency": "agencies", "policy": "policies", "form": "forms",
    },
    "policies": {"ladder": "ladders"},
    "policy_rules": {
        "subject": "subjects", "place": "places", "kind": "kinds", "agency": "agencies",
        "policy": "policies",
    },
    "routing_rules": {
        "subject": "subjects", "place": "places", "kind": "kinds", "agency": "agencies",
    },
    "roles": {"may_give": "roles"},
}  # fmt: skip

# the longest an SMS is likely to carry for each placeholder
SAMPLES = {
    "reference": "26 0012345 7", "subject": "انقطاع الكهرباء", "agency": "أمانة عمان الكبرى",
    "due": "الثلاثاء 24/11 15:30", "contact_centre": "06-5008080", "rung": "الدرجة الثانية",
    "link": "https://shakwa.gov.jo/c/12345", "count": "12",
}  # fmt: skip
TO_THE_COMPLAINANT = {"registered", "waiting", "closed", "reopened_complainant"}

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    """The rows of one list, as they stand in its file."""
    loaded: list[Row] = json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def by_code(name: str) -> dict[str, Row]:
    """The rows of one list by their codes."""
    return {row["code"]: row for row in rows(name)}


def leaves() -> list[Row]:
    """The subjects that can be chosen at intake."""
    above = {row.get("parent") for row in rows("subjects")}
    return [row for row in rows("subjects") if row["code"] not in above]


def upwards(row: Row | None, among: dict[str, Row]) -> Iterator[Row]:
    """The row, then its parents up to the top."""
    while row is not None:
        yield row
        row = among.get(row.get("parent", ""))


def said_of(leaf: Row, *fields: str) -> str | None:
    """What the leaf, or else its nearest parent, says in one of these fields."""
    for row in upwards(leaf, by_code("subjects")):
        for field in fields:
            if field in row:
                return str(row[field])
    return None


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_given_once_and_fit_their_column(name: str) -> None:
    counted = Counter(row["code"] for row in rows(name))
    assert [code for code, times in counted.items() if times > 1] == []
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{2,60}", code) for code in counted)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_a_name_in_both_languages(name: str) -> None:
    for row in rows(name):
        assert ARABIC.search(row["name_ar"]), row
        assert row["name_en"], row
        assert not ARABIC.search(row["name_en"]), row
        assert max(len(row["name_ar"]), len(row["name_en"])) <= 200


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_names_a_row_that_exists(name: str) -> None:
    for field, target in REFERENCES.get(name, {}).items():
        known = by_code(target)
        for row in rows(name):
            said = row.get(field, [])
            for code in [said] if isinstance(said, str) else said:
                assert code in known, (row["code"], field, code)


@pytest.mark.parametrize("name", ["places", "agencies", "subjects"])
def test_parents_stand_before_their_children(name: str) -> None:
    seen: set[str] = set()
    for row in rows(name):
        assert row.get("parent") is None or row["parent"] in seen, row
        seen.add(row["code"])


def test_twelve_governorates_hold_every_district_and_municipality() -> None:
    places = by_code("places")
    kinds = Counter(row["kind"] for row in places.values())
    assert kinds[Place.Kind.GOVERNORATE] == 12
    assert kinds[Place.Kind.DISTRICT] == 51
    assert kinds[Place.Kind.MUNICIPALITY] >= 60
    for row in places.values():
        if row["kind"] == Place.Kind.GOVERNORATE:
            assert re.fullmatch("JO-[A-Z]{2}", row["code"])
            assert "parent" not in row
        else:
            assert places[row["parent"]]["kind"] == Place.Kind.GOVERNORATE
            assert row["code"].startswith(row["parent"] + "-")


def test_at_least_sixty_agencies_stand_in_a_tree() -> None:
    agencies = rows("agencies")
    kinds = Counter(row["kind"] for row in agencies)
    assert len(agencies) >= 60
    assert kinds[Agency.Kind.MUNICIPALITY] >= 20
    assert set(kinds) <= set(Agency.Kind.values)
    assert by_code("agencies")["unit"]["kind"] == Agency.Kind.UNIT


def test_no_place_is_served_by_two_municipalities() -> None:
    served = Counter(
        place
        for row in rows("agencies")
        if row["kind"] == Agency.Kind.MUNICIPALITY
        for place in row["serves"]
    )
    assert [place for place, times in served.items() if times > 1] == []


def test_every_leaf_subject_goes_somewhere_under_a_policy() -> None:
    assert len(leaves()) >= 65
    for leaf in leaves():
        assert said_of(leaf, "agency", "agency_kind"), leaf
        assert said_of(leaf, "policy"), leaf
    named = [row for row in rows("subjects") + rows("routing_rules") if "agency_kind" in row]
    assert {row["agency_kind"] for row in named} <= set(Agency.Kind.values)
    assert all("agency" not in row for row in named)


def test_a_routing_row_names_one_destination() -> None:
    assert len(rows("routing_rules")) >= 25
    criteria = []
    for row in rows("routing_rules"):
        assert ("agency" in row) != ("agency_kind" in row), row
        criteria.append((row.get("subject"), row.get("place"), row.get("kind")))
    assert len(criteria) == len(set(criteria))


@pytest.mark.parametrize("branch", ["conduct", "corruption"])
def test_what_is_said_about_persons_is_confidential(branch: str) -> None:
    subjects = by_code("subjects")
    below = [row for row in subjects.values() if row.get("parent") == branch]
    assert below
    assert all(row.get("confidential") for row in [subjects[branch], *below])


def test_no_other_word_leads_to_two_subjects() -> None:
    words: list[str] = []
    for row in rows("subjects"):
        words += [search_key(word) for word in row.get("synonyms", "").splitlines()]
    assert all(ARABIC.search(word) for word in words)
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_every_rung_has_its_own_key_and_tells_somebody_known() -> None:
    known = {code.value for code in RoleCode} | {"claimant", "complainant"}
    for ladder in rows("ladders"):
        rungs = ladder.get("rungs", [])
        assert len({rung["key"] for rung in rungs}) == len(rungs)
        for rung in rungs:
            assert rung["clock"] in ClockKind.values
            assert rung["unit"] in Rung.Offset.values
            assert rung["recipients"]
            assert set(rung["recipients"]) <= known
            assert rung["channels"]
            assert set(rung["channels"]) <= {"sms", "email", "in_app"}
    standard = by_code("ladders")["standard"]["rungs"]
    assert {rung["clock"] for rung in standard} == set(ClockKind.values)


def test_questions_are_well_formed() -> None:
    choosing = {Question.Type.CHOICE, Question.Type.CHOICES}
    assert len(rows("forms")) >= 6
    for form in rows("forms"):
        keys = [question["key"] for question in form["questions"]]
        assert len(keys) == len(set(keys))
        for question in form["questions"]:
            assert question["field_type"] in Question.Type.values
            assert ARABIC.search(question["label_ar"])
            assert question["label_en"]
            assert not (question.get("reportable") and question.get("personal")), question
            assert bool(question.get("choices")) == (question["field_type"] in choosing), question
            codes = [code for code, _, _ in question.get("choices", [])]
            assert len(codes) == len(set(codes))
            for _, arabic, english in question.get("choices", []):
                assert ARABIC.search(arabic)
                assert english


def test_no_question_is_asked_twice_on_the_way_to_a_leaf() -> None:
    forms, subjects = by_code("forms"), by_code("subjects")
    for leaf in leaves():
        keys = [
            question["key"]
            for row in upwards(leaf, subjects)
            if "form" in row
            for question in forms[row["form"]]["questions"]
        ]
        assert len(keys) == len(set(keys)), leaf["code"]


def test_the_shipped_roles_are_bundles_of_verbs_that_exist() -> None:
    roles = by_code("roles")
    assert set(roles) == {code.value for code in RoleCode}
    verbs = {verb.value for verb in Verb} | {verb.value for verb in GovernmentVerb}
    for row in roles.values():
        assert row["verbs"]
        assert set(row["verbs"]) <= verbs
        assert ("grant" in row["verbs"]) == bool(row.get("may_give"))
    assert "view" not in roles["agent"]["verbs"] + roles["administrator"]["verbs"]
    assert "view_identity" not in roles["manager"]["verbs"] + roles["auditor"]["verbs"]


@pytest.mark.parametrize("template", rows("message_templates"), ids=lambda row: str(row["code"]))
def test_a_message_uses_the_same_known_placeholders_in_both_languages(template: Row) -> None:
    used: dict[str, set[str]] = {}
    for field in ("text_ar", "text_en", "subject_ar", "subject_en"):
        parsed = string.Formatter().parse(template[field])
        used[field] = {name for _, name, _, _ in parsed if name is not None}
        assert used[field] <= set(SAMPLES)
        assert bool(ARABIC.search(template[field])) == field.endswith("_ar")
    assert used["text_ar"] == used["text_en"]
    assert used["subject_ar"] == used["subject_en"]


@pytest.mark.parametrize("template", rows("message_templates"), ids=lambda row: str(row["code"]))
def test_a_message_fits_into_two_parts_of_arabic_sms(template: Row) -> None:
    assert len(template["text_ar"].format(**SAMPLES)) <= 134


def test_a_complainant_is_told_the_number_and_whom_to_call_and_nothing_else() -> None:
    templates = by_code("message_templates")
    for code in TO_THE_COMPLAINANT:
        assert "{reference}" in templates[code]["text_ar"]
        assert "{contact_centre}" in templates[code]["text_ar"]
        assert "{subject}" not in templates[code]["text_ar"]
        assert "{agency}" not in templates[code]["text_ar"]


def official_names(file: str) -> list[str]:
    """The Arabic names that the shared boundary data gives to places of one level."""
    path = SHARED / file
    if not path.exists():
        pytest.skip("the shared data is not beside the project")
    with path.open(encoding="utf-8") as lines:
        return [row["name"] for row in csv.DictReader(lines)]


@pytest.mark.parametrize(
    ("file", "kind", "expected"),
    [("governorates.csv", "governorate", 12), ("districts.csv", "district", 51)],
)
def test_every_place_of_the_boundary_data_is_ours_too(file: str, kind: str, expected: int) -> None:
    ours = {search_key(row["name_ar"]) for row in rows("places") if row["kind"] == kind}
    theirs = {search_key(name) for name in official_names(file)}
    assert len(theirs) == expected
    assert theirs == ours
