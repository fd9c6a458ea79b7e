"""What is kept of a person's reading, so that words can be quoted without reading them again."""

from dataclasses import dataclass

from matching.evidence import Reading
from matching.reading import Found


@dataclass(frozen=True, slots=True)
class EntrySigns:
    """What one career entry (or the headline, index None) says; `most` is the most it shows of any
    skill, 0-1."""

    index: int | None
    found: tuple[Found, ...]
    most: float


@dataclass(frozen=True, slots=True)
class Signs:
    """What a person's words say, by entry, and the claims that count as (position, skill)."""

    entries: tuple[EntrySigns, ...]
    claims: tuple[tuple[int, str], ...]


NOTHING = Signs((), ())


def signs_of(reading: Reading) -> Signs:
    """Return what of a reading is quoted.

    >>> from matching.evidence import read_person
    >>> from matching.lexicon import Lexicon
    >>> from matching.profiles import Person
    >>> from matching.vocabulary import Vocabulary
    >>> signs_of(read_person(Person("p", "practical"), Lexicon(Vocabulary()), 0)) == NOTHING
    True
    """
    entries = tuple(
        EntrySigns(entry.index, entry.found, float(entry.skills.max(initial=0.0)))
        for entry in reading.entries
    )
    return Signs(entries, reading.claims)
