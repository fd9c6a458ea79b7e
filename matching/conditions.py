"""The hard conditions as plain arithmetic on a few facts, of one person or of many at once.

This is the one place where the rules are written: ranking, reasons and smallest fixes all ask
here. Thresholds: the defaults of the interchange format.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.profiles import ANY_SLOT, SLOT_HOURS, SLOT_NAMES, Need, Person

EXACT = 1e-9
"""Shares are compared with this much grace, so that 60 % of 10 hours is 6 and not 6.0000001."""


OPEN_START, OPEN_END = -(2**31), 2**31 - 1
"""Months that stand for "not stated": from ever, for ever."""
HALF_DAY, EVENING = 3.875, 2.0
EVENINGS = sum(1 << bit for bit, name in enumerate(SLOT_NAMES) if name.endswith("eve"))

Numbers = float | NDArray[np.float64] | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much of a wish must be met: below `*_share` is out, from `full_share` costs nothing."""

    hours_share: float = 0.6
    period_share: float = 0.6
    slots_share: float = 0.5
    full_share: float = 0.9


def hours_ratio(offered: Numbers, need: Need) -> NDArray[np.float64]:
    """Return offered / needed hours a week, float64; 1 where either is not stated (NaN).

    >>> float(hours_ratio(6.0, Need(key="n", programme="hands_on", hours=8.0)))
    0.75
    """
    hours = np.asarray(offered, dtype=np.float64)
    if not need.hours:
        return np.ones_like(hours)
    return np.where(np.isnan(hours), 1.0, hours / need.hours)


def common_slots(offered: Numbers, need: Need) -> NDArray[np.int32]:
    """Return the half-days that suit both as masks, int32; an empty mask means any.

    >>> int(common_slots(0, Need(key="n", programme="hands_on", slots=3)))
    3
    """
    masks = np.asarray(offered, dtype=np.int32)
    return np.where(masks == 0, ANY_SLOT, masks) & (need.slots or ANY_SLOT)


def hours_of(masks: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the hours of slot masks, float64: 3.875 a half-day, 2 an evening.

    >>> float(hours_of(np.int32(5)))
    5.875
    """
    evenings = np.bitwise_count(masks & EVENINGS).astype(np.float64)
    half_days = np.bitwise_count(masks) - evenings
    hours: NDArray[np.float64] = half_days * HALF_DAY + evenings * EVENING
    return hours


def slots_ratio(offered: Numbers, need: Need) -> NDArray[np.float64]:
    """Return hours in common half-days / needed hours, float64; 1 where no hours are stated.

    >>> float(slots_ratio(1, Need(key="n", programme="hands_on", hours=7.75, slots=3)))
    0.5
    """
    common = hours_of(common_slots(offered, need))
    return common / need.hours if need.hours else np.ones_like(common)


def period_months(need: Need) -> int:
    """Return the months a need lasts, both ends included; 0 where an end is not stated.

    >>> period_months(Need(key="n", programme="hands_on", from_month=10, to_month=12))
    3
    """
    if need.from_month is None or need.to_month is None:
        return 0
    return need.to_month - need.from_month + 1


def common_months(start: Numbers, end: Numbers, need: Need) -> NDArray[np.int32]:
    """Return the months of the need in which people are there, int32 (OPEN_START, OPEN_END: open).

    >>> need = Need(key="n", programme="hands_on", from_month=10, to_month=12)
    >>> int(common_months(11, OPEN_END, need))
    2
    """
    first = np.maximum(np.asarray(start, dtype=np.int32), need.from_month or 0)
    last = np.minimum(np.asarray(end, dtype=np.int32), need.to_month or 0)
    common: NDArray[np.int32] = np.maximum(last - first + 1, 0)
    return common if period_months(need) else np.zeros_like(common)


def period_ratio(start: Numbers, end: Numbers, need: Need) -> NDArray[np.float64]:
    """Return the share of the need's months covered, float64; 1 where it states no period.

    >>> need = Need(key="n", programme="hands_on", from_month=10, to_month=11)
    >>> float(period_ratio(11, OPEN_END, need))
    0.5
    """
    months = period_months(need)
    common = common_months(start, end, need).astype(np.float64)
    return common / months if months else np.ones_like(common)


def can_reach(remote: str | None, areas: frozenset[str], need: Need) -> bool:
    """Say whether the person can be where the need wants them; fully remote is anywhere.

    >>> onsite = Need(key="n", programme="hands_on", remote="onsite")
    >>> can_reach("full", frozenset(), onsite)
    False
    >>> can_reach("full", frozenset(), Need(key="n", programme="hands_on", remote="full"))
    True
    """
    if need.remote == "full":
        return True
    return remote != "full" and (need.location is None or need.location in areas)


def has_public_experience(person: Person) -> bool:
    """Say whether a person has worked in or for the public sector.

    What they state decides; where they state nothing, years and career entries do.

    >>> has_public_experience(Person(key="p", tier="practical", public_years=2))
    True
    """
    if person.public_kinds:
        return bool(person.public_kinds - {"none"})
    return person.public_years > 0 or any(entry.public_sector for entry in person.career)


def hours_to_pass(need: Need, thresholds: Thresholds) -> float:
    """Return the least hours a week that pass, to the quarter of an hour.

    >>> hours_to_pass(Need(key="n", programme="hands_on", hours=12.0), Thresholds())
    7.25
    """
    return math.ceil((need.hours or 0.0) * thresholds.hours_share * 4 - EXACT) / 4


def months_to_pass(need: Need, thresholds: Thresholds) -> int:
    """Return the least months that pass.

    >>> need = Need(key="n", programme="hands_on", from_month=1, to_month=12)
    >>> months_to_pass(need, Thresholds())
    8
    """
    return math.ceil(period_months(need) * thresholds.period_share - EXACT)


def slots_to_add(offered: int, need: Need, thresholds: Thresholds) -> tuple[str, ...] | None:
    """Return the fewest further half-days that pass (longest first), or None if none suffice.

    >>> slots_to_add(2, Need(key="n", programme="hands_on", hours=7.75, slots=5), Thresholds())
    ('mon_am',)
    """
    common = float(hours_of(common_slots(offered, need)))
    missing = (need.hours or 0.0) * thresholds.slots_share - common
    added = []
    free = (need.slots or ANY_SLOT) & ~offered
    for bit in sorted(range(len(SLOT_NAMES)), key=lambda bit: -SLOT_HOURS[bit]):
        if missing > EXACT and free >> bit & 1:
            added.append(SLOT_NAMES[bit])
            missing -= SLOT_HOURS[bit]
    return tuple(added) if missing <= EXACT else None


def period_to_pass(start: int, end: int, need: Need, thresholds: Thresholds) -> tuple[int, int]:
    """Return the person's period widened as little as passes, as two months (from, to).

    Months are added before the start first when they lie inside the need, else after the end.

    >>> need = Need(key="n", programme="hands_on", from_month=1, to_month=10)
    >>> period_to_pass(8, 20, need, Thresholds())
    (5, 20)
    """
    first_asked, last_asked = need.from_month or 0, need.to_month or 0
    common = int(common_months(start, end, need))
    if common == 0:
        return first_asked, first_asked + months_to_pass(need, thresholds) - 1
    first, last = max(start, first_asked - 1), min(end, last_asked + 1)
    short = months_to_pass(need, thresholds) - common
    earlier = min(max(first - first_asked, 0), short)
    return min(start, first - earlier), max(end, last + short - earlier)


def hours_stated(person: Person) -> float:
    """Return a person's hours a week, NaN where they state none.

    >>> hours_stated(Person(key="p", tier="practical"))
    nan
    """
    return math.nan if person.preferences.hours is None else person.preferences.hours


def period_stated(person: Person) -> tuple[int, int]:
    """Return a person's period, open where they state no end.

    >>> period_stated(Person(key="p", tier="practical")) == (OPEN_START, OPEN_END)
    True
    """
    wish = person.preferences
    return (
        OPEN_START if wish.from_month is None else wish.from_month,
        OPEN_END if wish.to_month is None else wish.to_month,
    )
