"""Learns tables from decisions, starting from what experts set and never turning against it.

Only jobs import this module (scikit-learn, scipy.optimize).
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from matching.errors import InvalidProfile
from matching.results import Term
from matching.scorer import CODES, FACTOR_OF, UNIT, Scorer

STEPS = CODES - 1
"""Steps of a table: from each code to the next."""
MOST_UNITS = 2**20

Floats = NDArray[np.float64]


class MonotoneAdditiveClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A logistic model with coefficients that never go below 0, pulled towards a prior.

    coef = a_block x prior + d with a, d >= 0; minimises log-loss + strength/2 x sum (a - 1)^2
    + strength x block x sum d^2. With no data it is the prior; as `strength` grows it stays it.
    Source: maximum a posteriori estimate under a normal prior (Bishop 2006, section 4.5.1), with
    bounds; L-BFGS-B (Byrd et al. 1995).

    Parameters: `prior` float[features] >= 0 or None (all 0); `block` features a table; `strength`.
    Attributes: `coef_` float64[features], `intercept_`, `classes_` (two), `n_features_in_`.

    >>> X = [[0.0], [0.2], [0.8], [1.0]]
    >>> model = MonotoneAdditiveClassifier(strength=0.1).fit(X, [0, 0, 1, 1])
    >>> bool(model.coef_[0] > 0)
    True
    """

    def __init__(
        self, prior: ArrayLike | None = None, block: int = 1, strength: float = 3.0
    ) -> None:
        self.prior = prior
        self.block = block
        self.strength = strength

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.poor_score = True
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit to float[n, features] and two classes. Raises `ValueError` as scikit-learn does.

        >>> X, y = [[0.0], [0.0], [1.0], [1.0]] * 5, [0, 0, 1, 1] * 5
        >>> model = MonotoneAdditiveClassifier(block=1).fit(X, y)
        >>> bool(model.coef_[0] > 0)
        True
        """
        rows, targets = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(targets)
        self.classes_, labels = np.unique(targets, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(f"Only binary classification is supported: {len(self.classes_)} class")
        weights = _check_sample_weight(sample_weight, rows)
        prior = self._prior(rows.shape[1])
        model = _Objective(
            rows, labels.astype(np.float64), weights, prior, self.block, self.strength
        )
        self.coef_, self.intercept_, self.n_iter_ = model.solve()
        return self

    def _prior(self, features: int) -> Floats:
        prior = np.zeros(features) if self.prior is None else np.asarray(self.prior, np.float64)
        if prior.shape != (features,) or (prior < 0).any() or features % self.block:
            raise ValueError("the prior needs one value >= 0 a feature, in whole blocks")
        return prior

    def decision_function(self, X: ArrayLike) -> Floats:
        """Return the logit of the second class, float64[n].

        >>> X, y = [[0.0], [0.0], [1.0], [1.0]] * 5, [0, 0, 1, 1] * 5
        >>> model = MonotoneAdditiveClassifier(block=1).fit(X, y)
        >>> low, high = model.decision_function([[0.0], [1.0]])
        >>> bool(low < 0 < high)
        True
        """
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        logits: Floats = rows @ self.coef_ + self.intercept_
        return logits

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return the probability of both classes, float64[n, 2].

        >>> X, y = [[0.0], [0.0], [1.0], [1.0]] * 5, [0, 0, 1, 1] * 5
        >>> model = MonotoneAdditiveClassifier(block=1).fit(X, y)
        >>> model.predict_proba([[1.0]]).sum().round(6).tolist()
        1.0
        """
        second = expit(self.decision_function(X))
        return np.column_stack([1 - second, second])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the likelier class of each row.

        >>> X, y = [[0.0], [0.0], [1.0], [1.0]] * 5, [0, 0, 1, 1] * 5
        >>> model = MonotoneAdditiveClassifier(block=1).fit(X, y)
        >>> model.predict([[0.0], [1.0]]).tolist()
        [0, 1]
        """
        is_second = self.decision_function(X) > 0
        predicted: NDArray[Any] = self.classes_[is_second.astype(int)]
        return predicted


class _Objective:
    """The penalised log-loss over (intercept, a per block, d per feature), with its gradient."""

    def __init__(
        self, X: Floats, y: Floats, weights: Floats, prior: Floats, block: int, strength: float
    ) -> None:
        self.X, self.y, self.weights = X, y, weights
        self.blocks = len(prior) // block
        self.block, self.strength = block, strength
        self.by_block = (X * prior).reshape(len(X), self.blocks, block).sum(axis=2)
        self.prior = prior
        self.has_prior = prior.reshape(self.blocks, block).any(axis=1)

    def solve(self) -> tuple[Floats, float, int]:
        start = np.concatenate([[0.0], self.has_prior.astype(float), np.zeros(len(self.prior))])
        bounds = [(None, None), *[(0, None)] * (len(start) - 1)]
        found = minimize(self.loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
        scale, extra = self._split(found.x)
        coefficients = np.repeat(scale, self.block) * self.prior + extra
        return coefficients, float(found.x[0]), int(found.nit)

    def _split(self, values: Floats) -> tuple[Floats, Floats]:
        return values[1 : 1 + self.blocks], values[1 + self.blocks :]

    def loss(self, values: Floats) -> tuple[float, Floats]:
        scale, extra = self._split(values)
        logits = values[0] + self.by_block @ scale + self.X @ extra
        loss = self.weights @ (np.logaddexp(0, logits) - self.y * logits)
        residual = self.weights * (expit(logits) - self.y)
        away = scale - self.has_prior
        loss += self.strength / 2 * (away @ away) + self.strength * self.block * (extra @ extra)
        gradient = np.concatenate(
            [
                [residual.sum()],
                self.by_block.T @ residual + self.strength * away,
                self.X.T @ residual + 2 * self.strength * self.block * extra,
            ]
        )
        return float(loss), gradient


def design(pairs: Sequence[Sequence[Term]]) -> Floats:
    """Return pairs' stored terms as float64[pairs, tables x 31]: how much weight of each table
    lies above each code. A scorer's logit is this times the steps of its tables.

    >>> from matching.results import Term
    >>> float(design([[Term("time", "hours", None, "condition", 1024, 31, 0)]]).sum())
    31.0
    """
    names = list(FACTOR_OF)
    rows = np.zeros((len(pairs), len(names), STEPS))
    for row, terms in enumerate(pairs):
        for term in terms:
            rows[row, names.index(term.table), : term.code] += term.weight / UNIT
    return rows.reshape(len(pairs), -1)


def steps_of(scorer: Scorer) -> Floats:
    """Return the steps of a scorer's tables in logits, float64[tables x 31], all >= 0.

    >>> from matching.scorer import expert_scorer
    >>> steps_of(expert_scorer()).shape[0] == 31 * len(FACTOR_OF)
    True
    """
    steps = np.concatenate([np.diff(scorer.tables[name]) / UNIT for name in FACTOR_OF])
    return np.asarray(steps, dtype=np.float64)


def compile_tables(version: str, steps: Floats, intercept: float) -> Scorer:
    """Return a scorer whose tables have these steps: the same additive model in integers.

    A table rises from 0; each value is off by at most half a unit (0.0005 logit). Raises
    `InvalidProfile` when a table would not fit its integers.

    >>> from matching.scorer import expert_scorer
    >>> prior = expert_scorer()
    >>> again = compile_tables("again", steps_of(prior), 0.0)
    >>> all((again.tables[name] == prior.tables[name]).all() for name in FACTOR_OF)
    True
    """
    tables = {}
    for name, rises in zip(FACTOR_OF, steps.reshape(len(FACTOR_OF), STEPS), strict=True):
        heights = np.floor(np.concatenate([[0.0], np.cumsum(rises)]) * UNIT + 0.5)
        if not np.isfinite(heights).all() or heights[-1] > MOST_UNITS:
            raise InvalidProfile(f"table {name} is out of bounds", field=name)
        tables[name] = heights.astype(np.int32)
    return Scorer(version, tables, offset=intercept)


def learn_scorer(
    prior: Scorer,
    pairs: Sequence[Sequence[Term]],
    labels: Sequence[int],
    *,
    version: str,
    strength: float = 3.0,
    sample_weight: Sequence[float] | None = None,
) -> Scorer:
    """Return a scorer learned from decisions about pairs (1 approved, 0 not), near the prior.

    Raises `ValueError` when the labels are all the same.

    >>> from matching.scorer import expert_scorer
    >>> strong = [Term("time", "hours", None, "condition", 1024, 31, 0)]
    >>> weak = [Term("time", "hours", None, "condition", 1024, 0, 0)]
    >>> learned = learn_scorer(expert_scorer(), [strong, weak] * 50, [1, 0] * 50, version="l-1")
    >>> bool(learned.tables["hours"][31] > expert_scorer().tables["hours"][31])
    True
    """
    model = MonotoneAdditiveClassifier(prior=steps_of(prior), block=STEPS, strength=strength)
    model.fit(design(pairs), labels, sample_weight)
    return compile_tables(version, model.coef_, model.intercept_)
