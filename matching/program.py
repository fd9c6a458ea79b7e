"""A need compiled against a pool: gates, and every term as a function from rows to codes.

Scoring a person then is a look-up and an addition of integers for each term, so that ranking,
explanation and the recomputation from stored inputs can't differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.bits import Coded, Rows, Value, Words, flags
from matching.conditions import (
    OPEN_END,
    OPEN_START,
    Thresholds,
)
from matching.demand import Demand, Wanted, read_need
from matching.evidence import TOP
from matching.gates import Gate
from matching.gating import gates_of
from matching.pool import Pool
from matching.profiles import Need, check_need
from matching.scorer import CODES, UNIT, Scorer
from matching.shares import CommonHours, common_hours, hours_shares, period_shares, slots_shares

Units = NDArray[np.int32]
Codes = NDArray[np.uint8]
CodesOf = Callable[[Rows], Codes]
HALF = TOP // 2 + 1
"""What a statement that is missing counts as."""
ANY_PROGRAMME = 15
"""A person who accepts every programme wished for none in particular."""
HYBRID_ON_SITE = 18
"""A person who wishes to come now and then, where the work is on site."""
INTEREST = {"interested": TOP, "not_now": 0}
NO_ANSWER = 10
ALWAYS = (OPEN_START, OPEN_END)
MEANING_OF_VAGUE = UNIT
MEANING_OF_NAMED = 600
"""Nearness in meaning weighs less where a need says by name what it wants."""


@dataclass(frozen=True, slots=True)
class Source:
    """One term: `codes` gives the rows' codes 0-31 (uint8[rows]) as things stand, `worst` and
    `best` under the least and most favourable reading of what is unconfirmed or missing. No code
    is above `most`."""

    table: str
    subject: str | None
    source: str
    weight: int
    codes: CodesOf
    worst: CodesOf
    best: CodesOf
    most: int = TOP


@dataclass(frozen=True, slots=True)
class Program:
    """A need ready to be run on one pool at one generation."""

    need: Need
    demand: Demand
    gates: tuple[Gate, ...]
    sources: tuple[Source, ...]
    words: NDArray[np.float32]
    meaning: NDArray[np.float32]


def units_table(scorer: Scorer, table: str, weight: int) -> Units:
    """Return the units of codes 0-31 at a weight, int32[32]: round(weight x table / 1024).

    >>> from matching.scorer import expert_scorer
    >>> int(units_table(expert_scorer(), "hours", 512)[31])
    205
    """
    units: Units = (scorer.tables[table] * weight + UNIT // 2) // UNIT
    return units


def compile_need(
    pool: Pool, need: Need, *, thresholds: Thresholds, interest: Mapping[str, str]
) -> Program:
    """Compile a need for a pool. Raises `InvalidProfile` for impossible values.

    >>> from matching.lexicon import Lexicon
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([], Lexicon(Vocabulary()), as_of=0)
    >>> need = Need(key="n", programme="training")
    >>> compile_need(pool, need, thresholds=Thresholds(), interest={}).gates[0].code
    'programme_not_accepted'
    """
    check_need(need)
    demand = read_need(need, pool.lexicon)
    words = pool.likeness.direction(demand.grams)
    meaning = pool.meaning.direction(need.texts.values())
    copied = pool.copies.like(demand.grams, pool.count)
    trust = MEANING_OF_VAGUE if demand.is_vague else MEANING_OF_NAMED
    sources = (
        *(_wanted(pool, wanted, copied) for wanted in demand.wanted),
        *_conditions(pool, need, thresholds),
        _certain("public", LookUp(pool.public, IDENTITY)),
        _certain("qualification", _qualified(pool, demand)),
        _certain("interest", _interest(pool, interest)),
        _certain("meaning", partial(pool.meaning.codes, meaning), trust, TOP * int(meaning.any())),
        _certain("text", partial(pool.likeness.codes, words), most=TOP * int(words.any())),
    )
    gates = tuple(gates_of(pool, need, thresholds))
    return Program(need, demand, gates, sources, words, meaning)


IDENTITY: Codes = np.arange(CODES, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class LookUp:
    """Codes by two look-ups: the row's value, and what that value means for this need."""

    values: NDArray[np.unsignedinteger[Any]]
    meaning: Codes

    def __call__(self, rows: Rows) -> Codes:
        """Return the codes of the rows."""
        return self.meaning.take(self.values.take(rows))


def _certain(table: str, codes: CodesOf, weight: int = UNIT, most: int = TOP) -> Source:
    return Source(table, None, "condition", weight, codes, codes, codes, most)


def _wanted(pool: Pool, wanted: Wanted, copied: Rows) -> Source:
    """Return the term of a skill or category; the code that meets it in full becomes 31. Who
    pasted the need among their own words is read at their worst."""
    told = (wanted.table, wanted.subject, wanted.source, wanted.weight)
    scaled = np.minimum((2 * TOP * np.arange(CODES) + wanted.full) // (2 * wanted.full), TOP)
    meaning = scaled.astype(np.uint8)
    if wanted.table == "category":
        column = pool.lexicon.categories.get(wanted.subject)
        held = np.zeros_like(pool.public) if column is None else pool.categories[column]
        codes = LookUp(held, meaning)
        return Source(*told, codes, codes, codes)
    row = pool.lexicon.skills[wanted.subject]
    readings = [pool.strength[row], pool.lowest[row], pool.highest[row]]
    if len(copied):
        readings[0] = readings[0].copy()
        readings[0][copied] = readings[1][copied]
    now, low, high = (LookUp(held, meaning) for held in readings)
    return Source(*told, now, low, high)


def _conditions(pool: Pool, need: Need, limits: Thresholds) -> Iterable[Source]:
    shares = hours_shares(pool, need)
    is_unsaid = np.array([hours is None for hours in pool.hours.values], dtype=bool)
    is_missing = is_unsaid & bool(need.hours)
    hours = _soft(shares, limits.hours_share, limits)
    yield _doubtful("hours", pool.hours, hours, is_missing)
    slots = _soft(slots_shares(need), limits.slots_share, limits)
    yield _certain("slots", partial(_of_slots, common_hours(pool, need), slots))
    is_open = np.array([stated == ALWAYS for stated in pool.period.values], dtype=bool)
    period = _soft(period_shares(pool, need), limits.period_share, limits)
    yield _doubtful("period", pool.period, period, is_open & (need.from_month is not None))
    yield _doubtful("slack", pool.hours, _share_code(shares - 1), is_missing)
    tiers = pool.lexicon.vocabulary.programme_tiers.get(need.programme)
    yield _coded("tier", pool.tier, lambda tier: TOP * (tiers is None or tier in tiers))
    yield _coded("place", pool.remote, lambda remote: _place(remote, need))
    yield _certain("programme", LookUp(_programme(pool, need), IDENTITY))


def _of_slots(common: CommonHours, meaning: Codes, rows: Rows) -> Codes:
    return meaning.take(common(rows))


def _coded(table: str, column: Coded[Value], code_of: Callable[[Value], int | None]) -> Source:
    """Return a term over a coded column; a value without a code (None) is not stated."""
    read = [code_of(value) for value in column.values]
    codes = np.array([code or 0 for code in read], dtype=np.uint8)
    return _doubtful(table, column, codes, np.array([code is None for code in read], dtype=bool))


def _doubtful(
    table: str, column: Coded[Value], codes: Codes, is_missing: NDArray[np.bool_]
) -> Source:
    """Return a term over a coded column; what is missing counts half as it stands, nothing or all
    in doubt."""
    now, worst, best = (
        LookUp(column.codes, np.where(is_missing, np.uint8(missing), codes))
        for missing in (HALF, 0, TOP)
    )
    return Source(table, None, "condition", UNIT, now, worst, best)


def _soft(ratio: NDArray[np.float64], least: float, limits: Thresholds) -> Codes:
    """Return the code of a share: 0 at what just passes, 31 from the full share on."""
    return _share_code((ratio - least) / (limits.full_share - least))


def _share_code(share: NDArray[np.float64]) -> Codes:
    return np.floor(np.clip(share, 0.0, 1.0) * TOP + 0.5).astype(np.uint8)


def _place(remote: str | None, need: Need) -> int | None:
    if need.remote == "full":
        return TOP
    if remote == "hybrid":
        return TOP if need.remote == "hybrid" else HYBRID_ON_SITE
    return {None: None, "full": 0, "onsite_ok": TOP}[remote]


def _programme(pool: Pool, need: Need) -> Codes:
    takes_any = _flags(pool, pool.programmes.union(frozenset({"*"}))).view(np.uint8)
    names_it = _flags(pool, pool.programmes.union(frozenset({need.programme}))).view(np.uint8)
    codes: Codes = np.maximum(takes_any * np.uint8(ANY_PROGRAMME), names_it * np.uint8(TOP))
    return codes


def _flags(pool: Pool, words: Words) -> NDArray[np.bool_]:
    return flags(words, pool.capacity)


def _qualified(pool: Pool, demand: Demand) -> LookUp:
    """Return how much the best of a person's qualifications shows of what is asked."""
    worth = {code: _worth(pool, demand, code) for code in pool.qualifications.sets}
    if not any(worth.values()):
        return _everybody(pool, 0)
    codes = np.zeros(pool.capacity, dtype=np.uint8)
    for code in filter(worth.get, worth):
        holders = _flags(pool, pool.qualifications.sets[code])
        codes[holders] = np.maximum(codes[holders], np.uint8(worth[code]))
    return LookUp(codes, IDENTITY)


def _worth(pool: Pool, demand: Demand, qualification: str) -> int:
    """Return how much a qualification shows of what is asked, 0-31."""
    known = pool.lexicon.qualifications.get(qualification)
    shows = known.skills.items() if known else ()
    shown = sum(weight * demand.skills.get(skill, 0.0) for skill, weight in shows)
    return round(TOP * min(2 * shown, 1.0)) if shown > 0 else 0


def _interest(pool: Pool, interest: Mapping[str, str]) -> LookUp:
    """Return what people have answered."""
    answered = interest.keys() & pool.row_of.keys()
    if not answered:
        return _everybody(pool, NO_ANSWER)
    codes = np.full(pool.capacity, NO_ANSWER, dtype=np.uint8)
    for key in answered:
        codes[pool.row_of[key]] = INTEREST[interest[key]]
    return LookUp(codes, IDENTITY)


def _everybody(pool: Pool, code: int) -> LookUp:
    """Return the same code for everybody."""
    return LookUp(pool.public, np.full(CODES, code, dtype=np.uint8))
