"""The fourth part of the realistic set: terse needs over the first part's people (its README)."""

import csv
import json
from functools import cache
from typing import Any

import numpy as np

from matching.evaluate import ndcg
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching.quality import pool
from tests.matching.reference import need
from tests.matching.world import loader

HERE = loader.HERE / "late"
Record = dict[str, Any]


@cache
def needs() -> list[Record]:
    lines = (HERE / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def grades() -> dict[tuple[str, str], int]:
    with (HERE / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["need_ref"], row["candidate_ref"]): int(row["grade"]) for row in rows}


@cache
def listed(ref: str) -> list[str]:
    """Return who is eligible for a need, best first."""
    asked = next(record for record in needs() if record["ref"] == ref)
    found = run(pool(), expert_scorer(), need(asked))
    is_out = np.asarray(found.failures.any(axis=0))
    return [pool().keys[row] for row in found.order if not is_out[row]]


def mean_ndcg(*, vague: bool | None = None) -> float:
    """Return the mean NDCG@10 of all needs, or of the vague or the plain ones."""
    asked = [
        record["ref"] for record in needs() if vague is None or loader.is_vague(record) is vague
    ]
    return float(np.mean([_ndcg(ref) for ref in asked]))


def _ndcg(ref: str) -> float:
    ideal = [grade for (asked, _), grade in grades().items() if asked == ref]
    return ndcg([grades().get((ref, key), 0) for key in listed(ref)], ideal)
