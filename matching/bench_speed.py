"""The rows of the bench about time and memory, beside pandas and plain Python."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matching.bench_report import Row, at_least, at_most
from matching.bench_scene import K, Scene, cpu, ready_for, repeat_readings
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.ranking import run
from matching.scorer import Scorer
from matching.testing import AS_OF, Maker
from matching.top import top

MANY_ELIGIBLE = "named skills are soft, so thousands stay eligible and their columns are read"
PANDAS_HAS_OUR_TABLES = "pandas is given the library's own look-up tables"


def speed(scene: Scene, scorer: Scorer) -> Iterator[Row]:
    """Yield the cost of one explained top 20, beside pandas, plain Python and the memory limit."""
    size = f"{len(scene.pool):,} people"
    ours = float(np.median([cpu(partial(top, ready, K)) for ready in scene.ready]))
    yield at_most(f"{size}: one explained top {K}", ours, "ms", 0.8, why=MANY_ELIGIBLE)
    eligible = float(np.median([top(ready, K).eligible for ready in scene.ready]))
    yield Row(f"{size}: eligible people, median", eligible, "people")
    readings = [cpu(partial(ready_for, scene.pool, scorer, need), times=2) for need in scene.needs]
    first = float(np.median(readings))
    yield Row(f"{size}: reading and compiling a need, once", first, "ms")
    full = cpu(lambda: run(scene.pool, scorer, scene.needs[0]), times=3)
    yield Row(f"{size}: everybody scored, with both doubtful readings", full, "ms")
    rival = Rival(scene)
    theirs = float(np.median([cpu(partial(rival.first, i), times=2) for i in range(8)]))
    yield Row(f"{size}: pandas, the same terms, no explanation", theirs, "ms")
    yield at_least(
        f"{size}: times faster than pandas", theirs / ours, "x", 15, why=PANDAS_HAS_OUR_TABLES
    )
    masked = float(np.median([cpu(partial(rival.masked, i), times=2) for i in range(8)]))
    yield Row(f"{size}: the same, all conditions in one mask first", masked, "ms")
    yield Row(f"{size}: times faster than that", masked / ours, "x")
    naive = cpu(lambda: rival.loop(0, 2000), times=1) * len(scene.pool) / 2000
    yield Row(f"{size}: plain Python over everybody (scaled from 2,000)", naive, "ms")
    yield Row("memory bandwidth, one thread (copy of 64 MiB)", _bandwidth(), "GB/s")
    yield Row(f"{size}: memory", _size(scene.pool) / len(scene.pool), "B/person")


def _bandwidth() -> float:
    block = np.zeros(2**23)
    return 2 * 2**26 / (cpu(block.copy) / 1000) / 1e9


def _size(pool: Pool) -> float:
    arrays: tuple[NDArray[Any], ...] = (
        pool.strength,
        pool.lowest,
        pool.highest,
        pool.categories,
        pool.likeness.career.words,
        pool.meaning.career.points,
    )
    return float(sum(array.nbytes for array in arrays)) * len(pool) / pool.capacity


class Rival:
    """The same conditions and terms with pandas columns, and with a loop over rows."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        pool = scene.pool
        self.frame = pd.DataFrame({"row": np.arange(pool.count)})

    def first(self, number: int) -> pd.DataFrame:
        """Return the first 20 by masks, column sums and sort: one condition after the other."""
        frame = self.frame
        for gate in self.scene.ready[number].program.gates:
            passes = pd.Series(gate.passes(self.scene.pool.count), index=self.frame.index)
            frame = frame[passes.loc[frame.index]]
        return self._best(number, frame)

    def masked(self, number: int) -> pd.DataFrame:
        """Return the same by one mask of all conditions: fewer frames are made."""
        gates = self.scene.ready[number].program.gates
        passes = np.logical_and.reduce([gate.passes(self.scene.pool.count) for gate in gates])
        return self._best(number, self.frame[passes])

    def _best(self, number: int, frame: pd.DataFrame) -> pd.DataFrame:
        ready = self.scene.ready[number]
        units = sum(
            (
                pd.Series(step.units(frame["row"].to_numpy()), index=frame.index)
                for step in ready.steps
            ),
            start=pd.Series(0, index=frame.index),
        )
        return frame.assign(units=units).sort_values(["units", "row"], ascending=[False, True])[:K]

    def loop(self, number: int, people: int) -> list[tuple[int, int]]:
        """Return the first 20 of the first `people` rows, one row at a time."""
        ready = self.scene.ready[number]
        passing = [gate.passes(people) for gate in ready.program.gates]
        scored = []
        for row in range(people):
            at = np.array([row])
            if all(passes[row] for passes in passing):
                scored.append((-sum(int(step.units(at)[0]) for step in ready.steps), row))
        return sorted(scored)[:K]


def updates(maker: Maker, lexicon: Lexicon, large: Pool) -> Iterator[Row]:
    """Yield the cost of changing one person, and what the size of the pool does to it."""
    people = [maker.person(f"u{i}", maker.levels(), wish=maker.wish()) for i in range(40)]
    small = Pool.build(people, lexicon, as_of=AS_OF)
    repeat_readings(small, maker, 1000)

    def cost(pool: Pool, number: int) -> float:
        changed = replace(people[number], key=pool.keys[number])
        return cpu(partial(pool.update, changed), times=9)

    # In turns, so that a busy machine is equally unkind to both.
    pairs = np.array([[cost(large, i), cost(small, i)] for i in range(len(people))])
    ratio = float(np.median(pairs[:, 0] / pairs[:, 1]))
    yield Row("update of one person", float(np.median(pairs[:, 0])), "ms")
    yield at_most(f"update: {len(large):,} against {len(small):,} people", ratio, "x", 1.2)


def bulk(scene: Scene, scorer: Scorer) -> Iterator[Row]:
    """Yield the cost of all needs against a pool: read, compiled, ranked and explained."""
    start = time.thread_time()
    for need in scene.needs:
        top(ready_for(scene.pool, scorer, need), K)
    seconds = time.thread_time() - start
    name = f"{len(scene.pool):,} people x {len(scene.needs)} needs, complete and explained"
    yield at_most(name, seconds, "s", 3)
