"""What each piece of a person's words shows: a career entry, the headline, own words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from matching.lexicon import USUAL_SENIORITY, Floats, Lexicon
from matching.profiles import Career, Person
from matching.reading import Found
from matching.text import sentence_around
from matching.told import headline, is_municipal, own_words, shown_text

OWN_WORDS = -1
"""The index of the free text among the entries."""
OWN_TRUST = 0.85
"""What own words show, against a career entry that says the same."""
LIST, LISTED = 4, 0.4
"""A sentence of at least so many names that fill at least this share of it is a list."""
HEADLINE_TRUST = 0.7
"""What a headline shows, against a career entry that names the same."""
CONCEPT_TRUST = 0.9
ELSEWHERE = 0.6
"""How much of their weight words of everyday use keep where the work was not for a public body."""
HELPED = 0.6
"""What having sat in, watched, assisted or taken the order shows, against having done it."""
HELPED_LESS = 0.5
"""How much less responsibility than its title an entry shows that tells of such."""
_HELPED = re.compile(r"同席|見学|補助(?!金|者|制度|事業|要綱)|受注")
_CLAUSE_END = re.compile(r"[、，。\n]")


@dataclass(frozen=True, slots=True)
class EntryReading:
    """One career entry read; or the headline (index None), or own words (`OWN_WORDS`)."""

    index: int | None
    found: tuple[Found, ...]
    skills: Floats
    categories: Floats
    seniority: float


def read_career(person: Person, lexicon: Lexicon, as_of: int) -> list[EntryReading]:
    """Return what each career entry shows; recent and longer work more.

    >>> from matching.vocabulary import Skill, Vocabulary
    >>> lexicon = Lexicon(Vocabulary(skills=(Skill("it", "IT"), Skill("db", "データベース", "it"))))
    >>> work = Career("みらい", "主任", 0, None, False, "データベースの整備")
    >>> (entry,) = read_career(Person("p", "special", career=(work,)), lexicon, 9)
    >>> [sign.code for sign in entry.found]
    ['db']
    """
    return [_read_entry(index, entry, lexicon, as_of) for index, entry in enumerate(person.career)]


def read_headline(person: Person, lexicon: Lexicon) -> list[EntryReading]:
    """Return what the headline shows, where the career speaks of the same.

    >>> from matching.vocabulary import Vocabulary
    >>> read_headline(Person("p", "special", headline="達人"), Lexicon(Vocabulary()))
    []
    """
    words = headline(person)
    if not words:
        return []
    found = tuple(lexicon.reader.texts.read(words))
    return [_reading(None, found, HEADLINE_TRUST, lexicon.seniority(words), lexicon)]


def read_own_words(person: Person, lexicon: Lexicon) -> list[EntryReading]:
    """Return what the free text tells of work; it shows no field, and lists show nothing.

    >>> from matching.vocabulary import Vocabulary
    >>> read_own_words(Person("p", "special", free_text="窓口を変えた。"), Lexicon(Vocabulary()))
    []
    """
    words = own_words(person)
    found = tuple(_told(words, lexicon.reader.texts.read(words)))
    if not found:
        return []
    reading = _reading(OWN_WORDS, found, OWN_TRUST, USUAL_SENIORITY, lexicon)
    return [replace(reading, categories=np.zeros_like(reading.categories))]


def _told(words: str, found: Iterable[Found]) -> Iterable[Found]:
    """Yield what is told in a sentence that isn't a mere list of names."""
    named: dict[tuple[int, int], list[Found]] = {}
    for sign in found:
        span = sentence_around(words, sign.start, sign.end, limit=len(words))
        named.setdefault(span, []).append(sign)
    for (start, end), signs in named.items():
        names = [sign for sign in signs if sign.kind != "concept"]
        covered = sum(sign.end - sign.start for sign in names)
        if len(names) < LIST or covered < LISTED * (end - start):
            yield from signs


def _read_entry(index: int, entry: Career, lexicon: Lexicon, as_of: int) -> EntryReading:
    words = shown_text(entry)
    found = tuple(_by_part(sign, words) for sign in lexicon.reader.texts.read(words))
    if not is_municipal(entry):
        found = tuple(map(_elsewhere, found))
    end = as_of if entry.to_month is None else min(entry.to_month, as_of)
    months = max(end - entry.from_month + 1, 1)
    stay = 0.6 + 0.4 * min(months, 36) / 36
    age = max(as_of - end, 0) / 12
    recency = 1.0 - 0.3 * min(max(age - 4, 0), 12) / 12
    seniority = lexicon.seniority(entry.role) - HELPED_LESS * bool(_HELPED.search(words))
    return _reading(index, found, stay * recency, seniority, lexicon)


def _by_part(sign: Found, words: str) -> Found:
    """Return a sign by the part somebody had in it: its clause may say that others did it."""
    clause_end = _CLAUSE_END.search(words, sign.end)
    clause = words[sign.start : clause_end.start() if clause_end else len(words)]
    return replace(sign, weight=sign.weight * HELPED) if _HELPED.search(clause) else sign


def _elsewhere(sign: Found) -> Found:
    """Return a sign read outside the public sector: everyday words mean less there."""
    return replace(sign, weight=sign.weight * ELSEWHERE) if sign.weight < 1 else sign


def _reading(
    index: int | None, found: tuple[Found, ...], trust: float, seniority: float, lexicon: Lexicon
) -> EntryReading:
    skills = np.zeros(len(lexicon.skills), dtype=np.float32)
    categories = np.zeros(len(lexicon.categories), dtype=np.float32)
    for sign in found:
        shows_skills, shows_categories = shown_by(sign, lexicon)
        np.maximum(skills, shows_skills, out=skills)
        np.maximum(categories, shows_categories, out=categories)
    return EntryReading(index, found, skills * trust, categories * trust, seniority)


def shown_by(sign: Found, lexicon: Lexicon) -> tuple[Floats, Floats]:
    """Return what one finding shows: float32[skills] and float32[categories], 0-1.

    >>> from matching.vocabulary import Skill, Vocabulary
    >>> lexicon = Lexicon(Vocabulary(skills=(Skill("db", "データベース"),)))
    >>> shown_by(Found("skill", "db", 0, 6), lexicon)[0].tolist()
    [1.0]
    """
    sure = np.float32(sign.weight)
    if sign.kind == "skill":
        column = lexicon.skills[sign.code]
        return sure * lexicon.kin[column], sure * 0.6 * lexicon.skill_categories[column]
    if sign.kind == "concept":
        row = lexicon.concepts[sign.code]
        called = lexicon.concept_skills[row] * (CONCEPT_TRUST * sure)
        return called, lexicon.concept_categories[row] * sure
    skills = np.zeros(len(lexicon.skills), dtype=np.float32)
    categories = np.zeros(len(lexicon.categories), dtype=np.float32)
    if sign.kind == "category":
        categories[lexicon.categories[sign.code]] = 1.0
    return skills, categories
