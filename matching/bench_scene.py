"""What the bench measures on: made pools of any size with needs, and the clock it uses."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from matching.conditions import Thresholds
from matching.evidence import read_person
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Need
from matching.program import compile_need
from matching.scorer import Scorer
from matching.testing import AS_OF, Maker
from matching.top import Ready, prepare

DISTINCT = 1500
"""People whose texts are really read; larger pools repeat their readings with other wishes."""
K = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """A pool and the needs asked of it."""

    pool: Pool
    needs: tuple[Need, ...]
    ready: tuple[Ready, ...]


def make_scene(maker: Maker, lexicon: Lexicon, scorer: Scorer, people: int, *, needs: int) -> Scene:
    """Return a pool of `people` and `needs` with conditions as strict as in life."""
    first = [
        maker.person(f"p{i:06d}", maker.levels(), wish=maker.wish())
        for i in range(min(DISTINCT, people))
    ]
    pool = Pool.build(first, lexicon, as_of=AS_OF)
    repeat_readings(pool, maker, people)
    asked = tuple(maker.strict_need(f"n{i:03d}") for i in range(needs))
    ready = tuple(ready_for(pool, scorer, need) for need in asked)
    return Scene(pool, asked, ready)


def repeat_readings(pool: Pool, maker: Maker, people: int) -> None:
    """Fill the pool to `people` rows: readings repeat, wishes are new."""
    first = list(pool)
    readings = [read_person(person, pool.lexicon, AS_OF) for person in first]
    for number in range(len(first), people):
        at = number % len(first)
        person = replace(first[at], key=f"p{number:06d}", preferences=maker.wish())
        pool.put(person, readings[at])


def ready_for(pool: Pool, scorer: Scorer, need: Need) -> Ready:
    """Read and compile a need, ready to be run."""
    program = compile_need(pool, need, thresholds=Thresholds(), interest={})
    return prepare(pool, scorer, program)


def cpu(action: Callable[[], object], *, times: int = 5) -> float:
    """Return the median CPU milliseconds of an action."""
    taken = []
    for _ in range(times):
        start = time.thread_time()
        action()
        taken.append((time.thread_time() - start) * 1000)
    return float(np.median(taken))
