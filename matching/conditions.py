"""The hard conditions of one person against one need, as plain arithmetic on a few facts.

This is the one place where the rules are written; `matching.gates` only applies them to many
people at once. Thresholds: the defaults of the interchange format.
"""

import math
from dataclasses import dataclass

from matching.profiles import ANY_SLOT, SLOT_HOURS, SLOT_NAMES, Need, Person, slot_hours

EXACT = 1e-9
"""Shares are compared with this much grace, so that 60 % of 10 hours is 6 and not 6.0000001."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much of a wish must be met: below `*_share` is out, from `full_share` costs nothing."""

    hours_share: float = 0.6
    period_share: float = 0.6
    slots_share: float = 0.5
    full_share: float = 0.9


def hours_ratio(offered: float | None, need: Need) -> float:
    """Return offered / needed hours a week; 1 where either is not stated.

    >>> hours_ratio(6.0, Need(key="n", programme="hands_on", hours=8.0))
    0.75
    """
    return 1.0 if offered is None or not need.hours else offered / need.hours


def common_slots(offered: int, need: Need) -> int:
    """Return the half-days that suit both; an empty mask means any.

    >>> common_slots(0, Need(key="n", programme="hands_on", slots=3))
    3
    """
    return (offered or ANY_SLOT) & (need.slots or ANY_SLOT)


def slots_ratio(offered: int, need: Need) -> float:
    """Return hours in common half-days / needed hours; 1 where no hours are stated.

    >>> slots_ratio(1, Need(key="n", programme="hands_on", hours=7.75, slots=3))
    0.5
    """
    return slot_hours(common_slots(offered, need)) / need.hours if need.hours else 1.0


def period_months(need: Need) -> int:
    """Return the months a need lasts, both ends included; 0 where an end is not stated.

    >>> period_months(Need(key="n", programme="hands_on", from_month=10, to_month=12))
    3
    """
    if need.from_month is None or need.to_month is None:
        return 0
    return need.to_month - need.from_month + 1


def common_months(start: int | None, end: int | None, need: Need) -> int:
    """Return the months of the need in which the person is there; an end not stated is open.

    >>> common_months(11, None, Need(key="n", programme="hands_on", from_month=10, to_month=12))
    2
    """
    if need.from_month is None or need.to_month is None:
        return 0
    first = need.from_month if start is None else max(start, need.from_month)
    last = need.to_month if end is None else min(end, need.to_month)
    return max(last - first + 1, 0)


def period_ratio(start: int | None, end: int | None, need: Need) -> float:
    """Return the share of the need's months covered; 1 where the need states no period.

    >>> period_ratio(11, None, Need(key="n", programme="hands_on", from_month=10, to_month=11))
    0.5
    """
    months = period_months(need)
    return common_months(start, end, need) / months if months else 1.0


def can_reach(remote: str | None, areas: frozenset[str], need: Need) -> bool:
    """Say whether the person can be where the need wants them; fully remote is anywhere.

    >>> can_reach("full", frozenset(), Need(key="n", programme="hands_on", remote="onsite"))
    False
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
    missing = (need.hours or 0.0) * thresholds.slots_share - slot_hours(common_slots(offered, need))
    added = []
    free = (need.slots or ANY_SLOT) & ~offered
    for bit in sorted(range(len(SLOT_NAMES)), key=lambda bit: -SLOT_HOURS[bit]):
        if missing > EXACT and free >> bit & 1:
            added.append(SLOT_NAMES[bit])
            missing -= SLOT_HOURS[bit]
    return tuple(added) if missing <= EXACT else None


def period_to_pass(
    start: int | None, end: int | None, need: Need, thresholds: Thresholds
) -> tuple[int, int]:
    """Return the person's period widened as little as passes, as two months (from, to).

    Months are added before the start first when they lie inside the need, else after the end.

    >>> need = Need(key="n", programme="hands_on", from_month=1, to_month=10)
    >>> period_to_pass(8, 20, need, Thresholds())
    (5, 20)
    """
    assert need.from_month is not None
    assert need.to_month is not None
    first = need.from_month if start is None else start
    last = need.to_month if end is None else end
    if common_months(start, end, need) == 0:
        return need.from_month, need.from_month + months_to_pass(need, thresholds) - 1
    short = months_to_pass(need, thresholds) - common_months(start, end, need)
    earlier = min(max(first - need.from_month, 0), short)
    return first - earlier, last + short - earlier
