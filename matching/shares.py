"""How much of what a need asks is met by each distinct statement of a pool's people.

Many people state the same hours and months, so a share is worked out once a statement and looked
up for the rows; half-days are looked up by the halves of their mask.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bits import HIGH_BITS, LOW_BITS, Masks, Rows
from matching.conditions import hours_of, hours_ratio, period_ratio
from matching.pool import Pool
from matching.profiles import ANY_SLOT, SLOT_HOURS, Need

Shares = NDArray[np.float64]
EIGHTHS = 8
"""Hours of half-days are whole eighths: 3.875 is 31 of them."""
MOST = int(EIGHTHS * sum(SLOT_HOURS))


def hours_shares(pool: Pool, need: Need) -> Shares:
    """Return the share of the hours that each statement of hours meets, float64[values].

    >>> from matching.testing import AS_OF, made_world
    >>> from matching.lexicon import Lexicon
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> hours_shares(pool, Need("n", "training", hours=32.0)).tolist()
    [0.5]
    """
    return hours_ratio(np.array(pool.hours.values, dtype=np.float64), need)


def period_shares(pool: Pool, need: Need) -> Shares:
    """Return the share of the months that each statement of a period meets, float64[values].

    >>> from matching.testing import AS_OF, made_world
    >>> from matching.lexicon import Lexicon
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> period_shares(pool, Need("n", "training")).tolist()
    [1.0]
    """
    stated = np.array(pool.period.values, dtype=np.int32).reshape(-1, 2)
    return period_ratio(stated[:, 0], stated[:, 1], need)


@dataclass(frozen=True, slots=True)
class CommonHours:
    """The hours of the half-days that suit both, for rows: int16[rows] in eighths."""

    column: Masks
    low: NDArray[np.int16]
    high: NDArray[np.int16]

    def __call__(self, rows: Rows) -> NDArray[np.int16]:
        """Look both halves of the rows' masks up."""
        hours: NDArray[np.int16] = self.low.take(self.column.low.take(rows))
        hours += self.high.take(self.column.high.take(rows))
        return hours


def common_hours(pool: Pool, need: Need) -> CommonHours:
    """Return what the halves of a mask are worth for a need.

    >>> from matching.testing import AS_OF, made_world
    >>> from matching.lexicon import Lexicon
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> common_hours(pool, Need("n", "training", slots=7))(np.array([0])).tolist()
    [78]
    """
    asked = need.slots or ANY_SLOT
    low = np.arange(1 << LOW_BITS, dtype=np.int32)
    high = np.arange(1 << HIGH_BITS, dtype=np.int32) << LOW_BITS
    worth = [(EIGHTHS * hours_of(masks & asked)).astype(np.int16) for masks in (low, high)]
    return CommonHours(pool.slots, *worth)


def slots_shares(need: Need) -> Shares:
    """Return the share of the hours that 0, 1, 2, ... eighths of common half-days meet, float64.

    >>> float(slots_shares(Need("n", "training", hours=2.0))[8])
    0.5
    """
    hours = np.arange(MOST + 1) / EIGHTHS
    return hours / need.hours if need.hours else np.ones_like(hours)
