"""What the library is given: people and needs as frozen values, with units and ranges.

Months are indices (`year * 12 + month - 1`), hours are per week, half-days are a bitmask of 21
(`slot_mask`). Keys are opaque and stable: ties are broken by them, nothing else reads them.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matching.errors import InvalidProfile

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("am", "pm", "eve")
SLOT_NAMES = tuple(f"{day}_{part}" for day in DAYS for part in PARTS)
SLOT_HOURS = tuple(2.0 if name.endswith("eve") else 3.875 for name in SLOT_NAMES)
ANY_SLOT = (1 << len(SLOT_NAMES)) - 1
MAX_TEXT = 10_000
TIERS = ("special", "practical")
REMOTE_PERSON = ("full", "hybrid", "onsite_ok")
REMOTE_NEED = ("full", "hybrid", "onsite")


def slot_mask(names: Iterable[str]) -> int:
    """Return the bitmask of half-days and evenings; bit = 3 x weekday + (am 0, pm 1, eve 2).

    Raises `InvalidProfile` for a name that is no slot.

    >>> slot_mask(["mon_am", "tue_eve"])
    33
    """
    mask = 0
    for name in names:
        if name not in SLOT_NAMES:
            raise InvalidProfile(f"no such slot: {name!r}", field="slots")
        mask |= 1 << SLOT_NAMES.index(name)
    return mask


def month_index(year: int, month: int) -> int:
    """Return the month as one integer, so that lengths are differences.

    Raises `InvalidProfile` for a month outside 1-12.

    >>> month_index(2024, 4) - month_index(2023, 4)
    12
    """
    if not 1 <= month <= 12:
        raise InvalidProfile(f"no such month: {month}", field="month")
    return year * 12 + month - 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A skill a person says they have. `code` is None where the label was not resolved.

    `career` is the index of the career entry given as its evidence, if one was.
    """

    label: str
    level: int
    years: float = 0.0
    code: str | None = None
    verified: bool = False
    career: int | None = None


@dataclass(frozen=True, slots=True)
class Career:
    """One entry of a career. `to_month` None means it goes on."""

    organization: str
    role: str
    from_month: int
    to_month: int | None = None
    public_sector: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification as written, and its code where it was resolved."""

    label: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants to work. None means "not stated" (a missing field), empty sets as in
    the interchange: no slots = any half-day, no programmes = all, no areas = not on site."""

    hours: float | None = None
    slots: int = 0
    from_month: int | None = None
    to_month: int | None = None
    remote: str | None = None
    areas: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the pool. No name, age, gender or address: there is no field for them."""

    key: str
    tier: str
    kind: str = "registered"
    headline: str = ""
    free_text: str = ""
    specialties: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    career: tuple[Career, ...] = ()
    public_years: float = 0.0
    public_kinds: frozenset[str] = frozenset()
    qualifications: tuple[Held, ...] = ()
    preferences: Preferences = Preferences()
    vendors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill or qualification asked for. `code` is None where the label was not resolved;
    `level` None means that the need doesn't say how much."""

    label: str
    code: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a municipality asks. `slots` 0 = any; `location` None = nowhere in particular.

    `texts` maps a field's name (title, current_issue, desired_outcome, ...) to its words; the
    names come back in evidence, the library gives none of them a meaning of its own.
    """

    key: str
    programme: str
    category: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    required: tuple[Requirement, ...] = ()
    preferred: tuple[Requirement, ...] = ()
    qualifications: tuple[Requirement, ...] = ()
    public_experience: bool = False
    from_month: int | None = None
    to_month: int | None = None
    hours: float | None = None
    slots: int = 0
    location: str | None = None
    remote: str = "hybrid"
    headcount: int = 1
    vendors: tuple[str, ...] = ()
    require_all_skills: bool = False


def check_person(person: Person) -> None:
    """Refuse impossible values. Raises `InvalidProfile` naming the field.

    >>> check_person(Person(key="p", tier="practical"))
    """
    _check(person.tier in TIERS, "tier", person.tier)
    for claim in person.claims:
        _check(1 <= claim.level <= 5, "claims.level", claim.level)
        _check(_is_amount(claim.years), "claims.years", claim.years)
        _check(
            claim.career is None or 0 <= claim.career < len(person.career),
            "claims.career",
            claim.career,
        )
    for entry in person.career:
        _check_text(entry.text, "career.text")
        _check(
            entry.to_month is None or entry.from_month <= entry.to_month,
            "career.to_month",
            entry.to_month,
        )
    _check_text(person.free_text, "free_text")
    _check(_is_amount(person.public_years), "public_years", person.public_years)
    _check_preferences(person.preferences)


def _check_preferences(wish: Preferences) -> None:
    _check(wish.hours is None or _is_amount(wish.hours), "preferences.hours", wish.hours)
    _check(0 <= wish.slots <= ANY_SLOT, "preferences.slots", wish.slots)
    _check(wish.remote is None or wish.remote in REMOTE_PERSON, "preferences.remote", wish.remote)
    _check_period(wish.from_month, wish.to_month, "preferences.to_month")


def check_need(need: Need) -> None:
    """Refuse impossible values. Raises `InvalidProfile` naming the field.

    >>> check_need(Need(key="n", programme="hands_on"))
    """
    _check(need.hours is None or _is_amount(need.hours), "hours", need.hours)
    _check(0 <= need.slots <= ANY_SLOT, "slots", need.slots)
    _check(need.remote in REMOTE_NEED, "remote", need.remote)
    _check(need.headcount >= 1, "headcount", need.headcount)
    _check_period(need.from_month, need.to_month, "to_month")
    for name, text in need.texts.items():
        _check_text(text, f"texts.{name}")
    for asked in (*need.required, *need.preferred):
        _check(asked.level is None or 1 <= asked.level <= 5, "required.level", asked.level)


def _check_period(start: int | None, end: int | None, name: str) -> None:
    _check(start is None or end is None or start <= end, name, end)


def _check_text(text: str, name: str) -> None:
    _check(len(text) <= MAX_TEXT, name, f"{len(text)} characters")


def _is_amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0


def _check(is_good: bool, name: str, value: object) -> None:
    if not is_good:
        raise InvalidProfile(f"{name}: {value!r} is not possible", field=name)
