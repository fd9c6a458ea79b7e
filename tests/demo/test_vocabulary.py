"""The demonstration speaks in codes that the reference data knows."""

import pytest

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
