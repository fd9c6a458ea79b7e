"""The hard conditions of a need compiled against a pool."""

from collections.abc import Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.bits import WORD, Coded, Rows, Value, Words
from matching.conditions import (
    EXACT,
    Thresholds,
    can_reach,
)
from matching.demand import meanings
from matching.evidence import LEVEL_VALUE, TOP
from matching.gates import Gate, RowGate, SetGate
from matching.labels import company_key
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Need, Requirement
from matching.shares import CommonHours, common_hours, hours_shares, period_shares, slots_shares

CLAIMED = 9
"""The code of a skill claimed at level 1: whoever has less doesn't have it."""


def gates_of(pool: Pool, need: Need, limits: Thresholds) -> Iterable[Gate]:
    """Yield the hard conditions of a need, in the order in which reasons are told.

    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> [gate.code for gate in gates_of(pool, Need("n", "training", remote="full"), Thresholds())]
    ['programme_not_accepted', 'period_short', 'hours_short', 'slots_short']
    """
    conflicted = pool.vendors.union(frozenset(filter(None, map(company_key, need.vendors))))
    if conflicted.any():
        yield SetGate("conflict", None, ~conflicted)
    yield SetGate(
        "programme_not_accepted",
        need.programme,
        pool.programmes.union(frozenset({"*", need.programme})),
    )
    if need.public_experience:
        yield SetGate("public_experience_missing", None, pool.is_public)
    for code in required_qualifications(need, pool.lexicon):
        holders = pool.qualifications.union(pool.lexicon.satisfying(code))
        yield SetGate("qualification_missing", code, holders)
    yield from _time_gates(pool, need, limits)
    if need.remote != "full":
        yield SetGate("place_unreachable", need.location, _reachable(pool, need))
    if need.require_all_skills:
        yield from _skill_gates(pool, need)


def _time_gates(pool: Pool, need: Need, limits: Thresholds) -> Iterable[Gate]:
    is_long_enough = period_shares(pool, need) >= limits.period_share - EXACT
    yield SetGate("period_short", None, _stating(pool, pool.period, is_long_enough))
    are_enough = hours_shares(pool, need) >= limits.hours_share - EXACT
    yield SetGate("hours_short", None, _stating(pool, pool.hours, are_enough))
    too_few = slots_shares(need) < limits.slots_share - EXACT
    least = int(np.count_nonzero(too_few))
    yield RowGate("slots_short", None, partial(_has_slots, common_hours(pool, need), least))


def _stating(pool: Pool, column: Coded[Value], passes: NDArray[np.bool_]) -> Words:
    """Return the rows whose value passes."""
    packed = np.zeros(len(pool.active) * WORD, dtype=bool)
    packed[: pool.count] = passes.take(column.codes[: pool.count])
    words: Words = np.packbits(packed, bitorder="little").view(np.uint64)
    return words


def _has_slots(common: CommonHours, least: int, rows: Rows) -> NDArray[np.bool_]:
    return common(rows) >= least


def _reachable(pool: Pool, need: Need) -> Words:
    movable = np.array(
        [can_reach(remote, frozenset({str(need.location)}), need) for remote in pool.remote.values],
        dtype=bool,
    )
    words = _stating(pool, pool.remote, movable)
    if need.location is None:
        return words
    return words & pool.areas.union(frozenset({need.location}))


def _skill_gates(pool: Pool, need: Need) -> Iterable[Gate]:
    for requirement in need.required:
        for code in list(meanings(requirement, pool.lexicon))[:1]:
            least = least_code(requirement)
            held = pool.highest[pool.lexicon.skills[code]]
            yield RowGate("skills_missing", code, partial(_at_least, held, least))


def _at_least(codes: NDArray[np.uint8], least: int, rows: Rows) -> NDArray[np.bool_]:
    return codes[rows] >= least


def least_code(requirement: Requirement) -> int:
    """Return the least code that has a skill at the level asked (any level if none is).

    >>> least_code(Requirement("Python")), least_code(Requirement("Python", level=5))
    (9, 31)
    """
    return CLAIMED if requirement.level is None else int(TOP * LEVEL_VALUE[requirement.level])


def required_qualifications(need: Need, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the codes of the required qualifications; one that can't be resolved is no gate
    (nobody could meet it) and becomes a check.

    >>> from matching.vocabulary import Qualification, Vocabulary
    >>> lexicon = Lexicon(Vocabulary(qualifications=(Qualification("ap", "応用情報技術者"),)))
    >>> asked = (Requirement("応用情報技術者"), Requirement("だれも知らない資格"))
    >>> required_qualifications(Need("n", "training", qualifications=asked), lexicon)
    ('ap',)
    """
    found = (
        asked.code or lexicon.resolver.qualification(asked.label).code
        for asked in need.qualifications
    )
    return tuple(dict.fromkeys(code for code in found if code is not None))
