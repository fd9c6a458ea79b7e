"""Every move of a need, by every role, from every state, against the written expectation."""

import itertools

import pytest

from talentpool.actor import Role
from talentpool.kit.errors import Forbidden, IllegalMove
from talentpool.needs.states import CLOSED, EDITABLE, LIVE, MATCHED, NEED, WRITING, NeedState

MUNICIPALITY = {"officer", "municipal_manager"}
COORDINATOR = {"coordinator"}
ANY_SIDE = MUNICIPALITY | COORDINATOR | {"planner", "expert", "candidate", "system"}

# verb: (from, to, who)
EXPECTED = {
    "clarify": ({"draft"}, "clarifying", MUNICIPALITY | COORDINATOR),
    "submit": (
        {"draft", "clarifying", "returned"},
        "submitted",
        MUNICIPALITY | COORDINATOR | {"system"},
    ),
    "open": ({"submitted"}, "open", COORDINATOR),
    "return": ({"submitted"}, "returned", COORDINATOR),
    "decline": ({"submitted"}, "declined", COORDINATOR),
    "convert": ({"submitted", "returned", "open", "proposing"}, "submitted", COORDINATOR),
    "mark_proposing": ({"open"}, "proposing", ANY_SIDE),
    "mark_selecting": ({"open", "proposing"}, "selecting", ANY_SIDE),
    "mark_arranged": ({"open", "proposing", "selecting"}, "arranged", ANY_SIDE),
    "start": ({"arranged"}, "in_progress", ANY_SIDE),
    "complete": ({"in_progress"}, "completed", ANY_SIDE),
    "reopen": ({"proposing", "selecting", "arranged", "unfilled"}, "open", ANY_SIDE),
    "unfill": ({"open", "proposing", "selecting"}, "unfilled", COORDINATOR),
    "cancel": (
        {"open", "proposing", "selecting", "arranged"},
        "cancelled",
        MUNICIPALITY | COORDINATOR,
    ),
    "withdraw": (
        {"draft", "clarifying", "returned", "submitted"},
        "withdrawn",
        MUNICIPALITY | COORDINATOR,
    ),
}


def test_the_expectation_names_every_verb():
    assert set(NEED.moves) == set(EXPECTED)


@pytest.mark.parametrize("verb", EXPECTED)
def test_a_verb_works_for_its_roles_from_its_states_and_never_else(verb: str):
    sources, target, roles = EXPECTED[verb]

    for state, role in itertools.product(NeedState, Role):
        if state not in sources:
            with pytest.raises(IllegalMove):
                NEED.after(verb, state, role)
        elif role not in roles:
            with pytest.raises(Forbidden):
                NEED.after(verb, state, role)
        else:
            assert NEED.after(verb, state, role) == target


def test_every_state_can_be_reached():
    reached = {NEED.start} | {move.target for move in NEED.moves.values()}

    assert reached == set(NeedState)


def test_the_groups_of_states_part_them_without_a_rest():
    assert set(NeedState) == LIVE | CLOSED
    assert not LIVE & CLOSED
    assert WRITING < EDITABLE < LIVE
    assert MATCHED < EDITABLE
