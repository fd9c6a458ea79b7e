"""Measures what the library promises: `python -m matching.bench [--json] [--people N]`.

One line a row: name, value, unit, goal, ok, and by how much and why where a goal is missed. Times
are medians of CPU time in one process, so that rows can be compared; ratios are between rows of
the same run. What needs the realistic set is measured by the tests' own bench.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np

from matching import bench_proof, bench_speed
from matching.bench_report import Row, tell
from matching.bench_scene import make_scene
from matching.lexicon import Lexicon
from matching.scorer import expert_scorer
from matching.testing import Maker, made_vocabulary
from matching.vectors import bundled_vectors

FIELDS = 25
PROOFS = (
    bench_proof.exactness,
    bench_proof.permutation,
    bench_proof.monotonicity,
    bench_proof.counterfactuals,
    bench_proof.stuffing,
    bench_proof.quality,
)


def main() -> int:
    """Print every row; the status is 0 also where a goal is missed (the row says so)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--people", type=int, default=100_000, help="how large the large pool is")
    options = parser.parse_args()
    tell(rows(options.people, options.people // 10), as_json=options.json)
    return 0


def rows(large: int, middle: int) -> Iterator[Row]:
    """Yield every row, the large pool of `large` people first."""
    rng = np.random.default_rng(20261124)
    lexicon = Lexicon(made_vocabulary(rng, fields=FIELDS), bundled_vectors())
    maker = Maker(rng, lexicon.vocabulary, FIELDS)
    scorer = expert_scorer()
    scene = make_scene(maker, lexicon, scorer, large, needs=40)
    yield from bench_speed.speed(scene, scorer)
    yield from bench_speed.updates(maker, lexicon, scene.pool)
    yield from bench_speed.bulk(make_scene(maker, lexicon, scorer, middle, needs=500), scorer)
    for proof in PROOFS:
        yield from proof(scorer)


if __name__ == "__main__":
    sys.exit(main())
