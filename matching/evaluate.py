"""How good a ranking is: by grades, by what must not happen, against another, over time.

Only jobs import this module.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.results import Ranking


@dataclass(frozen=True, slots=True)
class Report:
    """Means over needs: `ndcg` and `precision` at 10, and rates of what must not happen:
    `violations` (ineligible before eligible, or ranked as such) and `traps` among the first 3."""

    ndcg: float
    precision: float
    violations: float
    traps: float
    by_need: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of b - a and its 95 % interval; `chance` is how often b is not better."""

    mean: float
    low: float
    high: float
    chance: float


def ndcg(grades: Sequence[float], ideal: Sequence[float], k: int = 10) -> float:
    """Return the discounted gain of grades in ranked order against the best order of `ideal`.

    Source: Jarvelin and Kekalainen (2002) with gains 2^grade - 1 (Burges et al. 2005). 1.0 where
    nobody has a grade above 0: there is nothing to get wrong.

    >>> ndcg([3, 0, 1], [3, 1, 0])
    0.9...
    """
    best = _gain(sorted(ideal, reverse=True)[:k])
    return _gain(grades[:k]) / best if best else 1.0


def _gain(grades: Sequence[float]) -> float:
    return float(sum((2**grade - 1) / np.log2(place + 2) for place, grade in enumerate(grades)))


def precision(grades: Sequence[float], k: int = 10, *, least: float = 2) -> float:
    """Return the share of the first k that have at least grade `least`; 0 for an empty list.

    >>> precision([3, 2, 0, 0], k=4)
    0.5
    """
    top = grades[:k]
    return sum(grade >= least for grade in top) / len(top) if top else 0.0


def report(
    rankings: Sequence[Ranking],
    grades: Mapping[tuple[str, str], float],
    *,
    ineligible: Collection[tuple[str, str]] = frozenset(),
    traps: Collection[tuple[str, str]] = frozenset(),
    k: int = 10,
) -> Report:
    """Return how good rankings are by (need, person) -> grade; a pair without a grade has 0.

    `ineligible` and `traps` are pairs that must not be listed, and not be among the first three.

    >>> report([], {}).ndcg
    0.0
    """
    by_need, precisions, violations, trapped = {}, [], 0, 0
    for ranking in rankings:
        listed = [(ranking.need, one.key) for one in ranking.people if one.is_eligible]
        found = [grades.get(pair, 0.0) for pair in listed]
        ideal = [grade for (need, _), grade in grades.items() if need == ranking.need]
        by_need[ranking.need] = ndcg(found, ideal, k)
        precisions.append(precision(found, k))
        violations += any(pair in ineligible for pair in listed)
        trapped += any(pair in traps for pair in listed[:3])
    count = max(len(rankings), 1)
    return Report(
        ndcg=sum(by_need.values()) / count,
        precision=sum(precisions) / count,
        violations=violations / count,
        traps=trapped / count,
        by_need=by_need,
    )


def paired_bootstrap(
    a: Sequence[float], b: Sequence[float], rng: np.random.Generator, *, rounds: int = 2000
) -> Difference:
    """Return how much better b is than a on the same needs, with a 95 % interval.

    Source: percentile bootstrap over needs (Efron and Tibshirani 1993, chapter 13). Raises
    `ValueError` when the two don't belong together.

    >>> paired_bootstrap([0.5, 0.6], [0.7, 0.8], np.random.default_rng(1)).mean
    0.2
    """
    if len(a) != len(b) or not a:
        raise ValueError("a paired comparison needs two equally long, non-empty lists")
    gains = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    means = gains[rng.integers(0, len(gains), (rounds, len(gains)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(
        round(float(gains.mean()), 9), float(low), float(high), float((means <= 0).mean())
    )


def temporal_split(
    months: Sequence[int], *, train: float = 0.6, calibrate: float = 0.2
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return positions to learn from, to calibrate on and to test on: each later than the last.

    Needs of one month stay together, so that nothing is learned from the month it is tested on.

    >>> [part.tolist() for part in temporal_split([1, 2, 3, 4, 5])]
    [[0, 1, 2], [3], [4]]
    """
    order = np.argsort(months, kind="stable")
    ordered = np.asarray(months)[order]
    bounds = [int(np.ceil(len(ordered) * share - 1e-9)) for share in (train, train + calibrate)]
    first, second = (
        int(np.searchsorted(ordered, ordered[bound - 1], "right")) if bound else 0
        for bound in bounds
    )
    return order[:first], order[first:second], order[second:]


def expected_calibration_error(
    chances: Sequence[float], labels: Sequence[int], *, bins: int = 10
) -> float:
    """Return the mean gap between stated chance and observed share, weighted by bin, 0-1.

    Source: Naeini, Cooper and Hauskrecht (2015), equal-width bins. 0 for no decisions.

    >>> expected_calibration_error([0.5, 0.5], [0, 1])
    0.0
    """
    stated = np.asarray(chances, dtype=np.float64)
    observed = np.asarray(labels, dtype=np.float64)
    which = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [
        abs(stated[which == number].mean() - observed[which == number].mean())
        * (which == number).sum()
        for number in np.unique(which)
    ]
    return float(sum(gaps) / max(len(stated), 1))
