"""Ranks everybody of a pool for a need, in integers, with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows
from matching.conditions import Thresholds
from matching.gates import count_near_misses, failing
from matching.pointers import evidence_of
from matching.pool import Pool
from matching.profiles import Need
from matching.program import Program, compile_need
from matching.reasons import checks_of, failures_of
from matching.results import FACTORS, NearMiss, Ranked, Ranking
from matching.score import Scores, parts_of, score_all, terms_of
from matching.scorer import Scorer, points_of, sides

NO_INTEREST: Mapping[str, str] = {}
DEFAULTS = Thresholds()


@dataclass(frozen=True, slots=True)
class Run:
    """A need run against a whole pool: units and failures of every row, and their order."""

    pool: Pool
    scorer: Scorer
    program: Program
    thresholds: Thresholds
    failures: NDArray[np.bool_]
    scores: Scores
    order: Rows
    reference: Mapping[str, int]

    @property
    def base(self) -> int:
        """The average person's points."""
        return points_of(self.scorer, sum(self.reference.values()))

    def place(self, row: int) -> int:
        """Return a row's place, from 1."""
        return int(np.flatnonzero(self.order == row)[0]) + 1

    def ranked(self, row: int, place: int, *, is_told: bool) -> Ranked:
        """Return a row's result; `is_told` adds its terms and evidence."""
        person = self.pool.person(self.pool.keys[row])
        by_factor = {name: int(self.scores.by_factor[i, row]) for i, name in enumerate(FACTORS)}
        units = sum(by_factor.values())
        municipality, candidate = sides(by_factor)
        gates = zip(self.program.gates, self.failures[:, row], strict=True)
        failed = [gate for gate, fails in gates if fails]
        terms = terms_of(self.pool, self.scorer, self.program, row) if is_told else ()
        return Ranked(
            key=person.key,
            rank=place,
            is_eligible=not failed,
            units=units,
            points=points_of(self.scorer, units),
            low=points_of(self.scorer, min(int(self.scores.low[row]), units)),
            high=points_of(self.scorer, max(int(self.scores.high[row]), units)),
            municipality_units=municipality,
            candidate_units=candidate,
            units_by_factor=by_factor,
            parts=parts_of(self.scorer, by_factor, self.reference),
            failures=failures_of(person, self.program.need, failed, self.thresholds),
            checks=checks_of(self.pool, self.program, row),
            terms=terms,
            evidence=evidence_of(self.pool, self.program, person, terms) if is_told else {},
        )


def run(
    pool: Pool,
    scorer: Scorer,
    need: Need,
    *,
    interest: Mapping[str, str] = NO_INTEREST,
    thresholds: Thresholds = DEFAULTS,
) -> Run:
    """Run a need against a pool: everything `rank` and `explain` tell is read off the result.

    Raises `InvalidProfile`.

    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Person
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([Person(key="p", tier="practical")], Lexicon(Vocabulary()), as_of=0)
    >>> run(pool, expert_scorer(), Need(key="n", programme="training", remote="full")).place(0)
    1
    """
    program = compile_need(pool, need, thresholds=thresholds, interest=interest)
    failures = failing(program.gates, pool.is_active())
    scores = score_all(pool, scorer, program)
    return Run(
        pool=pool,
        scorer=scorer,
        program=program,
        thresholds=thresholds,
        failures=failures,
        scores=scores,
        order=_order(pool, scores, failures),
        reference=_reference(pool, scores),
    )


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
    ran = run(pool, scorer, need, interest=interest, thresholds=thresholds)
    people = tuple(
        ran.ranked(int(row), place, is_told=place <= explained)
        for place, row in enumerate(ran.order, 1)
    )
    return Ranking(
        need=need.key,
        status=_status(ran.program, people),
        scorer=scorer.digest,
        vocabulary=pool.lexicon.digest,
        generation=pool.generation,
        as_of=pool.as_of,
        reference=ran.reference,
        base=ran.base,
        people=people,
        near_misses=count_near_misses(ran.program.gates, ran.failures),
        suggestions=ran.program.demand.suggestions,
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


def _order(pool: Pool, scores: Scores, failures: NDArray[np.bool_]) -> Rows:
    rows = np.flatnonzero(pool.is_active())
    by_key = np.argsort(np.argsort(np.array([pool.keys[row] for row in rows]), kind="stable"))
    is_out = np.asarray(failures.any(axis=0))
    order: Rows = rows[np.lexsort((by_key, -scores.total[rows], is_out[rows]))]
    return order


def _reference(pool: Pool, scores: Scores) -> dict[str, int]:
    """Return the average person's units by factor: where explanations start from."""
    active = pool.is_active()
    people = max(int(active.sum()), 1)
    sums = scores.by_factor[:, active].sum(axis=1, dtype=np.int64)
    return {name: int(total) // people for name, total in zip(FACTORS, sums, strict=True)}


def _status(program: Program, people: tuple[Ranked, ...]) -> str:
    if not people:
        return "empty_pool"
    if not people[0].is_eligible:
        return "nobody_eligible"
    return "ok" if program.demand.wanted else "nothing_asked"
