"""Reference data: enough of it, unique, well-formed."""

import re
import unicodedata
from collections import defaultdict
from typing import Any

import pytest

from tests.taxonomy.data_files import (
    CLAIMABLE,
    CONCEPTS,
    QUALIFICATIONS,
    SKILLS,
    SYNONYMS,
    TABLES,
    key,
    lines,
    phrase_key,
    twice,
)

# ------------------------------------------------------------------ how much there is


@pytest.mark.parametrize(
    ("found", "least"),
    [
        (len(CLAIMABLE), 200),
        (len(SYNONYMS), 900),
        (len(CONCEPTS), 200),
        (sum(len(concept["phrases"]) for concept in CONCEPTS), 1500),
        (len(QUALIFICATIONS), 100),
        (len(lines("tools.csv")), 50),
        (len(lines("titles.csv")), 60),
        (len(lines("related.csv")), 100),
    ],
)
def test_there_is_enough_of_it(found: int, least: int) -> None:
    assert found >= least


@pytest.mark.parametrize(
    ("kind", "count"),
    [("category", 12), ("menu", 6), ("business", 20), ("step", 17), ("appointment_type", 8)],
)
def test_closed_lists_are_complete(kind: str, count: int) -> None:
    assert len(TABLES[kind]) == count


def test_orders_count_from_one() -> None:
    for kind in ("business", "step"):
        assert [row["order"] for row in TABLES[kind]] == list(range(1, len(TABLES[kind]) + 1))


def test_the_skill_standard_has_five_types_and_fifteen_roles() -> None:
    standard = [role for role in TABLES["role"] if role["framework"] == "dss"]

    assert len([role for role in standard if "parent" not in role]) == 5
    assert len([role for role in standard if "parent" in role]) == 15
    assert not any(role["verified"] for role in standard)


# ------------------------------------------------------------------ unique and well-formed


@pytest.mark.parametrize(
    "rows",
    [SKILLS, CONCEPTS, QUALIFICATIONS, lines("tools.csv"), *TABLES.values()],
    ids=["skill", "concept", "qualification", "tool", *TABLES],
)
def test_codes_are_unique_snake_case(rows: list[dict[str, Any]]) -> None:
    found = [row["code"] for row in rows]

    assert twice(found) == []
    assert [code for code in found if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []


def test_no_cell_has_stray_space_or_control_characters() -> None:
    cells = [
        (name, cell)
        for name in ("skills.csv", "synonyms.csv", "related.csv", "titles.csv", "tools.csv")
        for line in lines(name)
        for cell in line.values()
    ]

    odd = [
        (name, cell)
        for name, cell in cells
        if cell is None
        or cell != cell.strip()
        or any(unicodedata.category(character) in ("Cc", "Cf") for character in cell)
    ]
    assert odd == []


def test_no_word_stands_for_two_skills_unless_it_is_listed_as_ambiguous() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for skill in SKILLS:
        if skill["parent"]:
            for name in (skill["name_ja"], skill["name_en"]):
                meant[key(name)].add(skill["code"])
    for synonym in SYNONYMS:
        meant[key(synonym["synonym"])].add(synonym["skill"])

    listed = {key(row["synonym"]) for row in lines("ambiguous.csv")}
    assert {word for word, skills in meant.items() if len(skills) > 1} == listed


def test_a_synonym_is_written_once_and_leaves_something_to_compare() -> None:
    pairs = [(row["skill"], row["synonym"]) for row in SYNONYMS]
    in_text = [row["synonym"] for row in SYNONYMS if row["scope"] != "label"]

    assert twice(pairs) == []
    assert [pair for pair in pairs if not key(pair[1])] == []
    assert [synonym for synonym in in_text if len(key(synonym)) < 2] == []
    assert {row["scope"] for row in SYNONYMS} == {"", "label"}


def test_a_qualification_is_found_by_one_name_only() -> None:
    names = [
        (key(name), held["code"])
        for held in QUALIFICATIONS
        for name in {held["name"], held["name_en"], *held["also"]}
    ]
    meant: dict[str, set[str]] = defaultdict(set)
    for name, code in names:
        meant[name].add(code)

    assert {name: found for name, found in meant.items() if len(found) > 1} == {}


def test_a_phrase_belongs_to_one_concept() -> None:
    phrases = [phrase_key(phrase) for concept in CONCEPTS for phrase in concept["phrases"]]

    assert twice(phrases) == []


def test_a_phrase_says_enough() -> None:
    short = [
        phrase
        for concept in CONCEPTS
        for phrase in concept["phrases"]
        if len(phrase.replace("…", "")) < 2 or phrase.startswith("…") or phrase.endswith("…")
    ]

    assert short == []
    assert [concept["code"] for concept in CONCEPTS if len(concept["phrases"]) < 3] == []


def test_concepts_have_distinct_labels_and_a_note() -> None:
    assert twice(concept["label"] for concept in CONCEPTS) == []
    assert [concept["code"] for concept in CONCEPTS if not concept["note"].endswith("。")] == []
