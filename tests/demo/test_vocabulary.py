"""The demonstration speaks in codes that the reference data knows, in records the service reads."""

import msgspec
import pytest

from talentpool.candidates.schemas import CandidateRecord, missing_for_activation
from talentpool.needs.schemas_interchange import NeedRecord
from tests.demo.reading import CANDIDATES, NEEDS, STEPS, TAXONOMY, Row, table

# The group of reasons that each verb takes one from.
GROUPS = {
    ("candidate", "hold"): "screening_hold",
    ("candidate", "return"): "screening_hold",
    ("candidate", "pause"): "candidate_pause",
    ("need", "unfill"): "unfilled",
    ("proposal", "approve"): "approved",
    ("proposal", "hold"): "held",
    ("proposal", "not_refer"): "not_referred",
    ("proposal", "decline"): "declined",
    ("proposal", "not_select"): "not_selected",
    ("opening", "not_now"): "opening_not_now",
}


def codes(name: str, kind: str) -> set[str]:
    return {row["code"] for row in table(TAXONOMY / name)[kind]}


def of_needs(field: str) -> set[str]:
    values = [need[field] for need in NEEDS.values() if field in need]
    return {code for value in values for code in ([value] if isinstance(value, str) else value)}


def test_needs_name_known_businesses_steps_and_appointment_types() -> None:
    chosen = {
        code for row in CANDIDATES.values() for code in row.get("appointment_types", [])
    } | of_needs("appointment_type")

    assert of_needs("businesses") <= codes("businesses.toml", "business")
    assert of_needs("step") <= codes("steps.toml", "step")
    assert chosen <= codes("appointment_types.toml", "appointment_type")
    assert {menu for step in STEPS for menu in step.get("menus", [])} <= codes("menus.toml", "menu")


@pytest.mark.parametrize("step", [s for s in STEPS if "reason" in s], ids=lambda s: s["verb"])
def test_a_reason_is_one_of_its_verbs_group(step: Row) -> None:
    reasons = table(TAXONOMY / "reason_codes.toml")["reason"]
    group = GROUPS[step["on"], step["verb"]]

    assert step["reason"] in {row["code"] for row in reasons if row["group"] == group}


def test_every_decision_that_needs_a_reason_has_one() -> None:
    silent = [
        step for step in STEPS if (step["on"], step["verb"]) in GROUPS and "reason" not in step
    ]

    assert silent == []


def test_the_service_reads_every_person_and_could_activate_them() -> None:
    for person in CANDIDATES.values():
        record = msgspec.convert(person, CandidateRecord, strict=False)

        assert list(record.check()) == []
        assert missing_for_activation(record) == []


def test_the_service_reads_every_need_and_finds_no_refused_character() -> None:
    for need in NEEDS.values():
        record = msgspec.convert(need, NeedRecord)

        assert list(record.refused_texts()) == []


def test_claims_of_honest_people_stand_on_something_and_those_of_traps_do_not() -> None:
    traps = {"C-21", "C-52", "C-59", "C-60"}
    backed = {
        ref
        for ref, row in CANDIDATES.items()
        if any("evidence_kind" in skill for skill in row["skills"])
    }

    assert backed & traps == set()
    assert backed | traps | {"C-25"} == set(CANDIDATES)
    assert all(
        skill["evidence_kind"] in {"school", "project"} and skill["evidence"]
        for row in CANDIDATES.values()
        if not row["career"]
        for skill in row["skills"]
        if "evidence_kind" in skill
    )
