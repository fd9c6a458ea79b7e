"""From units to a probability that means what it says.

Only jobs import this module (scikit-learn).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from matching.scorer import UNIT, Scorer


def calibrate(scorer: Scorer, units: Sequence[int], labels: Sequence[int]) -> Scorer:
    """Return the scorer with slope and offset fitted to decisions it has not learned from.

    Source: Platt (1999), "Probabilistic outputs for support vector machines"; the slope is kept
    from turning the order round. Raises `ValueError` when the labels are all the same.

    >>> from matching.scorer import expert_scorer
    >>> scorer = calibrate(expert_scorer(), [0, 1000, 5000, 6000] * 9, [0, 0, 1, 1] * 9)
    >>> bool(probability(scorer, [6000])[0] > 0.9)
    True
    """
    logits = np.asarray(units, dtype=np.float64)[:, None] / UNIT
    model = LogisticRegression(C=1e3).fit(logits, labels)
    slope = max(float(model.coef_[0, 0]), 1e-6)
    return replace(scorer, slope=slope, offset=float(model.intercept_[0]))


def probability(scorer: Scorer, units: Sequence[int]) -> NDArray[np.float64]:
    """Return the probability of approval at these units, float64[n], 0-1.

    >>> from matching.scorer import expert_scorer
    >>> float(probability(expert_scorer(), [0])[0])
    0.5
    """
    logits = np.asarray(units, dtype=np.float64) / UNIT
    chances: NDArray[np.float64] = expit(scorer.slope * logits + scorer.offset)
    return chances
