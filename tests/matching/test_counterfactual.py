from dataclasses import replace

import numpy as np
import pytest

from matching.counterfactual import apply_changes, to_eligible
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Claim, Need, Person, Preferences, Requirement, slot_mask
from matching.ranking import rank, run
from matching.scorer import expert_scorer
from matching.testing import AS_OF, Maker, made_vocabulary
from matching.whatif import to_rank

SCORER = expert_scorer()
RNG = np.random.default_rng(9)
LEXICON = Lexicon(made_vocabulary(RNG, fields=3))
MAKER = Maker(RNG, LEXICON.vocabulary, 3)


def pool_of(*people: Person) -> Pool:
    return Pool.build(people, LEXICON, as_of=AS_OF)


def test_500_changes_applied_make_eligible_and_none_can_be_left_out() -> None:
    pool = pool_of(*(MAKER.person(f"p{i}", MAKER.levels(), wish=MAKER.wish()) for i in range(60)))
    needs = [MAKER.strict_need(f"n{i}") for i in range(30)]
    tried = 0

    for need in needs:
        for person in pool:
            changes = to_eligible(pool, need, person.key)
            if not changes or any(change.wanted is None for change in changes):
                continue
            tried += 1
            alone = pool_of(apply_changes(person, changes))
            assert to_eligible(alone, need, person.key) == ()
            if tried <= 25:
                for left_out in changes:
                    rest = [change for change in changes if change is not left_out]
                    assert to_eligible(pool_of(apply_changes(person, rest)), need, person.key)
        if tried >= 500:
            break

    assert tried >= 500


@pytest.mark.parametrize(
    ("person", "need"),
    [
        (
            Person("p", "practical", vendors=("㈱ミライ", "他社")),
            Need("n", "hands_on", vendors=("みらい株式会社",), remote="full"),
        ),
        (Person("p", "practical"), Need("n", "hands_on", public_experience=True, remote="full")),
        (
            Person("p", "practical"),
            Need("n", "hands_on", qualifications=(Requirement("", "q0"),), remote="full"),
        ),
        (
            Person("p", "practical"),
            Need(
                "n",
                "hands_on",
                required=(Requirement("", "s0_1", 3),),
                remote="full",
                require_all_skills=True,
            ),
        ),
        (
            Person("p", "practical", preferences=Preferences(to_month=AS_OF)),
            Need("n", "hands_on", from_month=AS_OF + 2, to_month=AS_OF + 9, remote="full"),
        ),
        (
            Person("p", "practical", preferences=Preferences(from_month=AS_OF + 8)),
            Need("n", "hands_on", from_month=AS_OF + 2, to_month=AS_OF + 9, remote="full"),
        ),
        (
            Person("p", "practical", preferences=Preferences(to_month=AS_OF + 3)),
            Need("n", "hands_on", from_month=AS_OF + 2, to_month=AS_OF + 9, remote="full"),
        ),
        (
            Person("p", "practical", preferences=Preferences(remote="full")),
            Need("n", "hands_on", remote="onsite", location="130001"),
        ),
        (
            Person("p", "practical", preferences=Preferences(slots=slot_mask(["mon_eve"]))),
            Need("n", "hands_on", hours=10.0, slots=slot_mask(["tue_am", "tue_pm"]), remote="full"),
        ),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_each_condition_is_met_by_its_smallest_fix(person: Person, need: Need) -> None:
    changes = to_eligible(pool_of(person), need, "p")

    assert changes
    assert to_eligible(pool_of(apply_changes(person, changes)), need, "p") == ()


def test_a_change_that_cannot_be_made_says_so() -> None:
    person = Person("p", "practical", preferences=Preferences(slots=slot_mask(["mon_am"])))
    need = Need("n", "hands_on", hours=20.0, slots=slot_mask(["tue_am"]), remote="full")

    (change,) = to_eligible(pool_of(person), need, "p")

    assert change.wanted is None
    assert to_rank(pool_of(person), SCORER, need, "p", rank=1) is None


NEED = Need(
    "n",
    "hands_on",
    hours=8.0,
    slots=slot_mask(["mon_am", "mon_pm"]),
    from_month=AS_OF + 1,
    to_month=AS_OF + 10,
    location="130001",
    remote="onsite",
    required=(Requirement("", "s0_1"),),
)


def asking(key: str, **wish: object) -> Person:
    usual = {
        "hours": 8.0,
        "remote": "onsite_ok",
        "areas": frozenset({"130001"}),
        "from_month": AS_OF,
        "to_month": AS_OF + 20,
    }
    return Person(
        key,
        "practical",
        claims=(Claim("", 4, 2.0, "s0_1"), Claim("?", 3)),
        preferences=Preferences(**{**usual, **wish}),
    )


@pytest.mark.parametrize(
    "wish",
    [
        {"hours": 5.0},
        {"slots": slot_mask(["mon_am", "tue_am"])},
        {"to_month": AS_OF + 7},
        {"from_month": AS_OF + 4, "to_month": None},
        {"remote": "hybrid"},
        {"hours": 5.0, "remote": "hybrid", "to_month": AS_OF + 7},
    ],
)
def test_the_steps_to_a_better_place_really_lead_there(wish: dict[str, object]) -> None:
    late, early = asking("z", **wish), asking("a")
    pool = pool_of(late, early)

    steps = to_rank(pool, SCORER, NEED, "z", rank=1)

    assert steps
    assert all(step.units_gained >= 0 for step in steps)
    pool.update(apply_changes(late, steps))
    assert run(pool, SCORER, NEED).place(pool.row("z")) == 1


def test_who_is_there_already_needs_no_step() -> None:
    assert to_rank(pool_of(asking("a"), asking("b")), SCORER, NEED, "a", rank=1) == ()


def test_an_ineligible_person_first_becomes_eligible() -> None:
    pool = pool_of(asking("a", hours=1.0))

    steps = to_rank(pool, SCORER, NEED, "a", rank=1)

    assert [step.code for step in steps or ()] == ["hours_short"]


def test_what_only_a_career_could_change_is_not_proposed() -> None:
    strong = Person(
        "a",
        "practical",
        claims=(Claim("", 5, 9.0, "s0_1", verified=True),),
        preferences=asking("a").preferences,
    )
    weak = Person("b", "practical", preferences=asking("b", hours=7.0).preferences)

    assert to_rank(pool_of(strong, weak), SCORER, NEED, "b", rank=1) is None


def test_a_need_without_conditions_leaves_nothing_to_do() -> None:
    need = Need("n", "hands_on", remote="full")
    people = (Person("a", "practical"), Person("b", "practical"))

    assert to_rank(pool_of(*people), SCORER, need, "b", rank=1) is None


def test_ranks_beyond_the_pool_are_always_reached() -> None:
    pool = pool_of(asking("a", hours=1.0))

    assert to_rank(pool, SCORER, NEED, "a", rank=9) is not None
    assert rank(pool, SCORER, NEED).people[0].failures[0].fix == 5.0


def test_steps_are_only_those_the_need_leaves_room_for() -> None:
    weak = asking("z", hours=None, from_month=None, to_month=AS_OF + 8)
    pool = pool_of(weak, asking("a"), asking("b"))

    steps = to_rank(pool, SCORER, NEED, "z", rank=2)

    assert {step.code for step in steps or ()} <= {"period_short", "confirm_level"}


def test_half_days_the_need_could_use_are_a_step() -> None:
    need = replace(NEED, hours=7.75)
    late = replace(asking("z", slots=slot_mask(["mon_am"])), claims=())
    other = replace(asking("zz"), claims=())

    steps = to_rank(pool_of(late, other), SCORER, need, "z", rank=1)

    assert [step.code for step in steps or ()] == ["slots_short"]
