"""Ranking is exact: reasons equal a naive re-evaluation, pruning and sums hold to the unit."""

import numpy as np

from matching.bits import Coded, members
from matching.conditions import Thresholds, slots_ratio
from matching.lexicon import Lexicon
from matching.pool import Pool
from matching.profiles import ANY_SLOT, Need, Person, Preferences
from matching.ranking import rank, run
from matching.score import recompute
from matching.scorer import expert_scorer, points_of
from matching.shares import common_hours, slots_shares
from matching.testing import AS_OF, World, made_world
from matching.top import prepare, top
from tests.matching.naive import naive_failures
from tests.matching.strict import strict_world

SCORER = expert_scorer()
WORLD = made_world(3, people=40, needs=8)
LEXICON = Lexicon(WORLD.vocabulary)


def pool_of(world: World) -> Pool:
    return Pool.build(world.people, Lexicon(world.vocabulary), as_of=AS_OF)


def test_the_reasons_of_100_000_pairs_equal_a_naive_evaluation() -> None:
    pool, needs = strict_world()
    seen: set[str] = set()

    for need in needs:
        ran = run(pool, SCORER, need)
        codes = np.array([gate.code for gate in ran.program.gates])
        for row, person in enumerate(pool):
            found = set(codes[ran.failures[:, row]].tolist())
            assert found == naive_failures(person, need, pool)
            seen |= found

    assert len(seen) == 8


def test_the_first_20_by_pruning_are_the_first_20_of_the_full_ranking() -> None:
    pool, needs = strict_world()

    for need in needs:
        ran = run(pool, SCORER, need)
        expected = [row for row in ran.order.tolist() if not ran.failures[:, row].any()][:20]
        found = top(prepare(pool, SCORER, ran.program), 20)

        assert found.rows.tolist() == expected
        assert found.units.tolist() == ran.scores.total[expected].tolist()
        assert found.by_factor.sum(axis=0).tolist() == found.units.tolist()


def test_pruning_holds_for_a_long_list_too() -> None:
    world = made_world(4, people=600, needs=3)
    pool = pool_of(world)

    for need in world.needs:
        ran = run(pool, SCORER, need)
        for k in (1, 20, 100):
            found = top(prepare(pool, SCORER, ran.program), k)
            assert found.rows.tolist() == ran.order.tolist()[:k]


def test_half_days_looked_up_by_halves_are_those_of_the_conditions() -> None:
    masks = np.random.default_rng(5).integers(0, ANY_SLOT + 1, 200).tolist()
    people = [
        Person(f"p{at:03d}", "practical", preferences=Preferences(slots=mask))
        for at, mask in enumerate(masks)
    ]
    pool = Pool.build(people, LEXICON, as_of=AS_OF)

    for asked in (0, 1, ANY_SLOT, masks[0]):
        need = Need("n", "hands_on", hours=7.75, slots=asked)
        found = slots_shares(need).take(common_hours(pool, need)(np.arange(len(pool))))

        assert found.tolist() == slots_ratio(np.array(masks), need).tolist()


def test_a_column_takes_more_values_than_its_codes_could_tell_at_first() -> None:
    column = Coded[int](300)
    for row in range(300):
        column.assign(row, 1000 + row)

    assert [column.values[code] for code in column.codes.tolist()] == list(range(1000, 1300))


def test_a_set_of_rows_is_read_alike_where_few_words_hold_any() -> None:
    few, many = np.zeros(20, dtype=np.uint64), np.full(20, 1, dtype=np.uint64)
    few[[3, 19]] = 5

    assert members(few, 64 * 20).tolist() == [192, 194, 1216, 1218]
    assert members(few, 1218).tolist() == [192, 194, 1216]
    assert members(many, 129).tolist() == [0, 64, 128]


def test_every_explanation_adds_up_and_can_be_recomputed_from_its_stored_terms() -> None:
    pool = pool_of(WORLD)

    for need in WORLD.needs:
        ranking = rank(pool, SCORER, need, explained=len(pool))
        for person in ranking.people:
            assert ranking.base + sum(person.parts.values()) == person.points
            assert recompute(SCORER, person.terms) == person.units_by_factor
            assert sum(person.units_by_factor.values()) == person.units
            assert person.municipality_units + person.candidate_units == person.units
            assert person.low <= person.points <= person.high
            assert person.points == points_of(SCORER, person.units)


def test_everybody_is_in_the_ranking_eligible_people_first() -> None:
    pool, needs = strict_world()

    ranking = rank(pool, SCORER, needs[0], explained=2)

    assert len(ranking.people) == len(pool)
    flags = [person.is_eligible for person in ranking.people]
    assert flags == sorted(flags, reverse=True)
    assert [person.rank for person in ranking.people] == list(range(1, len(pool) + 1))
    assert all(person.failures for person in ranking.people if not person.is_eligible)


def test_a_few_of_either_kind_are_told_as_in_the_whole_ranking() -> None:
    pool, needs = strict_world()

    for need in needs[:20]:
        ran = run(pool, SCORER, need)
        whole, few = ran.ranking(explained=len(pool)), ran.ranking(explained=len(pool), most=3)

        eligible = [person for person in whole.people if person.is_eligible]
        others = [person for person in whole.people if not person.is_eligible]
        assert list(few.people) == eligible[:3] + others[:3]
        assert (few.eligible, few.size) == (len(eligible), len(pool))
        assert (few.near_misses, few.base) == (whole.near_misses, whole.base)


def test_strengths_are_what_lifts_an_eligible_person_over_the_average_most_first() -> None:
    pool = pool_of(WORLD)

    for need in WORLD.needs:
        ran = run(pool, SCORER, need)
        ranking, strengths = ran.ranking(), ran.strengths(2)

        assert list(strengths) == [person.key for person in ranking.people if person.is_eligible]
        for person in ranking.people:
            told = strengths[person.key]
            gains = [person.units_by_factor[name] - ranking.reference[name] for name in told]
            assert gains == sorted(gains, reverse=True)
            assert all(points_of(SCORER, gain) >= 1 for gain in gains)
            assert len(told) <= 2


def test_looser_thresholds_let_more_people_through() -> None:
    pool, needs = strict_world()
    loose = Thresholds(hours_share=0.3, period_share=0.3, slots_share=0.2)

    for need in needs[:20]:
        usual = run(pool, SCORER, need).failures.any(axis=0).sum()
        fewer = run(pool, SCORER, need, thresholds=loose).failures.any(axis=0).sum()

        assert fewer <= usual
