"""Quality on the realistic set: graded by people's rules, apart from the scorer."""

import numpy as np
import pytest

from tests.matching.quality import listed, mean_ndcg, pool, ran, refs, world
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
    ("vague", "has_category", "least"), [(None, True, 0.9), (True, True, 0.85), (True, False, 0.8)]
)
def test_the_half_kept_aside_is_ranked_well(
    vague: bool | None, has_category: bool, least: float
) -> None:
    assert mean_ndcg(refs(vague=vague), has_category=has_category) >= least


def test_no_trap_is_among_the_first_three_and_nobody_ineligible_is_listed() -> None:
    for ref in refs() + refs(half="look"):
        assert not [key for key in listed(ref)[:3] if (ref, key) in world()["traps"]]
