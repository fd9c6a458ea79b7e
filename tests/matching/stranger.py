"""The third part of the realistic set: another style, only measured (see its README)."""

import csv
import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from matching.evaluate import ndcg
from matching.pool import Pool
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching.quality import AS_OF
from tests.matching.reference import lexicon, need, person
from tests.matching.world import loader

HERE = loader.HERE / "stranger"
Record = dict[str, Any]


@cache
def records(name: str) -> list[Record]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def grades() -> dict[tuple[str, str], int]:
    return {pair: int(row["grade"]) for pair, row in _rows("grades.csv").items()}


@cache
def traps() -> frozenset[tuple[str, str]]:
    return frozenset(_rows("traps.csv"))


@cache
def listed(ref: str, has_category: bool = True) -> list[str]:
    """Return who is eligible for a need, best first."""
    pool = _pool()
    asked = need(next(record for record in records("needs") if record["ref"] == ref))
    found = run(pool, expert_scorer(), asked if has_category else replace(asked, category=None))
    is_out = np.asarray(found.failures.any(axis=0))
    return [pool.keys[row] for row in found.order if not is_out[row]]


def mean_ndcg(*, vague: bool | None = None, has_category: bool = True) -> float:
    """Return the mean NDCG@10 of all needs, or of the vague or the plain ones."""
    asked = [
        record["ref"]
        for record in records("needs")
        if vague is None or loader.is_vague(record) is vague
    ]
    return float(np.mean([_ndcg(ref, has_category) for ref in asked]))


def _ndcg(ref: str, has_category: bool) -> float:
    ideal = [grade for (asked, _), grade in grades().items() if asked == ref]
    return ndcg([grades().get((ref, key), 0) for key in listed(ref, has_category)], ideal)


@cache
def _pool() -> Pool:
    return Pool.build(map(person, records("candidates")), lexicon(), as_of=AS_OF)


def _rows(name: str) -> dict[tuple[str, str], dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return {(row["need_ref"], row["candidate_ref"]): row for row in csv.DictReader(file)}
