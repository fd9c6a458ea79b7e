"""Rows become what the library reads: the only bridge between the tables and `matching`.

No name, birth date or address passes here; there is no field for them on the other side.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matching.profiles import (
    Career,
    Claim,
    Held,
    Need,
    Person,
    Preferences,
    Requirement,
    month_index,
)
from talentpool.candidates.queries import Parts

MINUTES = 60
Row = Mapping[str, Any]
# A career entry in the public sector counts as experience; which kind it was is not asked.
_SOME_PUBLIC_KIND = "public_corporation"
_TEXTS = ("title", "current_issue", "desired_outcome", "as_is", "to_be")


def person_of(candidate: Row, parts: Parts) -> Person:
    """A registration as the library reads it; its key is the registration's id."""
    careers = parts.careers.get(candidate["id"], [])
    positions = {career["id"]: position for position, career in enumerate(careers)}
    return Person(
        key=str(candidate["id"]),
        tier=candidate["tier"],
        kind=candidate["kind"],
        headline=candidate["headline"],
        free_text=candidate["free_text"],
        specialties=tuple(candidate["specialties"]),
        claims=tuple(_claim(row, positions) for row in parts.claims.get(candidate["id"], [])),
        career=tuple(_career(row) for row in careers),
        public_years=float(candidate["public_years"]),
        public_kinds=frozenset(candidate["public_kinds"]),
        qualifications=_held(candidate, parts),
        preferences=_preferences(candidate),
        vendors=tuple(candidate["affiliated_vendors"]),
    )


def bare_person_of(candidate: Row, parts: Parts) -> Person:
    """What hard conditions look at, and nothing else of a registration."""
    kinds = frozenset(candidate["public_kinds"])
    if not kinds and candidate["has_public_career"]:
        kinds = frozenset({_SOME_PUBLIC_KIND})
    return Person(
        key=str(candidate["id"]),
        tier=candidate["tier"],
        kind=candidate["kind"],
        public_years=float(candidate["public_years"]),
        public_kinds=kinds,
        qualifications=_held(candidate, parts),
        preferences=_preferences(candidate),
        vendors=tuple(candidate["affiliated_vendors"]),
    )


def need_of(need: Row, skills: Sequence[Row]) -> Need:
    """A need as the library reads it."""
    asked = {
        kind: _requirements(skills, kind) for kind in ("required", "preferred", "qualification")
    }
    return Need(
        key=str(need["id"]),
        programme=need["programme"],
        category=need["category"],
        texts={name: need[name] for name in _TEXTS if need[name]},
        required=asked["required"],
        preferred=asked["preferred"],
        qualifications=asked["qualification"],
        public_experience=need["public_experience"],
        from_month=month(need["from_month"]),
        to_month=month(need["to_month"]),
        hours=hours(need["weekly_minutes"]),
        slots=need["slots"],
        location=need["location_code"],
        remote=need["remote"] or "full",
        headcount=need["headcount"],
        vendors=tuple(need["vendor_conflicts"]),
        require_all_skills=need["require_all_skills"],
    )


def month(day: date | None) -> int | None:
    """A stored month as the library's index."""
    return None if day is None else month_index(day.year, day.month)


def hours(minutes: int | None) -> float | None:
    """Stored minutes a week as hours."""
    return None if minutes is None else minutes / MINUTES


def _claim(row: Row, positions: Mapping[Any, int]) -> Claim:
    return Claim(
        label=row["label"],
        level=row["level"],
        years=float(row["years"]),
        code=row["skill"],
        verified=row["verified_at"] is not None,
        career=positions.get(row["career"]),
    )


def _career(row: Row) -> Career:
    return Career(
        organization=row["organization"],
        role=row["role"],
        from_month=month(row["from_month"]) or 0,
        to_month=month(row["to_month"]),
        public_sector=row["is_public"],
        text=row["description"],
    )


def _held(candidate: Row, parts: Parts) -> tuple[Held, ...]:
    rows = parts.qualifications.get(candidate["id"], [])
    return tuple(Held(row["label"], row["qualification"]) for row in rows)


def _preferences(candidate: Row) -> Preferences:
    return Preferences(
        hours=hours(candidate["weekly_minutes"]),
        slots=candidate["slots"],
        from_month=month(candidate["available_from"]),
        to_month=month(candidate["available_to"]),
        remote=candidate["remote"],
        areas=frozenset(candidate["area_codes"]),
        programmes=frozenset(candidate["programmes"]),
    )


def _requirements(skills: Sequence[Row], kind: str) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(row["label"], row["code"], row["level"])
        for row in skills
        if row["kind"] == kind
    )
