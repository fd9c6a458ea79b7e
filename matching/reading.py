"""Reads a text: which skills it names, which troubles (concepts) it tells, with the words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.grams import BUCKETS, grams, inverse_frequencies
from matching.text import Finder, Hit, Normal, is_denied, longest, normalise, plain
from matching.vocabulary import Concept, Vocabulary

ECHO_FLOOR = 0.16
"""Below this likeness a sentence says nothing about a concept."""
ECHO_CEILING = 0.6
"""A concept that is only alike is never trusted as much as one whose words stand there."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something read in a text: `weight` 0-1 is trust, start/end are offsets in the original."""

    kind: str
    code: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Named:
    kind: str
    code: str


class TextReader:
    """Finds named skills, qualifications, categories, terms and concepts. Immutable."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names: Finder[_Named] = Finder(_names(vocabulary))
        self._concepts: Finder[_Named] = Finder(
            (phrase, _Named("concept", concept.code))
            for concept in vocabulary.concepts
            for phrase in concept.phrases
        )
        self._echoes = _Echoes(vocabulary.concepts)

    def read(self, text: str) -> list[Found]:
        """Return what the text says, each thing once, where it says it first.

        Words that are taken back (「RPAは未経験」) are left out.
        """
        normal = normalise(text)
        named = longest(self._names.hits(normal.text))
        told = self._concepts.hits(normal.text)
        found: dict[tuple[str, str], Found] = {}
        for hit in (*named, *told):
            if not is_denied(normal.text, hit.end):
                found.setdefault((hit.payload.kind, hit.payload.code), _place(normal, hit))
        for echo in self._echoes.read(normal):
            found.setdefault((echo.kind, echo.code), echo)
        return list(found.values())


def _place(normal: Normal, hit: Hit[_Named]) -> Found:
    start, end = normal.span(hit.start, hit.end)
    return Found(hit.payload.kind, hit.payload.code, 1.0, start, end)


def _names(vocabulary: Vocabulary) -> Iterable[tuple[str, _Named]]:
    for skill in vocabulary.skills:
        if skill.parent is not None:
            for name in (skill.label, *skill.synonyms):
                yield name, _Named("skill", skill.code)
    for held in vocabulary.qualifications:
        for name in (held.label, *held.synonyms):
            yield name, _Named("qualification", held.code)
    for category in vocabulary.categories:
        for name in (category.label, *category.words):
            yield name, _Named("category", category.code)
    for term in vocabulary.terms:
        for name in (term.label, *term.synonyms):
            yield name, _Named(term.kind, term.code)


class _Echoes:
    """Concepts whose phrases are not there but whose words sound through a sentence."""

    def __init__(self, concepts: tuple[Concept, ...]) -> None:
        self._codes = [concept.code for concept in concepts]
        documents = [grams(plain(_document(concept))) for concept in concepts]
        weights = inverse_frequencies(documents)
        self._matrix = np.zeros((BUCKETS, len(concepts)), dtype=np.float32)
        for column, document in enumerate(documents):
            self._matrix[document, column] = weights[document]
        self._matrix /= np.maximum(np.linalg.norm(self._matrix, axis=0), 1e-9)
        self._weights = weights

    def read(self, normal: Normal) -> Iterable[Found]:
        for start, end in _sentences(normal.text):
            likeness = self._likeness(grams(normal.text[start:end]))
            if not len(likeness):
                continue
            best = int(np.argmax(likeness))
            if likeness[best] >= ECHO_FLOOR:
                weight = min(ECHO_CEILING, float(likeness[best]) * 1.5)
                yield Found("concept", self._codes[best], weight, *normal.span(start, end))

    def _likeness(self, sentence: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Return the cosine of a sentence with every concept, float32[concepts], 0-1."""
        weights = self._weights[sentence]
        norm = float(np.linalg.norm(weights))
        if norm == 0 or not self._codes:
            return np.empty(0, dtype=np.float32)
        alike: NDArray[np.float32] = weights @ self._matrix[sentence] / np.float32(norm)
        return alike


def _document(concept: Concept) -> str:
    return "。".join([concept.label, *(phrase.replace("…", "") for phrase in concept.phrases)])


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for position, character in enumerate(text):
        if character in "。！？!?\n":
            yield start, position
            start = position + 1
    yield start, len(text)


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
    """Return everything a concept calls for as (kind, code) -> weight 0-1."""
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
