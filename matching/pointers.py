"""Which words of a person speak for each part of the score."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np

from matching.entries import OWN_WORDS, shown_by
from matching.grams import grams
from matching.lexicon import Floats, Lexicon
from matching.pool import Pool
from matching.profiles import Career, Person
from matching.program import Program
from matching.reading import Found
from matching.results import Evidence, Term
from matching.signs import EntrySigns, Signs
from matching.text import plain, sentence_around
from matching.told import entry_text, headline

MOST = 3
"""Pointers kept a term: more is noise."""
SHORT_ROLE = 3
GUESSES = {"required": 4, "suggested": 1, "category": 1}
"""How many of the terms that a need doesn't name itself are quoted for, by table."""
SHOWS = 0.7
"""A finding that speaks less for a skill than this is not quoted for it."""
REMEMBERED = 2048
"""Kinds of findings whose worth is kept: people of one field say the same things."""
ALIKE_ENOUGH = 0.08
NEAR_ENOUGH = 0.25
CONDITIONS = {"hours", "slots", "period", "place", "tier", "programme", "slack", "interest"}


def evidence_of(
    pool: Pool, program: Program, row: int, terms: Iterable[Term]
) -> Mapping[str, tuple[Evidence, ...]]:
    """Return for every factor the words that speak for it, best first, each once.

    >>> from matching.testing import AS_OF, made_world
    >>> world = made_world(1, people=5, needs=1)
    >>> pool = Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)
    >>> from matching.ranking import run
    >>> from matching.scorer import expert_scorer
    >>> best = run(pool, expert_scorer(), world.needs[0]).told(0)
    >>> [item.kind for item in best.evidence["time"]]
    ['condition', 'condition', 'condition']
    """
    person, signs = pool.person(pool.keys[row]), pool.signs[row]
    told: dict[str, list[Evidence]] = {}
    for term in _telling(terms):
        pointers = _of_term(term, program, person, signs, pool)
        told.setdefault(term.factor, []).extend(pointers)
    return {factor: tuple(dict.fromkeys(pointers)) for factor, pointers in told.items()}


def _telling(terms: Iterable[Term]) -> list[Term]:
    """Return the terms worth quoting for, in their order: all that are named or sure, and of what
    was only concluded from the need's words those that count most."""
    gained = [term for term in terms if term.units > 0]
    for table, most in GUESSES.items():
        guessed = [term for term in gained if term.table == table and term.source != "named"]
        guessed.sort(key=lambda term: -term.units)
        gained = [term for term in gained if term not in guessed[most:]]
    return gained


def _of_term(
    term: Term, program: Program, person: Person, signs: Signs, pool: Pool
) -> list[Evidence]:
    if term.table in CONDITIONS:
        return [Evidence("condition", None, term.table, "")]
    if term.table == "text":
        return _alike(program, person, pool)
    if term.table == "meaning":
        return _near(program, person, pool)
    if term.table == "public":
        return list(_public(person))
    if term.table == "qualification":
        return list(_qualified(person, program.demand.skills, pool.lexicon))
    if term.table == "category":
        return _category(str(term.subject), person, signs, pool.lexicon)
    return _skill(str(term.subject), person, signs, pool.lexicon)


def _skill(code: str, person: Person, signs: Signs, lexicon: Lexicon) -> list[Evidence]:
    column = lexicon.skills[code]
    kin = lexicon.kin[:, column]
    careers = _careers(code, person, signs, lambda sign: float(_shown(sign, lexicon)[0][column]))
    claims = [
        (kin[lexicon.skills[own]], Evidence("claim", index, code, person.claims[index].label))
        for index, own in signs.claims
        if kin[lexicon.skills[own]] >= SHOWS
    ]
    claims.sort(key=lambda pair: -pair[0])
    held = _qualified(person, {code: 1.0}, lexicon)
    return [*careers, *(pointer for _, pointer in claims[:2]), *held][: MOST + 1]


def _category(code: str, person: Person, signs: Signs, lexicon: Lexicon) -> list[Evidence]:
    if code == "other":
        return []
    column = lexicon.categories[code]
    entries = tuple(entry for entry in signs.entries if entry.index != OWN_WORDS)
    worked = Signs(entries, signs.claims)
    told = _careers(code, person, worked, lambda sign: float(shown_by(sign, lexicon)[1][column]))
    if code in person.specialties:
        told.append(Evidence("condition", None, code, code))
    return told


def _careers(
    code: str, person: Person, signs: Signs, amount_of: Callable[[Found], float]
) -> list[Evidence]:
    """Return the career sentences that show something, the strongest first."""
    told = []
    for entry in signs.entries:
        counted = (sign for sign in entry.found if not _is_where(sign, entry, person))
        amounts = [(amount_of(sign), sign) for sign in counted]
        amount, sign = max(amounts, key=lambda pair: pair[0], default=(0.0, None))
        if sign is not None and amount > SHOWS - 0.01:
            told.append((amount * (0.5 + entry.most), entry, sign))
    told.sort(key=lambda found: -found[0])
    return [_quote(entry, sign, code, person) for _, entry, sign in told[:MOST]]


def _is_where(sign: Found, entry: EntrySigns, person: Person) -> bool:
    """Say whether a trouble is only read in the name of a post: where somebody was, not what they
    did."""
    is_career = entry.index is not None and entry.index != OWN_WORDS
    return is_career and sign.kind == "concept" and sign.end <= _role_end(entry, person)


def _role_end(entry: EntrySigns, person: Person) -> int:
    return len(person.career[entry.index or 0].role)


def _shown(sign: Found, lexicon: Lexicon) -> tuple[Floats, Floats]:
    return _shown_by_words(sign.kind, sign.code, sign.weight, lexicon)


@lru_cache(maxsize=REMEMBERED)
def _shown_by_words(kind: str, code: str, weight: float, lexicon: Lexicon) -> tuple[Floats, Floats]:
    return shown_by(Found(kind, code, 0, 0, weight), lexicon)


def _quote(entry: EntrySigns, sign: Found, subject: str, person: Person) -> Evidence:
    if entry.index == OWN_WORDS:
        start, end = sentence_around(person.free_text, sign.start, sign.end)
        return Evidence("own", None, subject, person.free_text[start:end].strip(), start, end)
    if entry.index is None:
        return Evidence("text", None, subject, headline(person), sign.start, sign.end)
    text = entry_text(person.career[entry.index])
    start, end = sentence_around(text, sign.start, sign.end)
    return Evidence("career", entry.index, subject, text[start:end].strip(), start, end)


def _public(person: Person) -> Iterable[Evidence]:
    for index, entry in enumerate(person.career):
        if entry.public_sector:
            yield Evidence("career", index, "public_sector", _post(entry))
    for kind in sorted(person.public_kinds - {"none"}):
        yield Evidence("condition", None, "public_experience", kind)


def _post(entry: Career) -> str:
    """Return what somebody was, and where 「非常勤」 alone says nothing, what they did."""
    if len(entry.role) > SHORT_ROLE:
        return entry.role
    _, end = sentence_around(entry.text, 0, 0)
    return f"{entry.role} {entry.text[:end]}".strip()


def _qualified(person: Person, skills: Mapping[str, float], lexicon: Lexicon) -> Iterable[Evidence]:
    for index, held in enumerate(person.qualifications):
        code = held.code or lexicon.resolver.qualification(held.label).code
        known = lexicon.qualifications.get(code or "")
        if known is not None and any(skills.get(skill, 0) > 0 for skill in known.skills):
            yield Evidence("qualification", index, code, held.label)


def _alike(program: Program, person: Person, pool: Pool) -> list[Evidence]:
    """Return the career sentences that share most with the need's words."""

    def likeness(sentence: str) -> float:
        words = grams(plain(sentence))
        norm = max(float(np.linalg.norm(pool.likeness.idf[words])), 1e-9)
        return float(program.words[words].sum()) / norm

    return _best_sentences(person, "text", likeness, ALIKE_ENOUGH)


def _near(program: Program, person: Person, pool: Pool) -> list[Evidence]:
    """Return the career sentences that are nearest in meaning."""

    def nearness(sentence: str) -> float:
        return pool.meaning.nearness(program.meaning, plain(sentence))

    return _best_sentences(person, "meaning", nearness, NEAR_ENOUGH)


def _best_sentences(
    person: Person, subject: str, amount_of: Callable[[str], float], least: float
) -> list[Evidence]:
    told = []
    for index, entry in enumerate(person.career):
        text = entry_text(entry)
        for start, end in _sentences(entry):
            amount = amount_of(text[start:end])
            if amount >= least:
                phrase = text[start:end].strip()
                told.append((amount, Evidence("career", index, subject, phrase, start, end)))
    told.sort(key=lambda pair: -pair[0])
    return [pointer for _, pointer in told[:2]]


def _sentences(entry: Career) -> Iterable[tuple[int, int]]:
    text = entry_text(entry)
    start = len(entry.role) + 1 if entry.text else 0
    while start < len(text):
        _, end = sentence_around(text, start, start, limit=len(text))
        yield start, max(end, start + 1)
        start = max(end, start) + 1
