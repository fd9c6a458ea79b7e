"""Quality on the realistic set: graded by people's rules, apart from the scorer."""

import numpy as np
import pytest

from tests.matching import late
from tests.matching.parts import OTHERS, STRANGER
from tests.matching.quality import listed, mean_ndcg, pool, ran, refs, world
from tests.matching.stuffing import claiming, moves, pasted
from tests.matching.world.naive_gates import failures

GATE_NAMES = {
    "conflict": "conflict",
    "programme_not_accepted": "programme",
    "public_experience_missing": "public_experience",
    "qualification_missing": "qualification",
    "period_short": "period",
    "hours_short": "hours",
    "slots_short": "slots",
    "place_unreachable": "place",
}


def test_reasons_equal_the_graders_naive_conditions_for_every_pair() -> None:
    for record in world()["needs"]:
        found = ran(record["ref"])
        names = np.array([GATE_NAMES[gate.code] for gate in found.program.gates])
        for candidate in world()["candidates"]:
            row = pool().row(candidate["ref"])
            told = set(names[found.failures[:, row]].tolist())
            assert told == set(failures(record, candidate)), (record["ref"], candidate["ref"])


@pytest.mark.parametrize(
    ("vague", "has_category", "least"),
    [(None, True, 0.92), (True, True, 0.89), (True, False, 0.85)],
)
def test_the_half_kept_aside_is_ranked_well(
    vague: bool | None, has_category: bool, least: float
) -> None:
    assert mean_ndcg(refs(vague=vague), has_category=has_category) >= least


def test_the_part_in_another_style_is_ranked_well() -> None:
    assert STRANGER.mean_ndcg() >= 0.92
    assert STRANGER.mean_ndcg(vague=True) >= 0.88


@pytest.mark.parametrize(
    ("writer", "least", "gained"),
    [
        ("first other writer", 0.93, 0.03),
        ("second other writer", 0.75, 0.1),
        ("third other writer", 0.78, 0.06),
    ],
)
def test_needs_of_other_writers_are_ranked_better_than_by_their_words(
    writer: str, least: float, gained: float
) -> None:
    part = OTHERS[writer]

    assert part.mean_ndcg() >= least
    assert part.mean_ndcg() - part.baseline_ndcg() >= gained


def test_needs_told_in_fragments_are_ranked_well_enough() -> None:
    assert late.mean_ndcg() >= 0.88
    assert late.mean_ndcg(vague=True) >= 0.82


def test_whoever_is_graded_for_a_terse_need_meets_its_conditions() -> None:
    people = {record["ref"]: record for record in world()["candidates"]}
    needs = {record["ref"]: record for record in late.needs()}

    assert {ref for ref, _ in late.grades()} == needs.keys()
    assert not [pair for pair in late.grades() if failures(needs[pair[0]], people[pair[1]])]


def test_words_that_cost_nothing_hardly_pay() -> None:
    assert max(moves(pasted, named=False)) <= 1
    claimed = np.array(list(moves(claiming, named=True)))
    assert claimed.mean() <= 1
    assert np.mean(claimed > 1) <= 0.1


def test_no_trap_is_among_the_first_three_and_nobody_ineligible_is_listed() -> None:
    for ref in refs() + refs(half="look"):
        assert not [key for key in listed(ref)[:3] if (ref, key) in world()["traps"]]
