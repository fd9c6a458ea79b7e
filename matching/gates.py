"""Hard conditions for many people at once: who passes, who fails what, what it costs to ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bits import Rows, Words, flags
from matching.results import NearMiss

GATES = (
    "conflict",
    "programme_not_accepted",
    "public_experience_missing",
    "qualification_missing",
    "period_short",
    "hours_short",
    "slots_short",
    "place_unreachable",
    "skills_missing",
)
"""Every reason code, in the order in which reasons are told."""


@dataclass(frozen=True, slots=True)
class SetGate:
    """A condition met by a set of rows."""

    code: str
    subject: str | None
    passing: Words

    def passes(self, count: int) -> NDArray[np.bool_]:
        """Return bool[count]: who passes.

        >>> SetGate("conflict", None, np.array([2], dtype=np.uint64)).passes(2).tolist()
        [False, True]
        """
        return flags(self.passing, count)


@dataclass(frozen=True, slots=True)
class RowGate:
    """A condition worked out for the rows asked: `test` gives bool[rows]."""

    code: str
    subject: str | None
    test: Callable[[Rows], NDArray[np.bool_]]

    def passes(self, count: int) -> NDArray[np.bool_]:
        """Return bool[count]: who passes.

        >>> RowGate("hours_short", None, lambda rows: rows > 0).passes(2).tolist()
        [False, True]
        """
        return self.test(np.arange(count))


Gate = SetGate | RowGate


def failing(gates: Iterable[Gate], active: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bool[gates, rows]: who of the active rows fails what.

    >>> gate = SetGate("conflict", None, np.array([2], dtype=np.uint64))
    >>> failing([gate], np.array([True, True])).tolist()
    [[True, False]]
    """
    rows = [active & ~gate.passes(len(active)) for gate in gates]
    return np.array(rows, dtype=bool).reshape(len(rows), len(active))


def count_near_misses(gates: Iterable[Gate], failures: NDArray[np.bool_]) -> tuple[NearMiss, ...]:
    """Return for every condition how many fail it and how many fail nothing else.

    >>> gate = SetGate("conflict", None, np.array([2], dtype=np.uint64))
    >>> count_near_misses([gate], np.array([[True, False]]))[0].only
    1
    """
    times = failures.sum(axis=0)
    return tuple(
        NearMiss(gate.code, gate.subject, int(fails.sum()), int((fails & (times == 1)).sum()))
        for gate, fails in zip(gates, failures, strict=True)
    )
