"""A need compiled against a pool: gates, and for every term a column with a table of units.

Scoring a person then is a look-up and an addition of integers for each term, so that ranking,
explanation and the recomputation from stored inputs can't differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.bits import Coded, Rows, Value
from matching.conditions import (
    Thresholds,
    hours_ratio,
    period_ratio,
    slots_ratio,
)
from matching.demand import Demand, Wanted, read_need
from matching.evidence import TOP
from matching.gates import Gate
from matching.gating import gates_of
from matching.pool import Pool
from matching.profiles import Need, check_need
from matching.scorer import CODES, UNIT, Scorer

Units = NDArray[np.int32]
Codes = NDArray[np.uint8]
ANY_PROGRAMME = 15
"""A person who accepts every programme wished for none in particular."""
INTEREST = {"interested": TOP, "not_now": 0}
NO_ANSWER = 10
MEANING_OF_VAGUE = UNIT
MEANING_OF_NAMED = 600
"""Nearness in meaning weighs less where a need says by name what it wants."""


@dataclass(frozen=True, slots=True)
class Column:
    """One term over the pool: `codes[row]` looked up in `meaning` gives the code 0-31.

    `worst` and `best` are the same under the least and most favourable reading.
    """

    table: str
    subject: str | None
    source: str
    weight: int
    codes: NDArray[np.uint8] | NDArray[np.uint32]
    meaning: Codes
    worst_codes: NDArray[np.uint8] | NDArray[np.uint32]
    worst: Codes
    best_codes: NDArray[np.uint8] | NDArray[np.uint32]
    best: Codes

    def units(self, scorer: Scorer) -> Units:
        """Return the units of every value of the column, int32[values]."""
        return units_table(scorer, self.table, self.weight)[self.meaning]


@dataclass(frozen=True, slots=True)
class Program:
    """A need ready to be run on one pool at one generation."""

    need: Need
    demand: Demand
    gates: tuple[Gate, ...]
    columns: tuple[Column, ...]
    words: NDArray[np.float32]
    meaning: NDArray[np.float32]
    interest: Mapping[int, int]


def units_table(scorer: Scorer, table: str, weight: int) -> Units:
    """Return the units of codes 0-31 at a weight, int32[32]: round(weight x table / 1024)."""
    units: Units = (scorer.tables[table] * weight + UNIT // 2) // UNIT
    return units


def compile_need(
    pool: Pool,
    need: Need,
    *,
    thresholds: Thresholds,
    interest: Mapping[str, str],
) -> Program:
    """Compile a need for a pool. Raises `InvalidProfile` for impossible values."""
    check_need(need)
    demand = read_need(need, pool.lexicon)
    answers = {
        pool.row_of[key]: INTEREST[answer] for key, answer in interest.items() if key in pool.row_of
    }
    columns = [_wanted_column(pool, wanted) for wanted in demand.wanted]
    columns += _condition_columns(pool, need, thresholds)
    columns.append(_qualification_column(pool, demand))
    return Program(
        need=need,
        demand=demand,
        gates=tuple(gates_of(pool, need, thresholds)),
        columns=tuple(columns),
        words=pool.likeness.direction(demand.grams),
        meaning=pool.meaning.direction(need.texts.values()),
        interest=answers,
    )


def _wanted_column(pool: Pool, wanted: Wanted) -> Column:
    meaning = _scaled(wanted.full)
    if wanted.table == "category":
        row = pool.lexicon.categories.get(wanted.subject)
        codes = pool.categories[row] if row is not None else np.zeros_like(pool.public)
        return _column(wanted, codes, meaning)
    row = pool.lexicon.skills[wanted.subject]
    column = _column(wanted, pool.strength[row], meaning)
    return replace(column, worst_codes=pool.lowest[row], best_codes=pool.highest[row])


def _column(wanted: Wanted, codes: Codes, meaning: Codes) -> Column:
    return Column(
        wanted.table,
        wanted.subject,
        wanted.source,
        wanted.weight,
        codes,
        meaning,
        codes,
        meaning,
        codes,
        meaning,
    )


def _scaled(full: int) -> Codes:
    """Return codes 0-31 stretched so that `full` is met in full, uint8[32]."""
    codes = np.arange(CODES)
    return np.minimum((codes * TOP * 2 + full) // (2 * full), TOP).astype(np.uint8)


def _coded(table: str, column: Coded[Value], code_of: Callable[[Value], int | None]) -> Column:
    """Return a term over a coded column; a value without a code (None) is not stated."""
    read = [code_of(value) for value in column.values]

    def codes(missing: int) -> Codes:
        return np.array([missing if code is None else code for code in read], dtype=np.uint8)

    return Column(
        table,
        None,
        "condition",
        UNIT,
        column.codes,
        codes(TOP // 2 + 1),
        column.codes,
        codes(0),
        column.codes,
        codes(TOP),
    )


def _condition_columns(pool: Pool, need: Need, limits: Thresholds) -> Iterable[Column]:
    known = pool.lexicon.vocabulary.programme_tiers.get(need.programme)
    yield Column(
        "public",
        None,
        "condition",
        UNIT,
        pool.public,
        IDENTITY,
        pool.public,
        IDENTITY,
        pool.public,
        IDENTITY,
    )
    yield _coded(
        "hours",
        pool.hours,
        lambda hours: _stated(
            hours, need.hours, lambda: _soft(hours_ratio(hours, need), limits.hours_share, limits)
        ),
    )
    yield _coded(
        "slots",
        pool.slots,
        lambda slots: _soft(slots_ratio(slots, need), limits.slots_share, limits),
    )
    yield _coded(
        "period",
        pool.period,
        lambda ends: (
            None
            if ends == (None, None) and need.from_month is not None
            else _soft(period_ratio(*ends, need), limits.period_share, limits)
        ),
    )
    yield _coded("place", pool.remote, lambda remote: _place(remote, need))
    yield _coded("tier", pool.tier, lambda tier: TOP * (known is None or tier in known))
    yield _coded("programme", pool.wishes, lambda wishes: _wish(wishes, need))
    yield _coded(
        "slack",
        pool.hours,
        lambda hours: _stated(
            hours, need.hours, lambda: round(TOP * min(max(hours_ratio(hours, need) - 1, 0), 1))
        ),
    )


IDENTITY: Codes = np.arange(CODES, dtype=np.uint8)


def _stated(offered: float | None, needed: float | None, code: Callable[[], int]) -> int | None:
    return None if offered is None and needed else code()


def _soft(ratio: float, least: float, limits: Thresholds) -> int:
    """Return the code of a share: 0 at what just passes, 31 from the full share on."""
    span = limits.full_share - least
    return round(TOP * min(max((ratio - least) / span, 0.0), 1.0))


def _place(remote: str | None, need: Need) -> int | None:
    if need.remote == "full":
        return TOP
    if remote is None:
        return None
    return {"full": 0, "hybrid": TOP if need.remote == "hybrid" else 18, "onsite_ok": TOP}[remote]


def _wish(wishes: frozenset[str], need: Need) -> int:
    if not wishes:
        return ANY_PROGRAMME
    return TOP if need.programme in wishes else 0


def _qualification_column(pool: Pool, demand: Demand) -> Column:
    known = pool.lexicon.qualifications

    def code(held: frozenset[str]) -> int:
        shown = [
            sum(
                weight * demand.skills.get(skill, 0.0)
                for skill, weight in known[name].skills.items()
            )
            for name in held & known.keys()
        ]
        return round(TOP * min(2 * max(shown, default=0.0), 1.0))

    return _coded("qualification", pool.held, code)


def row_codes(pool: Pool, program: Program, rows: Rows) -> Iterator[tuple[str, int, Codes]]:
    """Yield what is worked out row by row: table, weight and the codes 0-31, uint8[rows]."""
    yield "text", UNIT, pool.likeness.codes(program.words, rows)
    trust = MEANING_OF_VAGUE if program.demand.is_vague else MEANING_OF_NAMED
    yield "meaning", trust, pool.meaning.codes(program.meaning, rows)
    yield "interest", UNIT, _interest_codes(program, rows)


def _interest_codes(program: Program, rows: Rows) -> Codes:
    codes = np.full(len(rows), NO_ANSWER, dtype=np.uint8)
    for row, code in program.interest.items():
        codes[rows == row] = code
    return codes
