"""What matching found, as pages show it: words and numbers, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from talentpool.programmes.schemas import ProgrammeOut
from talentpool.taxonomy.queries import Lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """What readers call the things that matching knows by code."""

    terms: Lexicon
    programmes: Mapping[str, ProgrammeOut]

    def name(self, kind: str, code: str) -> str:
        """A term."""
        return self.terms.name(kind, code)

    def programme(self, key: str) -> str:
        """A line of service; the key itself where it is not known."""
        found = self.programmes.get(key)
        return found.name if found else key

    def municipality(self, code: str) -> str:
        """A public body; the code itself where it is not known."""
        found = self.terms.municipalities.get(code)
        return found.name if found else code


class Quote(msgspec.Struct, frozen=True):
    """Words of the person that speak for a part, and where they stand."""

    phrase: str
    source: str


class Part(msgspec.Struct, frozen=True):
    """One factor of the score: signed points, why, and the words that speak for it."""

    factor: str
    title: str
    points: int
    why: str
    quotes: tuple[Quote, ...] = ()


class Side(msgspec.Struct, frozen=True):
    """The factors of one side and what they add up to."""

    name: str
    title: str
    points: int
    parts: tuple[Part, ...]


class Gate(msgspec.Struct, frozen=True):
    """A hard condition and whether the person meets it; `fix`: what would help."""

    code: str
    status: str
    title: str
    note: str
    fix: str = ""


class NearMiss(msgspec.Struct, frozen=True):
    """How many people one hard condition costs, in words that never tell a small number."""

    title: str
    failing: str
    only: str
    is_few: bool


class Reach(msgspec.Struct, frozen=True):
    """How many verified people meet every hard condition, and what each condition costs."""

    people: str
    near_misses: tuple[NearMiss, ...]
    is_without_skills: bool
