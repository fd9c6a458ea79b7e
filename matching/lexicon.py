"""The vocabulary compiled to arrays: kinship of skills, what concepts call for, titles."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Reader
from matching.labels import Resolver
from matching.text import Finder, longest, plain
from matching.vectors import WordVectors, no_vectors
from matching.vocabulary import Skill, Vocabulary

DOWN = 0.85
"""A child's experience counts as its parent's: who built with WinActor has done RPA."""
UP = 0.5
"""Experience in the general thing says something about each special one."""
SIDE = 0.4
"""Siblings under a real parent: another RPA tool. Under a heading they are strangers."""
USUAL_SENIORITY = 3.0

Floats = NDArray[np.float32]


class Lexicon:
    """Everything that reads people and needs with one vocabulary. Build once; immutable."""

    def __init__(self, vocabulary: Vocabulary, vectors: WordVectors | None = None) -> None:
        self.vocabulary = vocabulary
        self.vectors = vectors or no_vectors()
        self.digest = vocabulary.digest
        self.reader = Reader(vocabulary)
        self.resolver = Resolver(vocabulary)
        self.skills = _positions(skill.code for skill in vocabulary.skills)
        self.categories = _positions(category.code for category in vocabulary.categories)
        self.concepts = _positions(concept.code for concept in vocabulary.concepts)
        self.qualifications = {held.code: held for held in vocabulary.qualifications}
        self.kin = _kinship(vocabulary, self.skills)
        self.concept_skills = _rows(
            [concept.skills for concept in vocabulary.concepts], self.skills
        )
        self.concept_categories = _rows(
            [concept.categories for concept in vocabulary.concepts], self.categories
        )
        self.skill_categories = _affinity(self.concept_skills, self.concept_categories)
        self._titles = Finder((title.words, title.seniority) for title in vocabulary.titles)

    def seniority(self, role: str) -> float:
        """Return how much responsibility a job title shows, 1-5; 3 where it says nothing.

        >>> Lexicon(Vocabulary()).seniority("担当")
        3.0
        """
        levels = [hit.payload for hit in longest(self._titles.hits(plain(role)))]
        return sum(levels) / len(levels) if levels else USUAL_SENIORITY

    def satisfying(self, qualification: str) -> frozenset[str]:
        """Return the codes that meet a required qualification: itself and its equivalents.

        >>> sorted(Lexicon(Vocabulary()).satisfying("unknown"))
        ['unknown']
        """
        held = self.qualifications.get(qualification)
        return frozenset({qualification, *(held.equivalents if held else ())})

    def skill_vector(self, weights: Mapping[str, float]) -> Floats:
        """Return weights by code as float32[skills].

        >>> words = Vocabulary(skills=(Skill("it", "IT"), Skill("db", "データベース", "it")))
        >>> Lexicon(words).skill_vector({"db": 0.5}).tolist()
        [0.0, 0.5]
        """
        vector: Floats = _rows([weights], self.skills)[0]
        return vector


def _positions(codes: Iterable[str]) -> dict[str, int]:
    return {code: position for position, code in enumerate(codes)}


def _rows(weights: list[Mapping[str, float]], columns: dict[str, int]) -> Floats:
    rows = np.zeros((len(weights), len(columns)), dtype=np.float32)
    for row, by_code in enumerate(weights):
        for code in by_code.keys() & columns.keys():
            rows[row, columns[code]] = by_code[code]
    return rows


def _affinity(concept_skills: Floats, concept_categories: Floats) -> Floats:
    """Return how much each skill belongs to each category, float32[skills, categories], 0-1:
    how often concepts ask for both, against the category they ask for it most."""
    together = concept_skills.T @ concept_categories
    most = np.maximum(together.max(axis=1, initial=0.0, keepdims=True), 1e-9)
    affinity: Floats = (together / most).astype(np.float32)
    return affinity


def _kinship(vocabulary: Vocabulary, index: dict[str, int]) -> Floats:
    """Return how far experience in row counts as experience in column, 0-1, diagonal 1."""
    kin = np.eye(len(index), dtype=np.float32)
    by_code = {skill.code: skill for skill in vocabulary.skills}
    for skill in vocabulary.skills:
        for generations, elder in enumerate(_elders(skill, by_code), 1):
            here, there = index[skill.code], index[elder.code]
            kin[here, there] = max(kin[here, there], DOWN**generations)
            kin[there, here] = max(kin[there, here], UP**generations)
    for left in vocabulary.skills:
        for right in vocabulary.skills:
            if left is not right and _are_siblings(left, right, by_code):
                here, there = index[left.code], index[right.code]
                kin[here, there] = max(kin[here, there], SIDE)
    for relation in vocabulary.relations:
        here, there = index[relation.skill], index[relation.other]
        kin[here, there] = max(kin[here, there], relation.weight)
    return kin


def _elders(skill: Skill, by_code: dict[str, Skill]) -> Iterable[Skill]:
    """Yield parents and grandparents up to, but without, the heading."""
    while skill.parent is not None:
        skill = by_code[skill.parent]
        if skill.parent is not None:
            yield skill


def _are_siblings(left: Skill, right: Skill, by_code: dict[str, Skill]) -> bool:
    if left.parent is None or left.parent != right.parent:
        return False
    return by_code[left.parent].parent is not None
