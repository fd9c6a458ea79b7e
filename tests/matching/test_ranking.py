"""Ranking on made worlds: the order, what moves it, bad input and empty results."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import InvalidProfile, UnknownPerson
from matching.evaluate import ndcg
from matching.explain import explain
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Career, Claim, Need, Person, Preferences, Requirement
from matching.ranking import near_misses, rank, run
from matching.scorer import expert_scorer
from matching.testing import AS_OF, World, made_world

SCORER = expert_scorer()
WORLD = made_world(3, people=40, needs=8)
LEXICON = Lexicon(WORLD.vocabulary)


def pool_of(world: World) -> Pool:
    return Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)


def test_made_worlds_are_ranked_nearly_as_they_were_made() -> None:
    pool = pool_of(WORLD)
    found = []

    for need in WORLD.needs:
        ranking = rank(pool, SCORER, need, explained=0)
        grades = [WORLD.grades[need.key, person.key] for person in ranking.people]
        found.append(ndcg(grades, grades))

    assert np.mean(found) > 0.9


def test_near_misses_count_who_fails_only_this() -> None:
    people = [
        Person("a", "practical", preferences=Preferences(hours=2.0)),
        Person("b", "practical", preferences=Preferences(hours=2.0, programmes=frozenset({"x"}))),
        Person("c", "practical", preferences=Preferences(hours=9.0)),
    ]
    pool = Pool.build(people, LEXICON, as_of=AS_OF)

    told = near_misses(pool, Need("n", "hands_on", hours=8.0, remote="full"))

    assert {miss.code: (miss.failing, miss.only) for miss in told if miss.failing} == {
        "programme_not_accepted": (1, 0),
        "hours_short": (2, 1),
    }


def test_the_order_of_people_does_not_matter() -> None:
    forward = pool_of(WORLD)
    backward = Pool.build(WORLD.people[::-1], LEXICON, as_of=AS_OF)

    for need in WORLD.needs:
        one, other = run(forward, SCORER, need), run(backward, SCORER, need)
        assert [forward.keys[row] for row in one.order] == [backward.keys[r] for r in other.order]
        assert one.scores.total[one.order].tolist() == other.scores.total[other.order].tolist()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_more_of_what_is_asked_never_lowers_the_score(data: st.DataObject) -> None:
    need = data.draw(st.sampled_from([need for need in WORLD.needs if need.required]))
    person = data.draw(st.sampled_from(WORLD.people))
    asked = data.draw(st.sampled_from(need.required)).label
    level = data.draw(st.integers(1, 5))
    pool = Pool.build([person], LEXICON, as_of=AS_OF)
    before = rank(pool, SCORER, need).people[0]

    kind = data.draw(st.sampled_from(["claim", "verified", "career"]))
    if kind == "career":
        entry = Career("みらい", "リーダー", AS_OF - 48, None, False, f"{asked}を主導した")
        more = replace(person, career=(*person.career, entry))
    else:
        claim = Claim(asked, level, 3.0, verified=kind == "verified")
        more = replace(person, claims=(*person.claims, claim))
    pool.update(more)
    after = rank(pool, SCORER, need).people[0]

    assert after.units_by_factor["required_skills"] >= before.units_by_factor["required_skills"]


def test_repeating_the_need_and_listing_everything_wins_nothing() -> None:
    pool = pool_of(WORLD)
    everything = tuple(Claim(skill.label, 5, 20.0) for skill in WORLD.vocabulary.skills)

    for need, person in zip(WORLD.needs, WORLD.people, strict=False):
        before = run(pool, SCORER, need).place(pool.row(person.key))
        words = " ".join(need.texts.values()) * 50
        pool.update(replace(person, free_text=words, claims=(*person.claims, *everything)))
        after = run(pool, SCORER, need).place(pool.row(person.key))
        pool.update(person)

        assert before - after <= 1


def test_a_confirmed_claim_counts_even_in_a_list_of_everything() -> None:
    need = next(need for need in WORLD.needs if need.required)
    labels = [requirement.label for requirement in need.required]
    everything = [Claim(skill.label, 5, 20.0) for skill in WORLD.vocabulary.skills]
    confirmed = [Claim(label, 5, 3.0, verified=True) for label in labels]
    stuffed = Person("a", "practical", claims=tuple(everything))
    checked = Person("b", "practical", claims=tuple(everything + confirmed))
    pool = Pool.build([stuffed, checked], LEXICON, as_of=AS_OF)

    first, second = rank(pool, SCORER, replace(need, remote="full")).people

    assert (first.key, second.key) == ("b", "a")
    assert second.units_by_factor["required_skills"] == 0


def test_interest_counts_on_the_candidates_side_only() -> None:
    need, (one, other) = WORLD.needs[0], WORLD.people[:2]
    pool = Pool.build([one, other], LEXICON, as_of=AS_OF)
    plain = {p.key: p for p in rank(pool, SCORER, need).people}

    told = rank(pool, SCORER, need, interest={one.key: "interested", "gone": "not_now"})

    keen = {p.key: p for p in told.people}
    assert keen[one.key].candidate_units > plain[one.key].candidate_units
    assert keen[one.key].municipality_units == plain[one.key].municipality_units
    assert keen[other.key].units == plain[other.key].units


def test_missing_fields_pass_the_gates_and_widen_the_range() -> None:
    pool = Pool.build([Person("p", "practical")], LEXICON, as_of=AS_OF)
    need = Need("n", "hands_on", hours=8.0, from_month=AS_OF, to_month=AS_OF + 5)

    person = rank(pool, SCORER, need).people[0]

    assert person.is_eligible
    assert {check.subject for check in person.checks} == {"hours", "period", "remote"}
    assert person.low < person.points < person.high


def test_checks_tell_what_must_be_settled_before_a_yes() -> None:
    skill, other = WORLD.vocabulary.skills[2], WORLD.vocabulary.skills[-1]
    person = Person(
        "p",
        "practical",
        claims=(Claim(skill.label, 4), Claim("だれも知らないもの", 3), Claim(other.label, 2)),
        career=(Career("株式会社ミライ", "担当", AS_OF - 10, AS_OF - 3, text="別のこと"),),
    )
    pool = Pool.build([person], LEXICON, as_of=AS_OF)
    need = Need(
        "n",
        "placement_special",
        required=(Requirement(skill.label),),
        vendors=("みらい", "他社"),
        remote="full",
    )

    told = rank(pool, SCORER, need).people[0]

    assert {(check.code, check.found) for check in told.checks} == {
        ("undeclared_vendor", 0),
        ("tier_mismatch", "practical"),
        ("unverified_level", 4),
        ("unresolved_label", 3),
    }
    assert told.is_eligible
    assert told.high > told.points


def test_evidence_points_at_words_the_person_wrote() -> None:
    pool = pool_of(WORLD)
    need = next(need for need in WORLD.needs if need.required)

    best = rank(pool, SCORER, need).people[0]

    quoted = [item for item in best.evidence["required_skills"] if item.kind == "career"]
    text = pool.person(best.key).career[0].text
    assert quoted
    assert all(item.phrase in text or item.phrase in "リーダー部長エンジニア" for item in quoted)


@pytest.mark.parametrize(
    ("status", "people", "need"),
    [
        ("empty_pool", [], Need("n", "hands_on")),
        (
            "nobody_eligible",
            [Person("p", "practical", preferences=Preferences(hours=1.0))],
            Need("n", "hands_on", hours=20.0),
        ),
        ("nothing_asked", [Person("p", "practical")], Need("n", "hands_on", remote="full")),
        (
            "ok",
            [Person("p", "practical")],
            Need("n", "hands_on", category="c0", remote="full"),
        ),
    ],
)
def test_an_empty_result_has_a_name(status: str, people: list[Person], need: Need) -> None:
    assert rank(Pool.build(people, LEXICON, as_of=AS_OF), SCORER, need).status == status


@pytest.mark.parametrize(
    ("field", "need"),
    [
        ("hours", Need("n", "hands_on", hours=-1.0)),
        ("hours", Need("n", "hands_on", hours=float("nan"))),
        ("slots", Need("n", "hands_on", slots=1 << 21)),
        ("remote", Need("n", "hands_on", remote="home")),
        ("headcount", Need("n", "hands_on", headcount=0)),
        ("to_month", Need("n", "hands_on", from_month=10, to_month=9)),
        ("texts.title", Need("n", "hands_on", texts={"title": "あ" * 10_001})),
        ("required.level", Need("n", "hands_on", required=(Requirement("x", level=6),))),
    ],
)
def test_an_impossible_need_is_refused_by_field(field: str, need: Need) -> None:
    pool = Pool.build([], LEXICON, as_of=AS_OF)

    with pytest.raises(InvalidProfile) as refused:
        rank(pool, SCORER, need)

    assert refused.value.facts["field"] == field


def test_a_text_of_10_000_characters_is_read() -> None:
    pool = Pool.build(WORLD.people[:3], LEXICON, as_of=AS_OF)

    ranking = rank(pool, SCORER, Need("n", "hands_on", texts={"title": "困りごと。" * 2000}))

    assert len(ranking.people) == 3


def test_somebody_who_is_not_there_cannot_be_explained() -> None:
    with pytest.raises(UnknownPerson):
        explain(Pool.build([], LEXICON, as_of=AS_OF), SCORER, WORLD.needs[0], "nobody")
