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

from matching.bits import Rows, members
from matching.gates import RowGate, SetGate
from matching.pool import Pool
from matching.program import CodesOf, LookUp, Program, Source, Units, units_table
from matching.results import FACTORS
from matching.scorer import FACTOR_OF, Scorer

PILOTS = 64
"""Rows scored in full first, to know early how good the k-th best is at least."""
FIRST = 6
"""Terms added before the first pruning; the next come before each dear term."""
DEAR = frozenset({"meaning", "text"})
"""Terms worked out last, for few rows: they read hundreds of numbers a row."""
FEW = 256
"""So few rows are scored in full at once."""


@dataclass(frozen=True, slots=True)
class Top:
    """The best rows intp[k] in order, their units int32[k], by factor int32[factors, k]."""

    rows: Rows
    units: Units
    by_factor: Units
    eligible: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One term to add: rows -> units int32[rows], and the most it can be."""

    factor: int
    units: Callable[[Rows], Units]
    most: int
    is_dear: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A program with its tables worked out, to be run any number of times on one generation.

    `rest[i]` is the most that the steps from i on can add; rows are dropped after `prunings` steps.
    """

    pool: Pool
    program: Program
    steps: tuple[_Step, ...]
    rest: tuple[int, ...]
    prunings: frozenset[int]


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
    >>> len(ready.steps) == len(program.sources)
    True
    """
    steps = [_step(scorer, source) for source in program.sources]
    steps.sort(key=lambda step: (step.is_dear, -step.most))
    rest = np.cumsum([0, *(step.most for step in reversed(steps))])[::-1]
    cheap = sum(not step.is_dear for step in steps)
    prunings = frozenset({min(FIRST, cheap), *range(cheap, len(steps))})
    return Ready(pool, program, tuple(steps), tuple(int(most) for most in rest), prunings)


def _step(scorer: Scorer, source: Source) -> _Step:
    table = units_table(scorer, source.table, source.weight)
    factor = FACTORS.index(FACTOR_OF[source.table])
    if isinstance(source.codes, LookUp):
        table = table[source.codes.meaning]
        most = int(table.max(initial=0))
        return _Step(factor, partial(_taken, table, source.codes.values), most, is_dear=False)
    if source.most == 0:
        return _Step(factor, partial(_constant, table[:1]), int(table[0]), is_dear=False)
    units = partial(_worked_out, table, source.codes)
    return _Step(factor, units, int(table[source.most]), source.table in DEAR)


def _constant(table: Units, rows: Rows) -> Units:
    return table.repeat(len(rows))


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
    units = np.zeros(len(rows), dtype=np.int32)
    floor = None
    for number, step in enumerate(ready.steps, 1):
        units += step.units(rows)
        if number in ready.prunings and len(rows) > max(FEW, k):
            if floor is None:
                floor = _kth_best_pilot(ready, rows, units, number, k)
            hopeful = units + ready.rest[number] >= floor
            rows, units = rows[hopeful], units[hopeful]
    chosen = _first(ready.pool.keys, rows, units, k)
    return Top(rows[chosen], units[chosen], _by_factor(ready, rows[chosen]), eligible)


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
    words = ready.pool.active
    for gate in ready.program.gates:
        if isinstance(gate, SetGate):
            words = words & gate.passing
    rows = members(words, ready.pool.count)
    for gate in ready.program.gates:
        if isinstance(gate, RowGate):
            rows = rows[gate.test(rows)]
    return rows


def _kth_best_pilot(ready: Ready, rows: Rows, units: Units, done: int, k: int) -> int:
    """Return the k-th best full score among the rows that look best so far."""
    many = max(PILOTS, k)
    best = np.flatnonzero(units >= _least_of_most(units, many))[:many]
    pilots, full = rows[best], units[best]
    for step in ready.steps[done:]:
        full = full + step.units(pilots)
    return int(np.sort(full)[-k])


def _least_of_most(units: Units, k: int) -> int:
    """Return the k-th largest. Units are few thousands of integers, so that counting them is
    faster than any order."""
    least = int(units.min())
    so_many = np.cumsum(np.bincount(units - least)[::-1])
    return least + len(so_many) - 1 - int(np.searchsorted(so_many, k))


def _first(keys: Sequence[str], rows: Rows, units: Units, k: int) -> Rows:
    """Return the positions of the first k: by falling units, then by key."""
    if len(rows) > k:
        positions = np.flatnonzero(units >= np.sort(units)[-k])
    else:
        positions = np.arange(len(rows))
    ordered = sorted(positions.tolist(), key=lambda at: (-int(units[at]), keys[int(rows[at])]))
    return np.array(ordered[:k], dtype=np.intp)


def _by_factor(ready: Ready, rows: Rows) -> Units:
    by_factor = np.zeros((len(FACTORS), len(rows)), dtype=np.int32)
    for step in ready.steps:
        by_factor[step.factor] += step.units(rows)
    return by_factor
