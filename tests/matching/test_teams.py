from itertools import combinations

import numpy as np

from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import Claim, Need, Person, Preferences, Requirement
from matching.scorer import expert_scorer
from matching.teams import Team, teams
from matching.testing import AS_OF, made_vocabulary

LEXICON = Lexicon(made_vocabulary(np.random.default_rng(2), fields=2))
SCORER = expert_scorer()


def person(key: str, *codes: str, hours: float | None = 8.0, **more: object) -> Person:
    claims = tuple(Claim("", 5, 5.0, code, verified=True) for code in codes)
    return Person(key, "practical", claims=claims, preferences=Preferences(hours=hours), **more)


def need(*codes: str, hours: float = 8.0, **more: object) -> Need:
    asked = tuple(Requirement("", code) for code in codes)
    return Need("n", "hands_on", required=asked, hours=hours, remote="full", **more)


def pool_of(*people: Person) -> Pool:
    return Pool.build(people, LEXICON, as_of=AS_OF)


def keys(team: Team) -> set[str]:
    return {member.key for member in team.members}


def test_two_people_cover_what_nobody_covers_alone() -> None:
    pool = pool_of(person("a", "s0_0"), person("b", "s1_0"), person("c"))

    result = teams(pool, SCORER, need("s0_0", "s1_0"))

    assert result.status == "ok"
    assert keys(result.teams[0]) == {"a", "b"}
    assert result.teams[0].uncovered == ()


def test_one_person_who_covers_everything_comes_before_two() -> None:
    pool = pool_of(person("a", "s0_0"), person("b", "s1_0"), person("c", "s0_0", "s1_0"))

    assert keys(teams(pool, SCORER, need("s0_0", "s1_0")).teams[0]) == {"c"}


def test_hours_are_met_together() -> None:
    pool = pool_of(person("a", "s0_0", hours=3.0), person("b", "s0_0", hours=3.0))

    best = teams(pool, SCORER, need("s0_0", hours=10.0)).teams[0]

    assert (keys(best), best.hours, best.is_enough) == ({"a", "b"}, 6.0, True)


def test_what_stays_uncovered_is_said() -> None:
    result = teams(pool_of(person("a", "s0_0", hours=None)), SCORER, need("s0_0", "s1_0"))

    assert result.teams[0].uncovered == ("s1_0",)
    assert not result.teams[0].is_enough


def test_people_who_fail_another_condition_are_in_no_team() -> None:
    pool = pool_of(person("a", "s0_0", vendors=("みらい",)))

    assert teams(pool, SCORER, need("s0_0", vendors=("㈱ミライ",))).status == "nobody_eligible"


def test_a_need_that_nobody_covers_or_that_asks_nothing_has_a_named_result() -> None:
    pool = pool_of(person("a"))

    assert teams(pool, SCORER, need("s0_0")).status == "no_cover"
    assert teams(pool, SCORER, need()).status == "nothing_asked"


def test_the_best_team_covers_as_much_as_trying_every_group_does() -> None:
    rng = np.random.default_rng(4)
    codes = ["s0_0", "s0_3", "s1_0", "s1_3"]
    for _ in range(20):
        people = [
            person(
                f"p{i}",
                *rng.choice(codes, int(rng.integers(1, 3)), replace=False),
                hours=float(rng.integers(2, 9)),
            )
            for i in range(12)
        ]
        held = {one.key: {claim.code for claim in one.claims} for one in people}

        best = teams(pool_of(*people), SCORER, need(*codes)).teams[0]

        most = max(
            len(set().union(*(held[one.key] for one in group)) & set(codes))
            for size in (1, 2, 3)
            for group in combinations(people, size)
        )
        assert len(best.covered) >= most
        assert len(best.members) <= 3


def test_a_large_pool_of_the_same_kind_stays_small_work() -> None:
    people = [person(f"p{i:03d}", "s0_0", hours=float(2 + i % 9)) for i in range(150)]

    assert len(teams(pool_of(*people), SCORER, need("s0_0"), limit=3).teams) == 3
