"""The words the library understands, given as data: skills, qualifications, categories, concepts.

Nothing here reads a file. The service builds one `Vocabulary` from its reference data; scorers and
indices remember its `digest`, so that two that don't belong together are noticed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from matching.errors import VocabularyMismatch

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, tool, platform, business or role people claim. `parent` None is a mere heading.

    `labels_only` are words that mean it where they are the whole label, but not inside a sentence
    (運用, 設計, PM).
    """

    code: str
    label: str
    parent: str | None = None
    kind: str = "skill"
    synonyms: tuple[str, ...] = ()
    labels_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification with every name it goes or went by.

    `equivalents` are codes that satisfy the same requirement (a renamed or successor examination).
    `skills` says what holding it shows, 0-1. `labels_only` are abbreviations that mean it where
    they are the whole label, but not inside a sentence (SC, PM).
    """

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    equivalents: tuple[str, ...] = ()
    skills: Weights = field(default_factory=dict)
    labels_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A category of needs, which is also a field of expertise."""

    code: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A trouble in plain words and what it usually calls for.

    `phrases` are substrings of normalised text; `…` is a gap of up to 12 characters inside a
    sentence. All weights are 0-1.
    """

    code: str
    label: str
    phrases: tuple[str, ...]
    categories: Weights = field(default_factory=dict)
    skills: Weights = field(default_factory=dict)
    menus: tuple[str, ...] = ()
    businesses: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A business, step, role, menu or tool with the words it is known by, for suggestions."""

    kind: str
    code: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Words of a job title and how much responsibility they show: 1 (hands) to 5 (head)."""

    words: str
    seniority: int


@dataclass(frozen=True, slots=True)
class Relation:
    """How far experience in `skill` counts as experience in `other` (one way), 0-1."""

    skill: str
    other: str
    weight: float


@dataclass(frozen=True)
class Vocabulary:
    """All words together. `programme_tiers` says which tiers a programme is meant for."""

    skills: tuple[Skill, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    categories: tuple[Category, ...] = ()
    concepts: tuple[Concept, ...] = ()
    terms: tuple[Term, ...] = ()
    titles: tuple[Title, ...] = ()
    relations: tuple[Relation, ...] = ()
    ambiguous: frozenset[str] = frozenset()
    programme_tiers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("skills", "qualifications", "categories", "concepts"):
            _refuse_duplicates(name, [item.code for item in getattr(self, name)])
        known = {skill.code for skill in self.skills}
        for used in self._used_skills():
            if used not in known:
                raise VocabularyMismatch(f"no such skill: {used!r}", skill=used)

    def _used_skills(self) -> Iterable[str]:
        yield from (skill.parent for skill in self.skills if skill.parent)
        for concept in self.concepts:
            yield from concept.skills
        for qualification in self.qualifications:
            yield from qualification.skills
        for relation in self.relations:
            yield from (relation.skill, relation.other)

    @property
    def digest(self) -> str:
        """A hash of the content, the same in every process.

        >>> Vocabulary().digest == Vocabulary().digest
        True
        """
        content = repr([(f.name, _stable(getattr(self, f.name))) for f in fields(self)])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def _stable(value: object) -> object:
    """Order what has no order, so that the digest doesn't depend on hashing."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return sorted((key, _stable(item)) for key, item in value.items())
    if isinstance(value, tuple):
        return [_stable(item) for item in value]
    if is_dataclass(value):
        return [_stable(getattr(value, f.name)) for f in fields(value)]
    return value


def _refuse_duplicates(name: str, codes: list[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise VocabularyMismatch(f"{name}: {code!r} is there twice", code=code)
        seen.add(code)
