"""Quality on the realistic set: graded by people's rules, apart from the scorer."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from matching.evaluate import ndcg
from matching.pool import Pool
from matching.ranking import Run, run
from matching.scorer import expert_scorer
from tests.matching.reference import lexicon, need, person
from tests.matching.world import loader
from tests.matching.world.naive_gates import failures

AS_OF = 2026 * 12 + 10
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


@cache
def world() -> loader.World:
    return loader.load()


@cache
def pool() -> Pool:
    return Pool.build(map(person, world()["candidates"]), lexicon(), as_of=AS_OF)


@cache
def ran(ref: str, has_category: bool = True) -> Run:
    record = next(record for record in world()["needs"] if record["ref"] == ref)
    asked = need(record)
    if not has_category:
        asked = replace(asked, category=None)
    return run(pool(), expert_scorer(), asked)


def listed(ref: str, has_category: bool = True) -> list[str]:
    found = ran(ref, has_category)
    is_out = found.failures.any(axis=0)
    return [pool().keys[row] for row in found.order if not is_out[row]]


def mean_ndcg(refs: list[str], *, has_category: bool = True) -> float:
    grades = world()["grades"]
    found = []
    for ref in refs:
        ideal = [grade for (asked, _), grade in grades.items() if asked == ref]
        found.append(ndcg([grades.get((ref, key), 0) for key in listed(ref, has_category)], ideal))
    return float(np.mean(found))


def refs(*, half: str = "measure", vague: bool | None = None) -> list[str]:
    return [
        record["ref"]
        for record in world()["needs"]
        if world()["half"][record["ref"]] == half
        and (vague is None or loader.is_vague(record) is vague)
    ]


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
