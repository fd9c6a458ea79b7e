"""The score in integers: of everybody at once, of one person term by term, from stored terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.bits import Rows
from matching.pool import Pool
from matching.program import Program, Source, Units, units_table
from matching.results import FACTORS, Term
from matching.scorer import FACTOR_OF, Scorer, points_of, share_points, units_of


@dataclass(frozen=True, slots=True)
class Scores:
    """Units over all rows: int32[factors, rows] and the totals under both doubtful readings."""

    by_factor: Units
    low: Units
    high: Units

    @property
    def total(self) -> Units:
        """int32[rows]: the score.

        >>> one = np.ones((2, 3), dtype=np.int32)
        >>> Scores(one, one[0], one[0]).total.tolist()
        [2, 2, 2]
        """
        total: Units = self.by_factor.sum(axis=0, dtype=np.int32)
        return total


def score_all(pool: Pool, scorer: Scorer, program: Program) -> Scores:
    """Score every row of the pool, removed ones too.

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> program = compile_need(pool, world.needs[0], thresholds=Thresholds(), interest={})
    >>> score_all(pool, expert_scorer(), program).total.shape
    (5,)
    """
    count = pool.count
    rows = np.arange(count)
    by_factor = np.zeros((len(FACTORS), count), dtype=np.int32)
    low, high = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
    gains = []
    for source in program.sources:
        units = units_table(scorer, source.table, source.weight)
        by_factor[FACTORS.index(FACTOR_OF[source.table])] += units[source.codes(rows)]
        low += units[source.worst(rows)]
        best = units[source.best(rows)]
        high += best
        if source.table == "required":
            gains.append(units[-1] - best)
    return Scores(by_factor, low, high + _unresolved_gain(pool, gains))


def _unresolved_gain(pool: Pool, gains: list[Units]) -> Units:
    """Return what unresolved labels could add: each might mean one requirement not yet met."""
    count = pool.count
    if not gains:
        return np.zeros(count, dtype=np.int32)
    best_first = -np.sort(-np.array(gains), axis=0)
    summed = np.vstack([np.zeros(count, dtype=np.int32), np.cumsum(best_first, axis=0)])
    labels = np.minimum(pool.unresolved[:count], len(gains)).astype(np.intp)
    gain: Units = summed[labels, np.arange(count)].astype(np.int32)
    return gain


def parts_of(
    scorer: Scorer, units_by_factor: Mapping[str, int], reference: Mapping[str, int]
) -> dict[str, int]:
    """Return signed whole points by factor: base + their sum is the shown score, always.

    >>> from matching.scorer import expert_scorer
    >>> zero = dict.fromkeys(FACTORS, 0)
    >>> parts = parts_of(expert_scorer(), {**zero, "time": 1000}, zero)
    >>> sum(parts.values()) == points_of(expert_scorer(), 1000) == parts["time"]
    True
    """
    low, high = scorer.bounds
    scale = 100 / max(high - low, 1)
    exact = {name: (units_by_factor[name] - reference[name]) * scale for name in FACTORS}
    total = points_of(scorer, sum(units_by_factor.values()))
    return share_points(exact, total - points_of(scorer, sum(reference.values())))


def terms_of(scorer: Scorer, program: Program, rows: Rows) -> list[tuple[Term, ...]]:
    """Return the stored inputs of the score of every row asked, in the order of factors.

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> program = compile_need(pool, world.needs[0], thresholds=Thresholds(), interest={})
    >>> [terms] = terms_of(expert_scorer(), program, np.array([0]))
    >>> total = score_all(pool, expert_scorer(), program).total[0]
    >>> bool(sum(term.units for term in terms) == total)
    True
    """
    in_order = sorted(program.sources, key=lambda source: FACTORS.index(FACTOR_OF[source.table]))
    return list(zip(*(_column(scorer, source, rows) for source in in_order), strict=True))


def _column(scorer: Scorer, asked: Source, rows: Rows) -> list[Term]:
    codes = asked.codes(rows)
    units = units_table(scorer, asked.table, asked.weight)[codes]
    told = (FACTOR_OF[asked.table], asked.table, asked.subject, asked.source, asked.weight)
    return [Term(*told, *found) for found in zip(codes.tolist(), units.tolist(), strict=True)]


def recompute(scorer: Scorer, terms: Sequence[Term]) -> dict[str, int]:
    """Return the units by factor from stored terms alone: codes and weights, not their units.

    >>> from matching.scorer import expert_scorer
    >>> recompute(expert_scorer(), [Term("time", "hours", None, "condition", 1024, 31, 0)])["time"]
    410
    """
    units = dict.fromkeys(FACTORS, 0)
    for term in terms:
        units[term.factor] += units_of(scorer, term.table, term.weight, term.code)
    return units
