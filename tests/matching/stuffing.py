"""How far words that cost nothing move people up, on the realistic set."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from matching.profiles import Claim, Need, Person
from matching.ranking import run
from matching.scorer import expert_scorer
from tests.matching.quality import listed, pool, world
from tests.matching.reference import need

SEED, PEOPLE = 7, 4
Stuffed = Callable[[Person, Need], Person]


def pasted(person: Person, asked: Need) -> Person:
    """Return the person with the need's words, often, in place of their own."""
    return replace(person, free_text=("。".join(asked.texts.values()) * 20)[:5000])


def claiming(person: Person, asked: Need) -> Person:
    """Return the person claiming the first thing that the need names, at the highest level."""
    return replace(person, claims=(*person.claims, Claim(asked.required[0].label, 5, 10.0)))


def moves(stuffed: Stuffed, *, named: bool) -> Iterator[int]:
    """Yield the places won by people whom nobody would refer, drawn by seed from every need."""
    draw, scorer = random.Random(SEED), expert_scorer()
    for record in world()["needs"]:
        ref, asked = record["ref"], need(record)
        if named and not asked.required:
            continue
        others = [key for key in listed(ref)[3:] if not world()["grades"].get((ref, key))]
        for key in draw.sample(others, min(PEOPLE, len(others))):
            person, row = pool().person(key), pool().row(key)
            before = run(pool(), scorer, asked).place(row)
            pool().update(stuffed(person, asked))
            yield before - run(pool(), scorer, asked).place(row)
            pool().update(person)
