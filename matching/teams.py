"""Small teams that cover together what nobody covers alone: exact, and without idle members."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching.conditions import Thresholds
from matching.pool import Pool
from matching.profiles import Need
from matching.ranking import DEFAULTS, NO_INTEREST, Run, run
from matching.scorer import Scorer

COVERS = 16
"""The code (of 31) from which a person covers a requirement."""
MOST_MEMBERS = 3
ALTERNATIVES = 3
"""People whom this many others beat in every respect can't improve a team, only repeat it."""
MOST_CONSIDERED = 80
ALONE_GATES = frozenset({"hours_short", "slots_short", "skills_missing"})
"""Conditions that members of a team meet together, not each."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member and what they alone or also cover (skill codes), with the hours they offer."""

    key: str
    covers: tuple[str, ...]
    hours: float


@dataclass(frozen=True, slots=True)
class Team:
    """People who cover `covered` together. `is_enough` says whether their hours suffice."""

    members: tuple[Member, ...]
    covered: tuple[str, ...]
    uncovered: tuple[str, ...]
    hours: float
    is_enough: bool
    units: int


@dataclass(frozen=True, slots=True)
class TeamResult:
    """`status`: ok, nothing_asked (no requirement to cover), nobody_eligible, or no_cover."""

    status: str
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    row: int
    key: str
    mask: int
    hours: float
    units: int


def teams(
    pool: Pool,
    scorer: Scorer,
    need: Need,
    *,
    size: int = MOST_MEMBERS,
    limit: int = 5,
    thresholds: Thresholds = DEFAULTS,
    interest: Mapping[str, str] = NO_INTEREST,
) -> TeamResult:
    """Return up to `limit` teams of at most `size` (1-3) people, best first.

    Best is: most of the requirements' weight covered, then hours enough, then fewest members,
    then most units. Every member covers something no other does, or their hours are needed.
    Members meet every hard condition except hours, half-days and skills, which a team meets
    together. Raises `InvalidProfile`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([], Lexicon(Vocabulary()), as_of=0)
    >>> teams(pool, expert_scorer(), Need(key="n", programme="hands_on")).status
    'nothing_asked'
    """
    ran = run(pool, scorer, need, thresholds=thresholds, interest=interest)
    asked = {
        source.subject or "": source.weight
        for source in ran.program.sources
        if source.table == "required"
    }
    if not asked:
        return TeamResult("nothing_asked")
    available = list(_available(ran))
    if not available:
        return TeamResult("nobody_eligible")
    people = _worth_considering(person for person in available if person.mask)
    if not people:
        return TeamResult("no_cover")
    wanted = (need.hours or 0.0) * thresholds.hours_share
    weights = list(asked.values())
    ordered = sorted(
        _irredundant(people, min(size, MOST_MEMBERS), wanted),
        key=lambda team: _order(team, weights, wanted),
    )
    return TeamResult("ok", tuple(_told(team, list(asked), wanted) for team in ordered[:limit]))


def _available(ran: Run) -> Iterator[_Person]:
    strict = [gate.code not in ALONE_GATES for gate in ran.program.gates]
    is_out = np.asarray(ran.failures[strict].any(axis=0))
    masks = _masks(ran)
    total = ran.scores.total
    for row in ran.order:
        if not is_out[row]:
            person = ran.pool.person(ran.pool.keys[row])
            hours = person.preferences.hours or 0.0
            yield _Person(int(row), person.key, int(masks[row]), hours, int(total[row]))


def _masks(ran: Run) -> NDArray[np.int64]:
    """Return which requirements each row covers, one bit each in the order of the need."""
    masks = np.zeros(ran.pool.count, dtype=np.int64)
    rows = np.arange(ran.pool.count)
    required = [source for source in ran.program.sources if source.table == "required"]
    for bit, source in enumerate(required):
        masks |= (source.codes(rows) >= COVERS).astype(np.int64) << bit
    return masks


def _worth_considering(people: Iterable[_Person]) -> list[_Person]:
    """Leave out people whom several others beat in cover, hours and units at once."""
    kept: list[_Person] = []
    for person in sorted(people, key=lambda one: (-one.units, -one.hours, one.key)):
        if sum(_beats(other, person) for other in kept) < ALTERNATIVES:
            kept.append(person)
    return kept[:MOST_CONSIDERED]


def _beats(other: _Person, person: _Person) -> bool:
    """Say whether `other`, who has at least the units, covers all that `person` covers."""
    return other.hours >= person.hours and person.mask & ~other.mask == 0


def _irredundant(people: list[_Person], size: int, wanted: float) -> Iterator[tuple[_Person, ...]]:
    """Yield the groups in which nobody can be left out, smaller ones first."""
    for members in range(1, size + 1):
        for team in combinations(people, members):
            if all(_is_needed(person, team, wanted) for person in team):
                yield team


def _is_needed(person: _Person, team: tuple[_Person, ...], wanted: float) -> bool:
    others = [other for other in team if other is not person]
    if _union(others) != _union(team):
        return True
    return bool(others) and sum(other.hours for other in others) < wanted


def _union(team: Iterable[_Person]) -> int:
    mask = 0
    for person in team:
        mask |= person.mask
    return mask


def _order(
    team: tuple[_Person, ...], weights: list[int], wanted: float
) -> tuple[int, bool, int, int, tuple[str, ...]]:
    mask = _union(team)
    covered = sum(weight for bit, weight in enumerate(weights) if mask >> bit & 1)
    is_short = sum(person.hours for person in team) < wanted
    units = sum(person.units for person in team)
    return -covered, is_short, len(team), -units, tuple(person.key for person in team)


def _told(team: tuple[_Person, ...], asked: list[str], wanted: float) -> Team:
    mask = _union(team)
    hours = sum(person.hours for person in team)
    return Team(
        members=tuple(
            Member(person.key, _subjects(person.mask, asked), person.hours) for person in team
        ),
        covered=_subjects(mask, asked),
        uncovered=_subjects(~mask, asked),
        hours=hours,
        is_enough=hours >= wanted,
        units=sum(person.units for person in team),
    )


def _subjects(mask: int, asked: list[str]) -> tuple[str, ...]:
    return tuple(subject for bit, subject in enumerate(asked) if mask >> bit & 1)
