"""What the library answers, as frozen values that survive JSON (see `matching.jsonable`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.concepts import Suggestion

MUNICIPALITY = (
    "required_skills",
    "preferred_skills",
    "similar_work",
    "public_sector",
    "time",
    "place",
    "standing",
    "qualifications",
)
"""Factors of the municipality's side, in the order of screens."""
CANDIDATE = ("programme_wish", "interest", "hours_slack")
"""Factors of the candidate's side."""
FACTORS = MUNICIPALITY + CANDIDATE

Scalar = str | int | float | bool | None
Fact = Scalar | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A hard condition that is not met: what is needed, what is there, the smallest fix."""

    code: str
    subject: str | None
    needed: Fact
    found: Fact
    fix: Fact


@dataclass(frozen=True, slots=True)
class Check:
    """Something a person must settle before approving; it is no failure and costs nothing."""

    code: str
    subject: str | None
    found: Fact


@dataclass(frozen=True, slots=True)
class Term:
    """One stored input of the score: `units` = round(weight x table[code] / 1024).

    `table` names the scorer's table, `weight` 0-1024 is the need's, `code` 0-31 the person's.
    """

    factor: str
    table: str
    subject: str | None
    source: str
    weight: int
    code: int
    units: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that speak for a part.

    `kind`: claim, career, qualification, text (the headline), own (the free text) or condition.

    `index` says which claim, career entry or qualification; start/end are offsets in the original
    text of the entry (`matching.told.entry_text`), -1 where there is no text.
    """

    kind: str
    index: int | None
    subject: str | None
    phrase: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person's place. `base` of the ranking + sum(parts) = points;
    sum(units_by_factor) = units = municipality_units + candidate_units."""

    key: str
    rank: int
    is_eligible: bool
    units: int
    points: int
    low: int
    high: int
    municipality_units: int
    candidate_units: int
    units_by_factor: Mapping[str, int]
    parts: Mapping[str, int]
    failures: tuple[Failure, ...] = ()
    checks: tuple[Check, ...] = ()
    terms: tuple[Term, ...] = ()
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """How many people one hard condition costs: all who fail it, and who fail only it."""

    code: str
    subject: str | None
    failing: int
    only: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The people of a pool for one need: eligible people first, then the others. All of them, or
    as many of either kind as were asked for; `eligible` of `size` people meet every hard condition.

    `status`: ok, empty_pool, nobody_eligible, or nothing_asked (no skill, category or known word:
    the order then rests on conditions alone).
    """

    need: str
    status: str
    scorer: str
    vocabulary: str
    generation: int
    as_of: int
    reference: Mapping[str, int]
    base: int
    people: tuple[Ranked, ...]
    near_misses: tuple[NearMiss, ...]
    suggestions: tuple[Suggestion, ...]
    eligible: int
    size: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the outcome, and the units it gains (0 for a hard condition)."""

    code: str
    subject: str | None
    found: Fact
    wanted: Fact
    units_gained: int = 0
