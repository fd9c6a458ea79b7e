"""Reads a text: which skills it names, which troubles (concepts) it tells, with the words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from matching.text import Finder, Hit, Normal, is_denied, longest, normalise
from matching.vocabulary import Concept, Vocabulary

IN_PASSING = 0.75
"""How sure a word of everyday use (研修, 介護) is to name the skill that it is a label of."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something read in a text; start/end are offsets in the original. `weight` 0-1 is how sure
    the words are to mean it."""

    kind: str
    code: str
    start: int
    end: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Named:
    kind: str
    code: str
    weight: float = 1.0


class TextReader:
    """Finds named skills, qualifications, categories, terms and concepts. Immutable."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        told = (
            (phrase, _Named("concept", concept.code))
            for concept in vocabulary.concepts
            for phrase in concept.phrases
        )
        self._phrases: Finder[_Named] = Finder(chain(_names(vocabulary), told))

    def read(self, text: str) -> list[Found]:
        """Return what the text says, each thing once, where it says it first.

        A name that is taken back (「RPAは未経験」) is left out; a trouble often is a denial itself
        (「電子申請ができない」) and stays. Words that are labels only weigh less.

        >>> from matching.vocabulary import Skill
        >>> words = Vocabulary(skills=(Skill("it", "IT"), Skill("rpa", "RPA", "it")))
        >>> TextReader(words).read("ＲＰＡを導入")
        [Found(kind='skill', code='rpa', start=0, end=3, weight=1.0)]
        """
        normal = normalise(text)
        hits = list(self._phrases.hits(normal.text))
        told = [hit for hit in hits if hit.payload.kind == "concept"]
        named = longest(hit for hit in hits if hit.payload.kind != "concept")
        kept = [hit for hit in named if not is_denied(normal.text, hit.end)]
        found: dict[tuple[str, str], Found] = {}
        for hit in (*kept, *told):
            key = hit.payload.kind, hit.payload.code
            if key not in found or found[key].weight < hit.payload.weight:
                found[key] = _place(normal, hit)
        return list(found.values())


def _place(normal: Normal, hit: Hit[_Named]) -> Found:
    start, end = normal.span(hit.start, hit.end)
    return Found(hit.payload.kind, hit.payload.code, start, end, hit.payload.weight)


def _names(vocabulary: Vocabulary) -> Iterable[tuple[str, _Named]]:
    for skill in vocabulary.skills:
        if skill.parent is not None:
            for name in (skill.label, *skill.synonyms):
                yield name, _Named("skill", skill.code)
            for name in skill.labels_only:
                yield name, _Named("skill", skill.code, IN_PASSING)
    for held in vocabulary.qualifications:
        for name in (held.label, *held.synonyms):
            yield name, _Named("qualification", held.code)
    for category in vocabulary.categories:
        for name in (category.label, *category.words):
            yield name, _Named("category", category.code)
    for term in vocabulary.terms:
        for name in (term.label, *term.synonyms):
            yield name, _Named(term.kind, term.code)


def merge(weights: Iterable[float]) -> float:
    """Return how sure several independent signs make us: 1 - prod(1 - w).

    Source: noisy-or (Pearl 1988, section 4.3.2).

    >>> merge([0.5, 0.5])
    0.75
    """
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - min(max(weight, 0.0), 1.0)
    return 1 - doubt


def concept_weights(concept: Concept) -> Mapping[tuple[str, str], float]:
    """Return everything a concept calls for as (kind, code) -> weight 0-1.

    >>> concept_weights(Concept("queue", "窓口の混雑", (), skills={"bpr": 1.0}, roles=("lead",)))
    {('skill', 'bpr'): 1.0, ('role', 'lead'): 0.7}
    """
    weights = {("skill", code): weight for code, weight in concept.skills.items()}
    weights |= {("category", code): weight for code, weight in concept.categories.items()}
    for kind, codes in (
        ("menu", concept.menus),
        ("business", concept.businesses),
        ("step", concept.steps),
        ("role", concept.roles),
    ):
        weights |= {(kind, code): 0.7 for code in codes}
    return weights
