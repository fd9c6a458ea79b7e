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
from matching.results import FACTORS, NearMiss, Ranked, Ranking, Term
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
        """The average person's points.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> 0 <= found.base <= 100
        True
        """
        return points_of(self.scorer, sum(self.reference.values()))

    @property
    def eligible(self) -> int:
        """How many people meet every hard condition: that many come first in `order`.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> found.eligible <= len(found.order)
        True
        """
        return len(self.order) - int(self.failures.any(axis=0).sum())

    def place(self, row: int) -> int:
        """Return a row's place, from 1.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> found.place(int(found.order[0]))
        1
        """
        return int(np.flatnonzero(self.order == row)[0]) + 1

    def strengths(self, most: int) -> dict[str, tuple[str, ...]]:
        """Return for every eligible person the factors that lift them over the average person by
        half a point or more, the strongest first.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> all(len(factors) <= 3 for factors in found.strengths(3).values())
        True
        """
        rows = self.order[: self.eligible]
        average = np.array([[self.reference[name]] for name in FACTORS])
        gains = self.scores.by_factor[:, rows] - average
        low, high = self.scorer.bounds
        is_strong = gains * 200 >= high - low
        best = np.argsort(-gains, axis=0, kind="stable")[:most].T.tolist()
        return {
            self.pool.keys[row]: tuple(FACTORS[at] for at in factors if strong[at])
            for row, factors, strong in zip(rows.tolist(), best, is_strong.T.tolist(), strict=True)
        }

    def ranking(self, *, explained: int = 20, most: int | None = None) -> Ranking:
        """Return the people in order, at most `most` of the eligible and of the others (None:
        everybody); the first `explained` places come with their terms and evidence.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> found.ranking().people[0].rank
        1
        """
        count = self.eligible
        places = np.arange(len(self.order))
        kept = np.concatenate([places[:count][:most], places[count:][:most]])
        told = kept[kept < explained]
        terms = terms_of(self.scorer, self.program, self.order[told])
        people = tuple(
            self.ranked(int(self.order[at]), at + 1, terms[i] if i < len(told) else None)
            for i, at in enumerate(kept.tolist())
        )
        return Ranking(
            need=self.program.need.key,
            status=_status(self.program, len(self.order), count),
            scorer=self.scorer.digest,
            vocabulary=self.pool.lexicon.digest,
            generation=self.pool.generation,
            as_of=self.pool.as_of,
            reference=self.reference,
            base=self.base,
            people=people,
            near_misses=count_near_misses(self.program.gates, self.failures),
            suggestions=self.program.demand.suggestions,
            eligible=count,
            size=len(self.order),
        )

    def told(self, row: int) -> Ranked:
        """Return a row's result with its terms and evidence.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> found.told(0).key == found.pool.keys[0]
        True
        """
        [terms] = terms_of(self.scorer, self.program, np.array([row]))
        return self.ranked(row, self.place(row), terms)

    def ranked(self, row: int, place: int, terms: tuple[Term, ...] | None) -> Ranked:
        """Return a row's result; given its terms, also the evidence for them.

        >>> from matching.testing import ranked_example
        >>> found = ranked_example()
        >>> found.ranked(0, 1, None).terms
        ()
        """
        person = self.pool.person(self.pool.keys[row])
        by_factor = dict(zip(FACTORS, self.scores.by_factor[:, row].tolist(), strict=True))
        units = sum(by_factor.values())
        municipality, candidate = sides(by_factor)
        gates = zip(self.program.gates, self.failures[:, row].tolist(), strict=True)
        failed = [gate for gate, fails in gates if fails]
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
            terms=terms or (),
            evidence=evidence_of(self.pool, self.program, row, terms) if terms else {},
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
    return ran.ranking(explained=explained)


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


def _status(program: Program, people: int, eligible: int) -> str:
    if not people:
        return "empty_pool"
    if not eligible:
        return "nobody_eligible"
    return "ok" if program.demand.wanted else "nothing_asked"
