"""The first k people exactly, without scoring everybody in full.

What a row has so far plus the most it could still get is compared with the k-th best score found
among a few pilots; who can't reach it is dropped. The result is that of `matching.ranking`, to
the unit. Source: threshold pruning with upper bounds (Fagin, Lotem and Naor 2003).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.bits import WORD, Rows, members
from matching.gates import RowGate, SetGate
from matching.pool import Pool
from matching.program import CodesOf, LookUp, Program, Source, Units, units_table
from matching.results import FACTORS
from matching.scorer import FACTOR_OF, Scorer

PILOTS = 128
"""About so many rows are scored in full first, to know how good the k-th best is at least."""
FIRST = 4
"""Terms added before the pilots are chosen."""
DEAR = {"meaning": 1, "text": 2}
"""Terms worked out last, for few rows, the dearer the later: they read hundreds of numbers a row.
They count for one factor."""
DEAR_FACTOR = FACTORS.index("similar_work")
ROUGHLY = 3
"""Units are counted in steps of 8."""
HOPELESS = np.int32(-(2**30))
"""Units that reach no floor."""


@dataclass(frozen=True, slots=True)
class Top:
    """The best rows intp[k] in order, their units int32[k], by factor int32[factors, k]."""

    rows: Rows
    units: Units
    by_factor: Units
    eligible: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One term to add: rows -> units int32[rows], the least and the most they can be."""

    factor: int
    units: Callable[[Rows], Units]
    least: int
    most: int
    dearness: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A program with its tables worked out, to be run any number of times on one generation.

    `steps` tell people apart, `same` is what everybody gets, by factor int32[factors, 1]. Pilots
    are chosen after the first `first` steps; the first `cheap` are not dear. `rest[i]` is the most
    that the steps from i on can add.
    """

    pool: Pool
    program: Program
    steps: tuple[_Step, ...]
    first: int
    cheap: int
    rest: tuple[int, ...]
    same: Units


def prepare(pool: Pool, scorer: Scorer, program: Program) -> Ready:
    """Work out the tables of a program; the terms that tell people apart most come first.

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> program = compile_need(pool, world.needs[0], thresholds=Thresholds(), interest={})
    >>> ready = prepare(pool, expert_scorer(), program)
    >>> len(ready.steps) <= len(program.sources)
    True
    """
    same = np.zeros((len(FACTORS), 1), dtype=np.int32)
    steps = []
    for source in program.sources:
        step = _step(scorer, source)
        if step.least == step.most:
            same[step.factor] += step.most
        else:
            steps.append(step)
    steps.sort(key=lambda step: (step.dearness, -step.most))
    cheap = sum(not step.dearness for step in steps)
    rest = np.cumsum([0, *(step.most for step in reversed(steps))])[::-1].tolist()
    return Ready(pool, program, tuple(steps), min(FIRST, cheap), cheap, tuple(rest), same)


def _step(scorer: Scorer, source: Source) -> _Step:
    table = units_table(scorer, source.table, source.weight)
    if isinstance(source.codes, LookUp):
        table = table[source.codes.meaning]
        units = partial(_taken, table, source.codes.values)
    else:
        table = table[: source.most + 1]
        units = partial(_worked_out, table, source.codes)
    least, most = (int(table.min()), int(table.max())) if len(table) else (0, 0)
    factor = FACTORS.index(FACTOR_OF[source.table])
    return _Step(factor, units, least, most, DEAR.get(source.table, 0))


def _taken(table: Units, values: NDArray[np.unsignedinteger[Any]], rows: Rows) -> Units:
    units: Units = table.take(values.take(rows))
    return units


def _worked_out(table: Units, codes: CodesOf, rows: Rows) -> Units:
    units: Units = table.take(codes(rows))
    return units


def top(ready: Ready, k: int = 20) -> Top:
    """Return the first k eligible people: rows, units, and units by factor.

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Need, Person
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.vocabulary import Vocabulary
    >>> pool = Pool.build([Person(key="p", tier="practical")], Lexicon(Vocabulary()), as_of=0)
    >>> need = Need(key="n", programme="hands_on", remote="full")
    >>> program = compile_need(pool, need, thresholds=Thresholds(), interest={})
    >>> top(prepare(pool, expert_scorer(), program), 3).rows.tolist()
    [0]
    """
    rows = eligible_rows(ready)
    eligible = len(rows)
    units = np.zeros(eligible, dtype=np.int32)
    for step in ready.steps[: ready.first]:
        units += step.units(rows)
    best = _best(units, max(PILOTS, k))
    pilots, full = rows[best], units[best]
    for step in ready.steps[ready.first :]:
        full += step.units(pilots)
    if eligible > len(pilots):
        units[best] = HOPELESS
        rows, units = _hopeful(ready, rows, units, floor=int(np.sort(full)[-k]))
        pilots, full = np.concatenate([pilots, rows]), np.concatenate([full, units])
    chosen = _first(ready.pool.keys, pilots, full, k)
    by_factor = _by_factor(ready, pilots[chosen], full[chosen])
    return Top(pilots[chosen], by_factor.sum(axis=0, dtype=np.int32), by_factor, eligible)


def eligible_rows(ready: Ready) -> Rows:
    """Return the rows that meet every hard condition, rising.

    >>> from matching.conditions import Thresholds
    >>> from matching.lexicon import Lexicon
    >>> from matching.program import compile_need
    >>> from matching.scorer import expert_scorer
    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> program = compile_need(pool, world.needs[0], thresholds=Thresholds(), interest={})
    >>> eligible_rows(prepare(pool, expert_scorer(), program)).tolist()
    [0, 1, 2, 3, 4]
    """
    count = ready.pool.count
    used = -(-count // WORD)
    words = ready.pool.active[:used].copy()
    for gate in ready.program.gates:
        if isinstance(gate, SetGate):
            words &= gate.passing[:used]
    rows = members(words, count)
    for gate in ready.program.gates:
        if isinstance(gate, RowGate):
            rows = rows[gate.test(rows)]
    return rows


def _best(units: Units, most: int) -> Rows:
    """Return the positions of about the `most` largest, at most twice so many.

    Units are some thousands of integers, so that counting them roughly is faster than any order.
    """
    if len(units) <= most:
        return np.arange(len(units))
    least = units.min()
    so_many = np.cumsum(np.bincount((units - least) >> ROUGHLY)[::-1])
    level = len(so_many) - 1 - int(np.searchsorted(so_many, most))
    return np.flatnonzero(units >= least + (level << ROUGHLY))[: 2 * most]


def _hopeful(ready: Ready, rows: Rows, units: Units, floor: int) -> tuple[Rows, Units]:
    """Return the rows that may reach the floor, and their units in full."""
    for number, step in enumerate(ready.steps[ready.first :], ready.first):
        if number == ready.first or number >= ready.cheap:
            hopeful = np.flatnonzero(units >= floor - ready.rest[number])
            rows, units = rows.take(hopeful), units.take(hopeful)
        units += step.units(rows)
    return rows, units


def _first(keys: Sequence[str], rows: Rows, units: Units, k: int) -> Rows:
    """Return the positions of the first k: by falling units, then by key."""
    if len(rows) > k:
        positions = np.flatnonzero(units >= np.sort(units)[-k])
    else:
        positions = np.arange(len(rows))
    ordered = sorted(positions.tolist(), key=lambda at: (-int(units[at]), keys[int(rows[at])]))
    return np.array(ordered[:k], dtype=np.intp)


def _by_factor(ready: Ready, rows: Rows, units: Units) -> Units:
    """Return the units by factor; what of the sum the cheap terms leave is the dear ones'."""
    by_factor = np.zeros((len(FACTORS), len(rows)), dtype=np.int32)
    for step in ready.steps[: ready.cheap]:
        by_factor[step.factor] += step.units(rows)
    by_factor[DEAR_FACTOR] += units - by_factor.sum(axis=0)
    return by_factor + ready.same
