from dataclasses import replace

import numpy as np
import pytest

from matching.bits import Coded, RowSets, empty_words, flags, members, put
from matching.errors import InvalidProfile, UnknownPerson
from matching.facts import public_code, recent_employers
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import (
    Career,
    Claim,
    Person,
    Preferences,
    month_index,
    slot_mask,
)
from matching.ranking import rank
from matching.scorer import expert_scorer
from matching.testing import AS_OF, Maker, made_vocabulary
from matching.text import plain
from matching.told import told_text

SCORER = expert_scorer()
RNG = np.random.default_rng(8)
LEXICON = Lexicon(made_vocabulary(RNG, fields=3))
MAKER = Maker(RNG, LEXICON.vocabulary, 3)


def people(count: int) -> list[Person]:
    return [MAKER.person(f"p{i:03d}", MAKER.levels(), wish=MAKER.wish()) for i in range(count)]


def test_a_pool_changed_in_place_ranks_like_one_built_anew() -> None:
    first = people(150)
    pool = Pool.build(first[:10], LEXICON, as_of=AS_OF)
    for person in first[10:]:
        pool.update(person)
    for person in first[:40]:
        pool.update(replace(person, preferences=MAKER.wish(), vendors=("みらい",)))
    for person in first[100:120]:
        pool.remove(person.key)
    anew = Pool.build(list(pool), LEXICON, as_of=AS_OF)
    anew.likeness.idf, anew.meaning.idf = pool.likeness.idf, pool.meaning.idf
    for row, person in enumerate(anew):
        told = plain(told_text(person))
        anew.likeness.assign(row, told, ())
        anew.meaning.assign(row, told)

    for number in range(5):
        need = MAKER.strict_need(f"n{number}")
        changed = rank(pool, SCORER, need, explained=2)
        built = rank(anew, SCORER, need, explained=2)
        assert [(p.key, p.units, p.failures) for p in changed.people] == [
            (p.key, p.units, p.failures) for p in built.people
        ]


def test_every_change_counts_a_generation_and_who_left_is_gone() -> None:
    pool = Pool.build(people(3), LEXICON, as_of=AS_OF)
    before = pool.generation

    pool.remove("p001")

    assert pool.generation == before + 1
    assert [person.key for person in pool] == ["p000", "p002"]
    with pytest.raises(UnknownPerson):
        pool.remove("p001")
    pool.update(MAKER.person("p001", MAKER.levels()))
    assert len(pool) == 3


def test_a_key_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InvalidProfile, match="twice"):
        Pool.build([Person("p", "practical")] * 2, LEXICON, as_of=AS_OF)


@pytest.mark.parametrize(
    ("field", "person"),
    [
        ("tier", Person("p", "other")),
        ("claims.level", Person("p", "practical", claims=(Claim("x", 0),))),
        ("claims.years", Person("p", "practical", claims=(Claim("x", 1, float("nan")),))),
        ("claims.career", Person("p", "practical", claims=(Claim("x", 1, career=0),))),
        ("career.to_month", Person("p", "practical", career=(Career("o", "r", 5, 4),))),
        ("career.text", Person("p", "practical", career=(Career("o", "r", 5, text="あ" * 10001),))),
        ("free_text", Person("p", "practical", free_text="あ" * 10001)),
        ("public_years", Person("p", "practical", public_years=-1.0)),
        ("preferences.hours", Person("p", "practical", preferences=Preferences(hours=-1.0))),
        ("preferences.slots", Person("p", "practical", preferences=Preferences(slots=-1))),
        ("preferences.remote", Person("p", "practical", preferences=Preferences(remote="x"))),
        (
            "preferences.to_month",
            Person("p", "practical", preferences=Preferences(from_month=2, to_month=1)),
        ),
    ],
)
def test_an_impossible_person_is_refused_by_field(field: str, person: Person) -> None:
    with pytest.raises(InvalidProfile) as refused:
        Pool.build([person], LEXICON, as_of=AS_OF)

    assert refused.value.facts["field"] == field


def test_sets_of_rows_keep_their_members_as_they_grow() -> None:
    words = empty_words(130)
    for row in (0, 64, 129):
        put(words, row, True)
    put(words, 64, False)

    assert members(words, 130).tolist() == [0, 129]
    assert members(words, 100).tolist() == [0]
    assert flags(words, 130).sum() == 2

    sets, column = RowSets(64), Coded[str](64)
    sets.assign(3, frozenset({"a"}), frozenset())
    column.assign(3, "x")
    sets.grow(128)
    column.grow(128)
    assert members(sets.union(frozenset({"a", "none"})), 128).tolist() == [3]
    assert column.values[column.codes[3]] == "x"


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("p", "practical"), 0),
        (Person("p", "practical", public_kinds=frozenset({"none"})), 0),
        (Person("p", "practical", public_years=8, public_kinds=frozenset({"si_public"})), 22),
        (Person("p", "practical", career=(Career("市", "主事", 0, None, True),)), 7),
    ],
)
def test_public_experience_counts_by_kind_and_years(person: Person, code: int) -> None:
    assert public_code(person) == code


def test_only_employers_of_the_last_two_years_are_a_possible_conflict() -> None:
    career = (
        Career("株式会社A", "r", 0, AS_OF - 25),
        Career("B㈱", "r", 0, AS_OF - 23),
        Career("", "r", 0, None),
    )

    assert recent_employers(Person("p", "practical", career=career), AS_OF) == {"b": 1}


def test_slots_and_months_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidProfile):
        slot_mask(["noon"])
    with pytest.raises(InvalidProfile):
        month_index(2026, 13)
