"""What a need asks, as weighted requirements: named ones, and those its words suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.concepts import Suggestion
from matching.evidence import LEVEL_VALUE, TOP
from matching.grams import grams
from matching.lexicon import Lexicon
from matching.profiles import Need, Requirement
from matching.scorer import UNIT
from matching.text import plain

MOST_SUGGESTED = 8
LEAST_SUGGESTED = 0.15
"""Weaker suggestions are noise."""
SURE = 0.7
"""A need whose strongest suggestion is at least this sure carries the full weight."""
GUESS = 0.4
"""Trust in what a category alone calls for."""
USUAL_LEVEL = 4
"""What a requirement means that names no level."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill or category wanted: `weight` 0-1024 in its table, `full` the code that meets it."""

    table: str
    subject: str
    source: str
    weight: int
    full: int = TOP


@dataclass(frozen=True, slots=True)
class Demand:
    """A need read. `grams` uint16[g] are its words for likeness."""

    wanted: tuple[Wanted, ...]
    suggestions: tuple[Suggestion, ...]
    skills: Mapping[str, float]
    grams: NDArray[np.uint16]
    is_vague: bool


def read_need(need: Need, lexicon: Lexicon) -> Demand:
    """Read what a need asks by name and in plain words.

    Named skills are the requirements; where none is named, the suggested ones take their place.
    A label that can't be resolved is read like a text.

    >>> from matching.vocabulary import Vocabulary
    >>> read_need(Need(key="n", programme="hands_on"), Lexicon(Vocabulary())).wanted
    ()
    """
    suggestions = lexicon.reader.suggest(need.texts, limit=MOST_SUGGESTED)
    suggested = _of_kind(suggestions, "skill")
    categories = _categories(need, suggestions)
    if not suggested:
        suggested = _category_skills(categories, lexicon)
    required = list(_named("required", need.required, lexicon))
    is_vague = not required
    if required:
        told = {
            code: weight
            for code, weight in suggested.items()
            if code not in {wanted.subject for wanted in required}
        }
        required += _suggested("suggested", told)
    else:
        required = _suggested("required", suggested)
    required += _named("preferred", need.preferred, lexicon)
    required += [
        Wanted("category", code, "category", weight) for code, weight in _shares(categories)
    ]
    return Demand(
        wanted=tuple(required),
        suggestions=suggestions,
        skills=_skill_weights(required),
        grams=grams(_all_words(need)),
        is_vague=is_vague,
    )


def _of_kind(suggestions: Iterable[Suggestion], kind: str) -> dict[str, float]:
    return {
        suggestion.code: suggestion.weight
        for suggestion in suggestions
        if suggestion.kind == kind and suggestion.weight >= LEAST_SUGGESTED
    }


def _categories(need: Need, suggestions: tuple[Suggestion, ...]) -> dict[str, float]:
    """Return the categories a need belongs to; `other` declares nothing."""
    told = _of_kind(suggestions, "category")
    if need.category in (None, "other"):
        return told
    weights = {code: 0.4 * weight for code, weight in told.items()}
    return {**weights, str(need.category): 1.0}


def _category_skills(categories: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """Return what the troubles of the categories usually call for, as a guess."""
    columns = [lexicon.categories[code] for code in categories if code in lexicon.categories]
    if not columns:
        return {}
    usual = lexicon.concept_categories[:, columns].max(axis=1) @ lexicon.concept_skills
    most = max(float(usual.max(initial=0.0)), 1e-9)
    codes = list(lexicon.skills)
    best = np.argsort(-usual, kind="stable")[:MOST_SUGGESTED]
    return {
        codes[i]: GUESS * float(usual[i]) / most
        for i in best
        if usual[i] >= LEAST_SUGGESTED / GUESS * most
    }


def _named(table: str, asked: tuple[Requirement, ...], lexicon: Lexicon) -> Iterable[Wanted]:
    weights: dict[str, float] = {}
    full: dict[str, int] = {}
    for requirement in asked:
        for code, weight in meanings(requirement, lexicon).items():
            weights[code] = weights.get(code, 0.0) + weight
            full[code] = max(full.get(code, 0), _full(requirement.level))
    for code, share in _shares(weights):
        yield Wanted(table, code, "named", share, full[code])


def meanings(requirement: Requirement, lexicon: Lexicon) -> dict[str, float]:
    """Return the skills a requirement means, with shares of 1; {} where it means nothing known.

    >>> from matching.vocabulary import Vocabulary
    >>> meanings(Requirement("まったく未知"), Lexicon(Vocabulary()))
    {}
    """
    if requirement.code in lexicon.skills:
        return {str(requirement.code): 1.0}
    resolution = lexicon.resolver.skill(requirement.label)
    if resolution.code is not None:
        codes = (resolution.code, *resolution.alternatives)
        return {code: 1 / len(codes) for code in codes}
    told = _of_kind(lexicon.reader.suggest({"label": requirement.label}, limit=3), "skill")
    total = sum(told.values())
    return {code: weight / total for code, weight in told.items()}


def _full(level: int | None) -> int:
    return round(TOP * LEVEL_VALUE[level or USUAL_LEVEL])


def _suggested(table: str, told: Mapping[str, float]) -> list[Wanted]:
    trust = min(max(told.values(), default=0.0) / SURE, 1.0)
    sharp = {code: weight**2 for code, weight in told.items()}
    return [
        Wanted(table, code, "suggested", int(share * trust), _full(None))
        for code, share in _shares(sharp)
    ]


def _shares(weights: Mapping[str, float]) -> Iterable[tuple[str, int]]:
    """Yield weights as integers whose sum is at most 1024, the heaviest first."""
    total = sum(weights.values())
    for code, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        yield code, int(UNIT * weight / total)


def _skill_weights(wanted: Iterable[Wanted]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for item in wanted:
        if item.table != "category":
            weights[item.subject] = max(weights.get(item.subject, 0.0), item.weight / UNIT)
    return weights


def _all_words(need: Need) -> str:
    labels = [asked.label for asked in (*need.required, *need.preferred)]
    return plain("\n".join([*need.texts.values(), *labels]))
