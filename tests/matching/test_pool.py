from dataclasses import replace

import numpy as np
import pytest

from matching.bits import Coded, RowSets, empty_words, flags, members, put
from matching.errors import InvalidProfile, UnknownPerson
from matching.evidence import read_person
from matching.lexicon import Lexicon
from matching.pool import Pool, public_code, recent_employers
from matching.profiles import (
    Career,
    Claim,
    Held,
    Need,
    Person,
    Preferences,
    Requirement,
    month_index,
    slot_mask,
)
from matching.ranking import rank
from matching.scorer import expert_scorer
from matching.testing import AS_OF, Maker, made_vocabulary
from matching.vectors import bundled_vectors
from matching.vocabulary import (
    Category,
    Concept,
    Qualification,
    Relation,
    Skill,
    Title,
    Vocabulary,
)

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
        anew.likeness.assign(row, person)
        anew.meaning.assign(row, person)

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


WORDS = Vocabulary(
    skills=(
        Skill("it", "情報"),
        Skill("cloud", "クラウド", "it"),
        Skill("design", "クラウド設計", "cloud"),
        Skill("ops", "クラウド運用監視", "cloud"),
        Skill("desk", "問い合わせ対応", "it"),
        Skill("fit", "フィットギャップ分析", "it"),
        Skill("std", "システム標準化", "it"),
    ),
    qualifications=(Qualification("aws", "AWS認定", skills={"cloud": 1.0}),),
    categories=(Category("net", "ネットワーク"), Category("desk", "窓口")),
    concepts=(Concept("c", "クラウド移行", ("サーバを引っ越",), {"net": 1.0}, {"design": 1.0}),),
    titles=(Title("ヘルプデスク", 2), Title("アーキテクト", 4)),
    relations=(Relation("fit", "std", 0.8),),
)
TECH = Lexicon(WORDS)


def strength(person: Person, code: str) -> int:
    return int(read_person(person, TECH, AS_OF).strength[TECH.skills[code]])


def worker(role: str, text: str, *claims: Claim, months: int = 60, **more: object) -> Person:
    career = (Career("会社", role, AS_OF - months, None, text=text),)
    return Person("p", "practical", claims=claims, career=career, **more)


def test_a_claim_that_the_career_shows_is_worth_more_than_a_bare_one() -> None:
    claim = Claim("クラウド設計", 5, 8)

    shown = strength(worker("アーキテクト", "クラウド設計を主導", claim), "design")
    bare = strength(worker("アーキテクト", "別の仕事", claim), "design")

    assert shown > 2.5 * bare > 0


def test_a_level_that_the_job_title_does_not_make_believable_is_held_down() -> None:
    claim = Claim("クラウド設計", 5, 8)

    lead = strength(worker("アーキテクト", "クラウド設計", claim), "design")
    desk = strength(worker("ヘルプデスク", "クラウド設計", claim), "design")

    assert desk < 0.7 * lead


def test_what_a_career_shows_counts_without_a_claim_and_longer_counts_more() -> None:
    long = strength(worker("担当", "クラウド設計"), "design")
    short = strength(worker("担当", "クラウド設計", months=1), "design")

    assert long > short > 0


def test_experience_counts_for_kin_by_nearness() -> None:
    person = worker("アーキテクト", "クラウド設計", Claim("クラウド設計", 5, 8))

    own, parent = strength(person, "design"), strength(person, "cloud")
    sibling, stranger = strength(person, "ops"), strength(person, "desk")

    assert own > parent > sibling > stranger == 0


def test_a_relation_counts_one_way() -> None:
    assert strength(worker("担当", "フィットギャップ分析"), "std") > 0
    assert strength(worker("担当", "システム標準化"), "fit") == 0


def test_a_trouble_solved_in_a_career_shows_what_it_calls_for() -> None:
    assert strength(worker("担当", "古いサーバを引っ越した"), "design") > 0


def test_a_qualification_shows_a_little() -> None:
    held = Person("p", "practical", qualifications=(Held("AWS認定", "aws"),))

    assert strength(held, "cloud") > 0


def test_a_confirmed_level_counts_in_full_and_an_unconfirmed_one_widens_the_range() -> None:
    person = worker("担当", "別の仕事", Claim("クラウド", 5), Claim("クラウド", 3))
    column = TECH.skills["cloud"]

    doubtful = read_person(person, TECH, AS_OF)
    confirmed = read_person(
        replace(person, claims=(replace(person.claims[0], verified=True),)), TECH, AS_OF
    )

    assert doubtful.lowest[column] < doubtful.strength[column] < doubtful.highest[column]
    assert confirmed.lowest[column] == confirmed.strength[column] == 31


def test_a_declared_field_is_worth_little_unless_the_career_agrees() -> None:
    bare = read_person(Person("p", "practical", specialties=("net", "gone")), TECH, AS_OF)
    shown = read_person(worker("担当", "サーバを引っ越した", specialties=("net",)), TECH, AS_OF)

    assert 0 < bare.categories[0] < 5 < shown.categories[0]


def test_self_praise_changes_nothing() -> None:
    person = worker("担当", "別の仕事")
    boast = replace(person, headline="あ" * 40 + "クラウド設計", free_text="クラウド設計" * 50)

    assert strength(boast, "design") == strength(person, "design") == 0


def test_the_first_words_of_the_headline_say_what_somebody_is() -> None:
    person = worker("担当", "別の仕事", headline="クラウド設計の人")
    need = Need("n", "hands_on", required=(Requirement("クラウド設計"),), remote="full")
    pool = Pool.build([person], TECH, as_of=AS_OF)

    told = rank(pool, SCORER, need).people[0]

    assert strength(person, "design") > 0
    assert [item.kind for item in told.evidence["required_skills"]] == ["text"]


def test_old_work_counts_less_than_recent_work() -> None:
    old = Person(
        "p",
        "practical",
        career=(Career("会社", "担当", AS_OF - 300, AS_OF - 240, text="クラウド設計"),),
    )

    assert 0 < strength(old, "design") < strength(worker("担当", "クラウド設計"), "design")


def test_words_alike_in_meaning_bring_a_text_nearer() -> None:
    lexicon = Lexicon(WORDS, bundled_vectors())
    texts = {"a": "道路の補修と街灯の点検", "b": "給与計算と経理", "c": "保育園の献立"}
    pool = Pool.build(
        [
            Person(key, "practical", career=(Career("市", "担当", 0, None, text=text),))
            for key, text in texts.items()
        ],
        lexicon,
        as_of=AS_OF,
    )
    need = Need("n", "hands_on", texts={"t": "歩道の穴を直してほしい。橋も古い。"}, remote="full")

    ranking = rank(pool, SCORER, need)

    assert ranking.people[0].key == "a"
    assert any(item.subject == "meaning" for item in ranking.people[0].evidence["similar_work"])


def test_slots_and_months_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidProfile):
        slot_mask(["noon"])
    with pytest.raises(InvalidProfile):
        month_index(2026, 13)


def test_a_claim_tied_to_a_career_entry_is_worth_more_than_a_bare_one() -> None:
    bare, tied = Claim("クラウド設計", 5), Claim("クラウド設計", 5, career=0)

    assert strength(worker("担当", "別の仕事", tied), "design") > strength(
        worker("担当", "別の仕事", bare), "design"
    )


def test_a_category_named_in_a_career_counts_and_an_unknown_one_asked_for_does_not() -> None:
    person = worker("担当", "ネットワークの仕事、AWS認定を取得", specialties=("net",))
    pool = Pool.build([person], TECH, as_of=AS_OF)

    known = rank(pool, SCORER, Need("n", "hands_on", category="net", remote="full")).people[0]
    unknown = rank(pool, SCORER, Need("n", "hands_on", category="gone", remote="full")).people[0]

    assert known.units > unknown.units
    assert {item.subject for item in known.evidence["similar_work"]} == {"net"}
