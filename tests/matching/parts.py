"""The parts of the realistic set that bring people of their own (see the README of each folder)."""

import csv
import json
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from matching.evaluate import ndcg
from matching.pool import Pool
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching import baseline
from tests.matching.quality import AS_OF
from tests.matching.reference import lexicon, need, person
from tests.matching.world import loader

Record = dict[str, Any]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """Needs, people, grades and traps of one folder; what is ranked is kept."""

    folder: Path

    @cached_property
    def needs(self) -> list[Record]:
        """All needs."""
        return self._records("needs")

    @cached_property
    def people(self) -> list[Record]:
        """All people."""
        return self._records("candidates")

    @cached_property
    def grades(self) -> dict[Pair, int]:
        """Grades 1-3; a pair that is absent is 0."""
        return {pair: int(row["grade"]) for pair, row in self._rows("grades").items()}

    @cached_property
    def traps(self) -> frozenset[Pair]:
        """Pairs that only look right."""
        return frozenset(self._rows("traps"))

    def trapped(self) -> list[Pair]:
        """Return the traps among the first three."""
        first = [(ref, key) for ref in self._refs() for key in self._listed(ref)[:3]]
        return [pair for pair in first if pair in self.traps and pair not in self.grades]

    def mean_ndcg(self, *, vague: bool | None = None, has_category: bool = True) -> float:
        """Return the mean NDCG@10 of all needs, or of the vague or the plain ones."""
        lists = [(ref, self._listed(ref, has_category)) for ref in self._refs(vague)]
        return float(np.mean([self._ndcg(ref, keys) for ref, keys in lists]))

    def baseline_ndcg(self, *, vague: bool | None = None) -> float:
        """Return the same of character TF-IDF with the declared category, behind the same gates."""
        asked = [need for need in self.needs if need["ref"] in self._refs(vague)]
        orders = [baseline.order(need, self.people, has_category=True) for need in asked]
        pairs = zip(asked, orders, strict=True)
        return float(np.mean([self._ndcg(need["ref"], keys) for need, keys in pairs]))

    def _refs(self, vague: bool | None = None) -> list[str]:
        return [
            record["ref"]
            for record in self.needs
            if vague is None or loader.is_vague(record) is vague
        ]

    def _ndcg(self, ref: str, keys: list[str]) -> float:
        ideal = [grade for (asked, _), grade in self.grades.items() if asked == ref]
        return ndcg([self.grades.get((ref, key), 0) for key in keys], ideal)

    def _listed(self, ref: str, has_category: bool = True) -> list[str]:
        return _listed(self, ref, has_category)

    @cached_property
    def pool(self) -> Pool:
        """The people as the library reads them."""
        return Pool.build(map(person, self.people), lexicon(), as_of=AS_OF)

    def _records(self, name: str) -> list[Record]:
        lines = (self.folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def _rows(self, name: str) -> dict[Pair, dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return {(row["need_ref"], row["candidate_ref"]): row for row in csv.DictReader(file)}


@cache
def _listed(part: Part, ref: str, has_category: bool) -> list[str]:
    """Return who is eligible for a need, best first."""
    asked = need(next(record for record in part.needs if record["ref"] == ref))
    found = run(
        part.pool, expert_scorer(), asked if has_category else replace(asked, category=None)
    )
    is_out = np.asarray(found.failures.any(axis=0))
    return [part.pool.keys[row] for row in found.order if not is_out[row]]


STRANGER = Part(loader.HERE / "stranger")
OTHERS = {
    "first other writer": Part(loader.HERE / "others" / "a"),
    "second other writer": Part(loader.HERE / "others" / "b"),
    "third other writer": Part(loader.HERE / "others" / "c"),
}
