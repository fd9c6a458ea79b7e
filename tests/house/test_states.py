"""All machines: reachable states, complete labels, and a drawing that is current."""

import pytest

from talentpool.kit.labels import labels
from talentpool.kit.states import Machine
from tests.house.states import TARGET, document, machines

MACHINES = machines()


def test_the_drawing_of_the_machines_is_current():
    assert TARGET.read_text("utf-8") == document()


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_that_a_move_starts_from_can_be_reached(name: str):
    machine: Machine = MACHINES[name]
    reached = {machine.start}
    while more := {
        move.target
        for move in machine.moves.values()
        if move.sources & reached and move.target not in reached
    }:
        reached |= more

    assert {state for move in machine.moves.values() for state in move.sources} <= reached


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_has_a_japanese_label(name: str):
    machine = MACHINES[name]

    missing = [
        f"{machine.name}_state.{state}"
        for state in type(machine.start)
        if labels().find(f"{machine.name}_state.{state}") is None
    ]

    assert missing == []


@pytest.mark.parametrize("name", MACHINES)
def test_every_move_is_told_in_japanese(name: str):
    machine = MACHINES[name]

    missing = [
        f"audit.{machine.name}.{verb}"
        for verb in machine.moves
        if labels().find(f"audit.{machine.name}.{verb}") is None
    ]

    assert missing == []
