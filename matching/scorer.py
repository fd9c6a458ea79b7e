"""The score as data: one table of integers per kind of term, and the scale of points.

A term's units are `round(weight x table[code] / 1024)`; the score is their sum. A table's unit is
1/1024 of a logit, so that a learned scorer has the same form as the hand-made one.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.errors import InvalidProfile
from matching.results import CANDIDATE, MUNICIPALITY

UNIT = 1024
CODES = 32
Table = NDArray[np.int32]

FACTOR_OF = {
    "required": "required_skills",
    "preferred": "preferred_skills",
    "suggested": "similar_work",
    "category": "similar_work",
    "text": "similar_work",
    "meaning": "similar_work",
    "public": "public_sector",
    "hours": "time",
    "slots": "time",
    "period": "time",
    "place": "place",
    "tier": "standing",
    "qualification": "qualifications",
    "programme": "programme_wish",
    "interest": "interest",
    "slack": "hours_slack",
}
"""Every table and the factor it counts for."""

EXPERT_LOGITS = {
    "required": 3.2,
    "preferred": 0.7,
    "suggested": 1.2,
    "category": 1.0,
    "text": 1.6,
    "meaning": 1.6,
    "public": 0.12,
    "hours": 0.4,
    "slots": 0.2,
    "period": 0.35,
    "place": 0.25,
    "tier": 1.2,
    "qualification": 0.3,
    "programme": 0.08,
    "interest": 0.4,
    "slack": 0.08,
}
"""The most each table can add, by judgement, until decisions teach better."""

BENT = {"required": 1.6}
"""Tables that rise late: a little of several things asked is not as good as one of them in full."""


@dataclass(frozen=True)
class Scorer:
    """A published way of scoring. Tables are int32[32], never falling, indexed by code.

    `slope` and `offset` turn units into a probability: 1 / (1 + exp(-(slope x u/1024 + offset))).
    """

    version: str
    tables: Mapping[str, Table]
    slope: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        if set(self.tables) != set(FACTOR_OF):
            raise InvalidProfile("a scorer needs exactly the known tables", field="tables")
        for name, table in self.tables.items():
            if table.shape != (CODES,) or (np.diff(table) < 0).any():
                raise InvalidProfile(f"table {name} is not 32 rising integers", field=name)

    @property
    def digest(self) -> str:
        """A hash of the content, the same in every process.

        >>> expert_scorer().digest == expert_scorer().digest
        True
        """
        content = json.dumps(
            [self.version, self.slope, self.offset]
            + [[name, self.tables[name].tolist()] for name in FACTOR_OF]
        )
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """The least and the most units a score can have.

        >>> low, high = expert_scorer().bounds
        >>> low < high
        True
        """
        low = sum(min(int(table[0]), 0) for table in self.tables.values())
        return low, sum(max(int(table[-1]), 0) for table in self.tables.values())


def expert_scorer() -> Scorer:
    """Return the hand-made scorer, version `expert-4`: from nothing to the most along
    straight lines, or where it is bent along (code/31) to a power.

    >>> expert_scorer().bounds[0]
    0
    """
    line = np.arange(CODES) / (CODES - 1)
    tables = {
        name: np.floor(line ** BENT.get(name, 1) * most * UNIT + 0.5).astype(np.int32)
        for name, most in EXPERT_LOGITS.items()
    }
    return Scorer("expert-4", tables)


def units_of(scorer: Scorer, table: str, weight: int, code: int) -> int:
    """Return a term's integer units.

    >>> units_of(expert_scorer(), "required", 1024, 31) == round(3.2 * 1024)
    True
    """
    return (weight * int(scorer.tables[table][code]) + UNIT // 2) // UNIT


def points_of(scorer: Scorer, units: int) -> int:
    """Return the units on the scale 0-100 fixed for this scorer (half a point rounds up).

    >>> scorer = expert_scorer()
    >>> points_of(scorer, 0), points_of(scorer, scorer.bounds[1])
    (0, 100)
    """
    low, high = scorer.bounds
    return (200 * (units - low) + (high - low)) // (2 * max(high - low, 1))


def share_points(exact: Mapping[str, float], total: int) -> dict[str, int]:
    """Round parts to integers that add up to `total`.

    Source: largest remainder (Hamilton 1792); ties go to the earlier factor.

    >>> share_points({"time": 1.5, "place": 1.5}, 3)
    {'time': 2, 'place': 1}
    """
    floors = {name: math.floor(value) for name, value in exact.items()}
    missing = total - sum(floors.values())
    by_remainder = sorted(exact, key=lambda name: floors[name] - exact[name])
    for position in range(abs(missing)):
        name = by_remainder[position % len(by_remainder)]
        floors[name] += 1 if missing > 0 else -1
    return floors


def sides(units_by_factor: Mapping[str, int]) -> tuple[int, int]:
    """Return the municipality's and the candidate's totals; the score is their plain sum.

    >>> sides(dict.fromkeys(FACTOR_OF.values(), 1))
    (8, 3)
    """
    return (
        sum(units_by_factor[name] for name in MUNICIPALITY),
        sum(units_by_factor[name] for name in CANDIDATE),
    )
