"""Ranks everybody of a pool for a need, in integers, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.conditions import Thresholds
from matching.gates import count_near_misses, failing
from matching.pointers import evidence_of
from matching.pool import Pool
from matching.profiles import Need
from matching.program import (
    Column,
    Program,
    Units,
    compile_need,
    interest_codes,
    text_codes,
    units_table,
)
from matching.reasons import checks_of, failures_of
from matching.results import FACTORS, NearMiss, Ranked, Ranking, Term
from matching.scorer import FACTOR_OF, UNIT, Scorer, points_of, share_points, sides, units_of

NO_INTEREST: Mapping[str, str] = {}
DEFAULTS = Thresholds()


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


def rank(
    pool: Pool,
    scorer: Scorer,
    need: Need,
    *,
    interest: Mapping[str, str] = NO_INTEREST,
    thresholds: Thresholds = DEFAULTS,
    explained: int = 20,
) -> Ranking:
    """Rank everybody: eligible people by falling units, then the others; ties by key.

    The first `explained` people come with their terms and evidence. Raises `InvalidProfile`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([], Lexicon(Vocabulary()), as_of=0)
    >>> rank(pool, expert_scorer(), Need(key="n", programme="hands_on")).status
    'empty_pool'
    """
    program = compile_need(pool, need, thresholds=thresholds, interest=interest)
    failures = failing(program.gates, pool.is_active())
    scores = score_all(pool, scorer, program)
    order = _order(pool, scores.total, failures)
    reference = _reference(pool, scores)
    base = points_of(scorer, sum(reference.values()))
    people = tuple(
        _ranked(
            pool,
            scorer,
            program,
            scores,
            failures,
            (position, int(row)),
            reference,
            thresholds,
            is_told=position <= explained,
        )
        for position, row in enumerate(order, 1)
    )
    return Ranking(
        need=need.key,
        status=_status(program, people),
        scorer=scorer.digest,
        vocabulary=pool.lexicon.digest,
        generation=pool.generation,
        as_of=pool.as_of,
        reference=reference,
        base=base,
        people=people,
        near_misses=count_near_misses(program.gates, failures),
        suggestions=program.demand.suggestions,
    )


def near_misses(
    pool: Pool, need: Need, *, thresholds: Thresholds = DEFAULTS
) -> tuple[NearMiss, ...]:
    """Return for every hard condition of the need how many people it costs.

    >>> from matching.lexicon import Lexicon
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([], Lexicon(Vocabulary()), as_of=0)
    >>> near_misses(pool, Need(key="n", programme="hands_on"))[0].code
    'programme_not_accepted'
    """
    program = compile_need(pool, need, thresholds=thresholds, interest=NO_INTEREST)
    return count_near_misses(program.gates, failing(program.gates, pool.is_active()))


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
    for table, codes in (
        ("text", text_codes(pool, program, rows)),
        ("interest", interest_codes(program, rows)),
    ):
        units = units_table(scorer, table, UNIT)[codes]
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


def _order(pool: Pool, total: Units, failures: NDArray[np.bool_]) -> Rows:
    rows = np.flatnonzero(pool.is_active())
    keys = np.array([pool.keys[row] for row in rows], dtype=object)
    by_key = np.argsort(np.argsort(keys, kind="stable"), kind="stable")
    return rows[np.lexsort((by_key, -total[rows], np.asarray(failures.any(axis=0))[rows]))]


def _reference(pool: Pool, scores: Scores) -> dict[str, int]:
    """Return the average person's units by factor: where explanations start from."""
    active = pool.is_active()
    people = max(int(active.sum()), 1)
    sums = scores.by_factor[:, active].sum(axis=1, dtype=np.int64)
    return {name: int(total) // people for name, total in zip(FACTORS, sums, strict=True)}


def _status(program: Program, people: Sequence[Ranked]) -> str:
    if not people:
        return "empty_pool"
    if not people[0].is_eligible:
        return "nobody_eligible"
    return "ok" if program.demand.wanted else "nothing_asked"


def _ranked(
    pool: Pool,
    scorer: Scorer,
    program: Program,
    scores: Scores,
    failures: NDArray[np.bool_],
    place: tuple[int, int],
    reference: Mapping[str, int],
    thresholds: Thresholds,
    *,
    is_told: bool,
) -> Ranked:
    position, row = place
    person = pool.person(pool.keys[row])
    by_factor = {name: int(scores.by_factor[i, row]) for i, name in enumerate(FACTORS)}
    units = sum(by_factor.values())
    municipality, candidate = sides(by_factor)
    failed = [gate for gate, fails in zip(program.gates, failures[:, row], strict=True) if fails]
    terms = terms_of(pool, scorer, program, row) if is_told else ()
    return Ranked(
        key=person.key,
        rank=position,
        is_eligible=not failed,
        units=units,
        points=points_of(scorer, units),
        low=points_of(scorer, min(int(scores.low[row]), units)),
        high=points_of(scorer, max(int(scores.high[row]), units)),
        municipality_units=municipality,
        candidate_units=candidate,
        units_by_factor=by_factor,
        parts=parts_of(scorer, by_factor, reference),
        failures=failures_of(person, program.need, failed, thresholds),
        checks=checks_of(pool, program, row),
        terms=terms,
        evidence=evidence_of(pool, program, person, terms) if is_told else {},
    )


def parts_of(
    scorer: Scorer, units_by_factor: Mapping[str, int], reference: Mapping[str, int]
) -> dict[str, int]:
    """Return signed whole points by factor: base + their sum is the shown score, always.

    >>> from matching.scorer import expert_scorer
    >>> zero = dict.fromkeys(FACTORS, 0)
    >>> parts_of(expert_scorer(), {**zero, "time": 1000}, zero)["time"]
    9
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
    for table, codes in (
        ("text", text_codes(pool, program, at)),
        ("interest", interest_codes(program, at)),
    ):
        code = int(codes[0])
        units = units_of(scorer, table, UNIT, code)
        terms.append(Term(FACTOR_OF[table], table, None, "condition", UNIT, code, units))
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
