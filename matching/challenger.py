"""A rival for the learned tables: boosted trees without interactions, in the same format.

Only jobs import this module (scikit-learn).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from matching.learn import STEPS, compile_tables
from matching.results import Term
from matching.scorer import CODES, FACTOR_OF, UNIT, Scorer

NAMES = tuple(FACTOR_OF)


def mean_codes(pairs: Sequence[Sequence[Term]]) -> NDArray[np.float64]:
    """Return the weighted code of every table, float64[pairs, tables], 0-31.

    >>> terms = [Term("time", "hours", None, "condition", 512, 31, 0)]
    >>> float(mean_codes([terms])[0, NAMES.index("hours")])
    15.5
    """
    codes = np.zeros((len(pairs), len(NAMES)))
    for row, terms in enumerate(pairs):
        for term in terms:
            codes[row, NAMES.index(term.table)] += term.code * term.weight / UNIT
    return codes


def fit_challenger(
    pairs: Sequence[Sequence[Term]], labels: Sequence[int], *, seed: int
) -> HistGradientBoostingClassifier:
    """Return monotone boosted trees over the tables' codes, each tree on one table only.

    Raises `ValueError` when the labels are all the same.

    >>> strong = [Term("time", "hours", None, "condition", 1024, 31, 0)]
    >>> weak = [Term("time", "hours", None, "condition", 1024, 0, 0)]
    >>> model = fit_challenger([strong, weak] * 50, [1, 0] * 50, seed=1)

    >>> model.predict(mean_codes([weak, strong])).tolist()
    [0, 1]
    """
    model = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        monotonic_cst=[1] * len(NAMES),
        max_leaf_nodes=8,
        min_samples_leaf=10,
        learning_rate=0.2,
        max_iter=40,
        early_stopping=False,
        random_state=seed,
    )
    if len(set(labels)) < 2:
        raise ValueError("the labels are all the same")
    return model.fit(mean_codes(pairs), labels)


def compile_challenger(model: HistGradientBoostingClassifier, version: str) -> Scorer:
    """Return the trees as tables: read off along each table, the others held at 0.

    Exact for tables with one term a pair (max. half a unit off); where a table's weight is spread
    over several terms, the tables are read term by term, which is the additive reading of them.

    >>> strong = [Term("time", "hours", None, "condition", 1024, 31, 0)]
    >>> weak = [Term("time", "hours", None, "condition", 1024, 0, 0)]
    >>> model = fit_challenger([strong, weak] * 50, [1, 0] * 50, seed=1)

    >>> tables = compile_challenger(model, "trees-1").tables
    >>> bool(tables["hours"][31] > tables["hours"][0] == tables["period"][31])
    True
    """
    zero = np.zeros((1, len(NAMES)))
    intercept = float(model.decision_function(zero)[0])
    steps = np.zeros((len(NAMES), STEPS))
    for column in range(len(NAMES)):
        along = np.repeat(zero, CODES, axis=0)
        along[:, column] = np.arange(CODES)
        steps[column] = np.maximum(np.diff(model.decision_function(along)), 0.0)
    return compile_tables(version, steps.ravel(), intercept)
