"""Measures what needs the tests' own worlds: `python -m tests.matching.bench [--json]`.

The realistic set is graded by people's rules, the naive conditions are written apart from the
library; neither belongs into it, so these rows stand here.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from matching.bench_report import Row, always, at_least, at_most, tell
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching.naive import naive_failures
from tests.matching.quality import listed, mean_ndcg, refs, world
from tests.matching.strict import strict_world

HALVES = {"look": "half looked at", "measure": "half only measured"}
WORDS_APART = "what remains are troubles whose words no concept and no career shares"


def main() -> int:
    """Print every row; the status is 0 also where a goal is missed (the row says so)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    tell(rows(), as_json=parser.parse_args().json)
    return 0


def rows() -> Iterator[Row]:
    """Yield the quality on the realistic set, then the reasons against the naive conditions."""
    for half, told in HALVES.items():
        yield from quality(half, f"realistic set, {told}")
    yield from traps()
    yield reasons()


def quality(half: str, name: str) -> Iterator[Row]:
    """Yield NDCG@10 over all needs of a half, its vague ones, and those without their category."""
    every, vague = refs(half=half), refs(half=half, vague=True)
    bare = mean_ndcg(vague, has_category=False)
    yield at_least(f"{name}: NDCG@10, all", mean_ndcg(every), "", 0.93, why=WORDS_APART)
    yield at_least(f"{name}: NDCG@10, vague", mean_ndcg(vague), "", 0.88, why=WORDS_APART)
    yield at_least(f"{name}: NDCG@10, vague, no category", bare, "", 0.8, why=WORDS_APART)


def traps() -> Iterator[Row]:
    """Yield how many people stand among the first three who only look right."""
    trapped = [
        key
        for half in HALVES
        for ref in refs(half=half)
        for key in listed(ref)[:3]
        if (ref, key) in world()["traps"]
    ]
    yield at_most("realistic set: traps among the first three", len(trapped), "people", 0)


def reasons() -> Row:
    """Return how often the reasons are those of a naive evaluation."""
    pool, needs = strict_world()
    same = pairs = 0
    for need in needs:
        ran = run(pool, expert_scorer(), need)
        codes = np.array([gate.code for gate in ran.program.gates])
        for row, person in enumerate(pool):
            same += set(codes[ran.failures[:, row]].tolist()) == naive_failures(person, need, pool)
            pairs += 1
    return always(f"reasons equal to naive conditions, of {pairs:,} pairs", same, pairs)


if __name__ == "__main__":
    sys.exit(main())
