"""The service's reference data and interchange records as values of the library, for its tests."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from matching.lexicon import Lexicon
from matching.profiles import (
    Career,
    Claim,
    Held,
    Need,
    Person,
    Preferences,
    Requirement,
    month_index,
    slot_mask,
)
from matching.vectors import bundled_vectors
from matching.vocabulary import (
    Category,
    Concept,
    Qualification,
    Relation,
    Skill,
    Term,
    Title,
    Vocabulary,
)

DATA = Path(__file__).parents[2] / "talentpool" / "taxonomy" / "data"
TEXTS = ("title", "current_issue", "desired_outcome", "as_is", "to_be")
TIERS = {
    "placement_special": frozenset({"special"}),
    "placement_fiscal": frozenset({"practical"}),
}


@cache
def lexicon() -> Lexicon:
    return Lexicon(vocabulary(), bundled_vectors())


@cache
def vocabulary() -> Vocabulary:
    synonyms: dict[tuple[str, str], list[str]] = {}
    for row in _rows("synonyms.csv"):
        synonyms.setdefault((row["skill"], row["scope"]), []).append(row["synonym"])
    return Vocabulary(
        skills=tuple(_skill(row, synonyms) for row in _rows("skills.csv")),
        qualifications=tuple(map(_qualification, _tables("qualifications.toml"))),
        categories=tuple(
            Category(row["code"], row["name_ja"]) for row in _tables("categories.toml")
        ),
        concepts=tuple(map(_concept, _tables("concepts.toml"))),
        terms=tuple(
            Term(kind, row["code"], row["name_ja"], tuple(row.get("also", ())))
            for kind, name in (("business", "businesses.toml"), ("step", "steps.toml"))
            for row in _tables(name)
        ),
        titles=tuple(Title(row["words"], int(row["seniority"])) for row in _rows("titles.csv")),
        relations=tuple(
            Relation(row["skill"], row["other"], float(row["weight"]))
            for row in _rows("related.csv")
        ),
        programme_tiers=TIERS,
    )


def person(record: dict[str, Any]) -> Person:
    wish = record["preferences"]
    return Person(
        key=record["ref"],
        tier=record["tier"],
        headline=record["headline"],
        free_text=record["free_text"],
        specialties=tuple(record["specialties"]),
        claims=tuple(Claim(row["label"], row["level"], row["years"]) for row in record["skills"]),
        career=tuple(map(_career, record["career"])),
        public_years=record["public_experience"]["years"],
        public_kinds=frozenset(record["public_experience"]["kinds"]),
        qualifications=tuple(map(Held, record["qualifications"])),
        preferences=Preferences(
            hours=wish["hours_per_week"],
            slots=slot_mask(wish["slots"]),
            from_month=_month(wish["from"]),
            to_month=_month(wish["to"]),
            remote=wish["remote"],
            areas=frozenset(wish["area_codes"]),
            programmes=frozenset(wish["programs"]),
        ),
        vendors=tuple(record["affiliated_vendors"]),
    )


def need(record: dict[str, Any]) -> Need:
    return Need(
        key=record["ref"],
        programme=record["program"],
        category=record["category"],
        texts={name: str(record[name]) for name in TEXTS if record.get(name)},
        required=tuple(map(Requirement, record["required_skills"])),
        preferred=tuple(map(Requirement, record["preferred_skills"])),
        qualifications=tuple(map(Requirement, record["required_qualifications"])),
        public_experience=record["required_public_experience"],
        from_month=_month(record["period"]["from"]),
        to_month=_month(record["period"]["to"]),
        hours=record["hours_per_week"],
        slots=slot_mask(record["slots"]),
        location=record["location_code"],
        remote=record["remote"],
        headcount=record["headcount"],
        vendors=tuple(record["vendor_conflicts"]),
    )


def _career(row: dict[str, Any]) -> Career:
    start = _month(row["from"])
    assert start is not None
    return Career(
        row["organization"],
        row["role"],
        start,
        _month(row["to"]),
        row["public_sector"],
        row["description"],
    )


def _month(text: str | None) -> int | None:
    return month_index(*map(int, text.split("-"))) if text else None


def _skill(row: dict[str, str], synonyms: dict[tuple[str, str], list[str]]) -> Skill:
    names = [row["name_en"], *synonyms.get((row["code"], ""), [])]
    return Skill(
        row["code"],
        row["name_ja"],
        row["parent"] or None,
        row["kind"],
        tuple(filter(None, names)),
        tuple(synonyms.get((row["code"], "label"), [])),
    )


def _qualification(row: dict[str, Any]) -> Qualification:
    names = [*row.get("also", ()), *filter(None, [row.get("name_en")])]
    return Qualification(
        row["code"],
        row["name"],
        tuple(names),
        tuple(row.get("equivalents", ())),
        row.get("skills", {}),
        tuple(row.get("labels_only", ())),
    )


def _concept(row: dict[str, Any]) -> Concept:
    return Concept(
        code=row["code"],
        label=row["label"],
        phrases=tuple(row["phrases"]),
        categories=row.get("categories", {}),
        skills=row.get("skills", {}),
        menus=tuple(row.get("menus", ())),
        businesses=tuple(row.get("businesses", ())),
        steps=tuple(row.get("steps", ())),
        roles=tuple(row.get("roles", ())),
        note=row.get("note", ""),
    )


def _rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tables(name: str) -> list[dict[str, Any]]:
    path = DATA / name
    if not path.exists():
        return []
    (rows,) = tomllib.loads(path.read_text(encoding="utf-8")).values()
    return list(rows)
