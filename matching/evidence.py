"""What a person has shown: how strong each skill and category is, and which words show it.

The first words of the headline are read like a short entry where the career speaks of the same,
and of the free text what tells of work. Both are unconfirmed: the lowest reading is without the
free text, and that reading holds for a need that somebody pasted there (`matching.copies`).

A claim says how well somebody can do what the career shows; alone it is worth nothing, so that
listing a label never pays. A career entry that names the skill, says what was done and for how
long is worth most. Levels are held to what the job titles make believable. Each skill has three
readings: as it stands, and the lowest and highest if every unconfirmed claim turned out worst or
best.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.entries import EntryReading, read_career, read_headline, read_own_words
from matching.lexicon import Floats, Lexicon
from matching.profiles import Claim, Person

TOP = 31
"""Readings are integers 0-31."""
MAX_CLAIMS = 15
"""Whoever claims more skills than this has listed everything: only confirmed claims count then."""
EVIDENT = 0.6
"""An unconfirmed claim counts where at least this much is shown: the thing itself, not its kin."""
TIED_CLAIM = EVIDENT
"""What is tied to a career entry as its evidence is at least this much shown."""
WITHOUT_CLAIM = 0.75
"""What a skill is worth that the career shows but the person doesn't claim."""
ECHOED = 0.45
"""Words of a label count as likeness where at least this much of the skill is shown."""
SPECIALTY = 0.7
"""What declaring a field adds of what is missing in it, where the career agrees."""
BARE_SPECIALTY = 0.3
"""The same where it doesn't."""
SPECIALTIES = 3
"""Whoever declares more fields than this has that much less of each."""
LEVEL_VALUE = (0.0, 0.3, 0.5, 0.75, 0.92, 1.0)
CEILING = (0.0, 2.0, 2.6, 4.0, 5.0, 5.0)
"""The level that a title of seniority 0-5 makes believable."""
OBSERVED = (0.0, 1.5, 2.2, 3.2, 4.0, 4.2)
"""The level that a title of seniority 0-5 shows by itself."""

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reading:
    """A person read: integers 0-31 per skill and category, and what they rest on.

    `echoed` are the claims whose words count as likeness: the career shows something of them, or
    nobody knows what they mean.
    """

    strength: Codes
    lowest: Codes
    highest: Codes
    categories: Codes
    entries: tuple[EntryReading, ...]
    claims: tuple[tuple[int, str], ...]
    unresolved: tuple[int, ...]
    unverified: int
    echoed: tuple[int, ...]


def read_person(person: Person, lexicon: Lexicon, as_of: int) -> Reading:
    """Read all a person says about themselves. `as_of` is the month "now" as an index.

    >>> from matching.vocabulary import Vocabulary
    >>> read_person(Person(key="p", tier="practical"), Lexicon(Vocabulary()), 24_000).strength
    array([], dtype=uint8)
    """
    entries = read_career(person, lexicon, as_of) + read_headline(person, lexicon)
    fields = _category_strength(person, entries, lexicon)
    done, done_seen, _ = _shown(entries, person, lexicon)
    entries += read_own_words(person, lexicon)
    shown, seen, ceiling = _shown(entries, person, lexicon)
    resolved, unresolved = _resolve_claims(person, lexicon)
    counted = _counted(person, resolved)
    now, low = WITHOUT_CLAIM * seen, WITHOUT_CLAIM * done_seen
    high = now.copy()
    for position, code in counted:
        claim, column = person.claims[position], lexicon.skills[code]
        worth = _worth(claim, float(shown[column]), float(ceiling[column]))
        best = LEVEL_VALUE[claim.level]
        for readings, value in ((now, worth), (high, best), (low, worth * claim.verified)):
            readings[column] = max(readings[column], value)
    held = _spread(now, shown, lexicon.kin)
    return Reading(
        strength=_codes(held),
        lowest=_codes(np.minimum(_spread(low, done, lexicon.kin), held)),
        highest=_codes(np.maximum(high, held)),
        categories=_codes(fields),
        entries=tuple(entries),
        claims=tuple(counted),
        unresolved=tuple(unresolved),
        unverified=sum(not person.claims[position].verified for position, _ in counted),
        echoed=_echoed(person, counted, unresolved, done, lexicon),
    )


def _shown(
    entries: list[EntryReading], person: Person, lexicon: Lexicon
) -> tuple[Floats, Floats, Floats]:
    """Return per skill, float32[skills]: how well it is shown (0-1), the same times the level
    seen (0-1), and the level that is believable (0-5)."""
    amounts = np.vstack([*(entry.skills for entry in entries), _qualified(person, lexicon)])
    seniority = np.array([*(entry.seniority for entry in entries), 3.0])
    seen_levels = level_value(np.interp(seniority, range(6), OBSERVED))
    ceilings = np.interp(seniority, range(6), CEILING)
    believable = np.where(amounts > 0.05, ceilings[:, None], 0.0).max(axis=0, initial=0.0)
    return (
        accumulate(amounts),
        accumulate(amounts * seen_levels[:, None]),
        np.where(believable > 0, believable, 3.0).astype(np.float32),
    )


def accumulate(amounts: Floats) -> Floats:
    """Return the best sign plus a part of what the others add, per column, 0-1.

    >>> accumulate(np.array([[0.5], [1.0]], dtype=np.float32)).tolist()
    [1.0]
    """
    best = amounts.max(axis=0, initial=0.0)
    rest = np.minimum(amounts.sum(axis=0) - best, 1.0)
    total: Floats = (best + 0.3 * (1 - best) * rest).astype(np.float32)
    return total


def _qualified(person: Person, lexicon: Lexicon) -> Floats:
    shown = np.zeros(len(lexicon.skills), dtype=np.float32)
    for held in person.qualifications:
        known = lexicon.qualifications.get(held.code or "")
        if known is not None:
            np.maximum(shown, 0.5 * lexicon.skill_vector(known.skills), out=shown)
    return shown


def _resolve_claims(person: Person, lexicon: Lexicon) -> tuple[list[tuple[int, str]], list[int]]:
    """Return (claim, code) of what could be resolved, and the claims that could not."""
    resolved, unresolved = [], []
    for position, claim in enumerate(person.claims):
        meant = lexicon.resolver.skill(claim.label)
        code = claim.code or meant.code
        if code in lexicon.skills:
            resolved.append((position, str(code)))
        elif meant.reason != "void":
            unresolved.append(position)
    return resolved, unresolved


def _counted(person: Person, resolved: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the claims that count: all, or of a list of everything only what was confirmed."""
    if len({code for _, code in resolved}) <= MAX_CLAIMS:
        return resolved
    return [(position, code) for position, code in resolved if person.claims[position].verified]


def _worth(claim: Claim, shown: float, ceiling: float) -> float:
    """Return what a claim is worth, 0-1: the believable level times the evidence for it."""
    if claim.verified:
        return LEVEL_VALUE[claim.level]
    shown = shown if claim.career is None else max(shown, TIED_CLAIM)
    if shown < EVIDENT:
        return 0.0
    level = min(float(claim.level), ceiling)
    stay = 0.9 + 0.1 * min(claim.years, 5.0) / 5.0
    return float(level_value(level)) * shown * stay


def _echoed(
    person: Person,
    counted: list[tuple[int, str]],
    unresolved: list[int],
    shown: Floats,
    lexicon: Lexicon,
) -> tuple[int, ...]:
    if len(person.claims) > MAX_CLAIMS:
        return ()
    known = [position for position, code in counted if shown[lexicon.skills[code]] >= ECHOED]
    return (*known, *unresolved)


def level_value(level: float | NDArray[np.float64]) -> Floats:
    """Return what a level 0-5 is worth, 0-1, between the levels by straight lines.

    >>> float(level_value(5))
    1.0
    """
    return np.asarray(np.interp(level, range(6), LEVEL_VALUE), dtype=np.float32)


def _spread(values: Floats, shown: Floats, kin: Floats) -> Floats:
    """Let a skill that is held and shown speak for its kin: the best of value x kinship.

    What is merely claimed (not shown) speaks for nothing else.
    """
    held = np.flatnonzero((values > 0) & (shown > 0.3))
    if not len(held):
        return values
    near: Floats = (values[held, None] * kin[held]).max(axis=0)
    return np.maximum(values, near)


def _category_strength(person: Person, entries: list[EntryReading], lexicon: Lexicon) -> Floats:
    rows = [entry.categories for entry in entries]
    shown = accumulate(np.vstack(rows)) if rows else np.zeros(len(lexicon.categories), np.float32)
    dilution = min(1.0, SPECIALTIES / max(len(person.specialties), 1))
    for specialty in person.specialties:
        if specialty in lexicon.categories:
            column = lexicon.categories[specialty]
            bonus = SPECIALTY if shown[column] > 0.15 else BARE_SPECIALTY
            shown[column] += bonus * dilution * (1 - shown[column])
    return shown


def _codes(values: Floats) -> Codes:
    codes: Codes = np.floor(np.clip(values, 0, 1) * TOP + 0.5).astype(np.uint8)
    return codes
