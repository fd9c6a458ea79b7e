"""The realistic set ranked by the library, and how good the order is."""

from dataclasses import replace
from functools import cache

import numpy as np

from matching.evaluate import ndcg
from matching.pool import Pool
from matching.ranking import Run, run
from matching.scorer import expert_scorer
from tests.matching.reference import lexicon, need, person
from tests.matching.world import loader

AS_OF = 2026 * 12 + 10


@cache
def world() -> loader.World:
    return loader.load()


@cache
def pool() -> Pool:
    return Pool.build(map(person, world()["candidates"]), lexicon(), as_of=AS_OF)


@cache
def ran(ref: str, has_category: bool = True) -> Run:
    record = next(record for record in world()["needs"] if record["ref"] == ref)
    asked = need(record)
    if not has_category:
        asked = replace(asked, category=None)
    return run(pool(), expert_scorer(), asked)


def listed(ref: str, has_category: bool = True) -> list[str]:
    found = ran(ref, has_category)
    is_out = found.failures.any(axis=0)
    return [pool().keys[row] for row in found.order if not is_out[row]]


def mean_ndcg(refs: list[str], *, has_category: bool = True) -> float:
    grades = world()["grades"]
    found = []
    for ref in refs:
        ideal = [grade for (asked, _), grade in grades.items() if asked == ref]
        found.append(ndcg([grades.get((ref, key), 0) for key in listed(ref, has_category)], ideal))
    return float(np.mean(found))


def refs(*, half: str = "measure", vague: bool | None = None) -> list[str]:
    return [
        record["ref"]
        for record in world()["needs"]
        if world()["half"][record["ref"]] == half
        and (vague is None or loader.is_vague(record) is vague)
    ]
