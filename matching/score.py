"""The score in integers: of everybody at once, of one person term by term, from stored terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.pool import Pool
from matching.program import (
    Column,
    Program,
    Units,
    row_codes,
    units_table,
)
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
        """int32[rows]: the score."""
        total: Units = self.by_factor.sum(axis=0, dtype=np.int32)
        return total


def score_all(pool: Pool, scorer: Scorer, program: Program) -> Scores:
    """Score every row of the pool, removed ones too."""
    count = pool.count
    rows = np.arange(count)
    by_factor = np.zeros((len(FACTORS), count), dtype=np.int32)
    low, high = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
    gains = []
    for column in program.columns:
        units = units_table(scorer, column.table, column.weight)
        now = units[column.meaning][column.codes[:count]]
        by_factor[FACTORS.index(FACTOR_OF[column.table])] += now
        low += units[column.worst][column.worst_codes[:count]]
        best = units[column.best][column.best_codes[:count]]
        high += best
        if column.table == "required":
            gains.append(units[-1] - best)
    for table, weight, codes in row_codes(pool, program, rows):
        units = units_table(scorer, table, weight)[codes]
        by_factor[FACTORS.index(FACTOR_OF[table])] += units
        low += units
        high += units
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


def terms_of(pool: Pool, scorer: Scorer, program: Program, row: int) -> tuple[Term, ...]:
    """Return the stored inputs of one person's score, in the order of factors."""
    at = np.array([row])
    terms = [
        _term(scorer, column, int(column.meaning[column.codes[row]])) for column in program.columns
    ]
    for table, weight, codes in row_codes(pool, program, at):
        code = int(codes[0])
        units = units_of(scorer, table, weight, code)
        terms.append(Term(FACTOR_OF[table], table, None, "condition", weight, code, units))
    return tuple(sorted(terms, key=lambda term: FACTORS.index(term.factor)))


def _term(scorer: Scorer, column: Column, code: int) -> Term:
    return Term(
        FACTOR_OF[column.table],
        column.table,
        column.subject,
        column.source,
        column.weight,
        code,
        units_of(scorer, column.table, column.weight, code),
    )


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
