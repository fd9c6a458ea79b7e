"""The demonstration's accounts, history and tour: whole, legal, work left for every role."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from talentpool.actor import Role
from talentpool.candidates.states import CANDIDATE
from talentpool.kit.states import Machine
from talentpool.needs.states import NEED
from tests.demo.reading import (
    ACCOUNTS,
    CANDIDATES,
    DISPATCH,
    HISTORY,
    NEEDS,
    STEPS,
    STORIES,
    TOUR,
    Row,
)

# People from a file and needs that are not told of being written start complete.
FIRST_VERBS = {"invite", "submit", "accept", "save", "make", "begin"}


def subject(step: Row) -> str:
    """The table of moves that a step belongs to: proposals differ by flow."""
    if step["on"] != "proposal":
        return str(step["on"])
    flow = "dispatch" if NEEDS[step["need"]]["program"] in DISPATCH else "placement"
    return f"{flow}_proposal"


def role(actor: str) -> str:
    """An account's role, or that of a person who acts for themself."""
    return Role.CANDIDATE if actor in CANDIDATES else str(ACCOUNTS[actor]["role"])


def walk() -> Iterator[tuple[Row, str, str | None]]:
    """Every step that changes a state, with the state before and after it."""
    states: dict[tuple[str, str, str], str | None] = defaultdict(lambda: None)
    for step in STEPS:
        moves = HISTORY["moves"].get(subject(step))
        if moves is None:
            continue
        key = (subject(step), step.get("need", ""), step.get("candidate", ""))
        before = states[key] or ("suggested" if step["on"] == "proposal" else None)
        states[key] = moves[step["verb"]]["to"]
        yield step, str(states[key]), before


def final_states(on: str) -> set[str]:
    last: dict[tuple[str, str], str] = {}
    for step, after, _ in walk():
        if step["on"] == on:
            last[(step.get("need", ""), step.get("candidate", ""))] = after
    return set(last.values())


def test_every_role_is_offered_on_the_first_page_and_has_something_waiting() -> None:
    shown = Counter(account["role"] for account in ACCOUNTS.values() if account["shown"])

    assert set(shown) == set(Role) - {Role.ANONYMOUS, Role.SYSTEM}
    assert shown[Role.COORDINATOR] == 2
    assert all(account["waiting"] for account in ACCOUNTS.values() if account["shown"])
    assert len({account["sign_in"] for account in ACCOUNTS.values()}) == len(ACCOUNTS)


def test_every_section_that_has_a_need_has_an_account() -> None:
    sections = {(need["municipality_code"], need["section"]) for need in NEEDS.values()}
    accounts = {
        (account["municipality_code"], account["section"])
        for account in ACCOUNTS.values()
        if account["role"] == Role.OFFICER
    }

    assert sections == accounts


def test_everything_that_history_speaks_of_exists() -> None:
    actors = set(ACCOUNTS) | set(CANDIDATES)
    verbs = {(on, verb) for on, moves in HISTORY["moves"].items() for verb in moves}
    verbs |= {(on, verb) for on, notes in HISTORY["notes"].items() for verb in notes}

    for step in STEPS:
        assert step["actor"] in actors
        assert step.get("need", "N-01") in NEEDS
        assert step.get("candidate", "C-01") in CANDIDATES
        assert (subject(step), step["verb"]) in verbs
        assert step["at_days"] <= 0


@pytest.mark.parametrize("machine", [CANDIDATE, NEED], ids=lambda machine: machine.name)
def test_people_and_needs_move_as_the_service_lets_them(machine: Machine) -> None:
    told = {v: m for v, m in HISTORY["moves"][machine.name].items() if v in machine.moves}

    assert len(told) >= len(HISTORY["moves"][machine.name]) - 2
    assert all(set(move["from"]) <= machine.moves[verb].sources for verb, move in told.items())
    assert all(move["to"] == machine.moves[verb].target for verb, move in told.items())


@pytest.mark.parametrize("machine", [CANDIDATE, NEED], ids=lambda machine: machine.name)
def test_only_those_who_may_make_a_move(machine: Machine) -> None:
    steps = [step for step in STEPS if step["on"] == machine.name and step["verb"] in machine.moves]

    assert steps
    for step in steps:
        assert role(step["actor"]) in machine.moves[step["verb"]].roles, step


def test_a_story_goes_forward_in_time() -> None:
    for story in STORIES:
        days = [step["at_days"] for step in story["steps"]]
        assert days == sorted(days), story["title"]


def test_every_step_starts_where_the_one_before_it_ended() -> None:
    for step, _, before in walk():
        sources = HISTORY["moves"][subject(step)][step["verb"]]["from"]
        is_first = before is None and step["verb"] in FIRST_VERBS
        assert before in sources or is_first, step


def test_history_leaves_somebody_waiting_at_every_stage() -> None:
    assert final_states("candidate") >= {
        "draft", "submitted", "interview", "on_hold", "returned", "paused",
    }  # fmt: skip
    assert final_states("proposal") >= {
        "held", "not_referred", "consent_requested", "consented", "declined", "referred",
        "selection_set", "selected", "not_selected", "appointed", "asked", "assigned",
    }  # fmt: skip
    assert final_states("plan") == {"draft", "proposed", "confirmed"}
    assert final_states("engagement") >= {"active", "closed"}


def test_every_need_has_a_story_and_nobody_acts_before_being_accepted() -> None:
    told = {step["need"] for step in STEPS if "need" in step}
    accepted_at = HISTORY["defaults"]["candidate"]["at_days"]

    assert told == set(NEEDS)
    assert min(step["at_days"] for step in STEPS if "need" in step) > accepted_at


def test_the_coordinators_have_an_overdue_next_step() -> None:
    steps = [step for step in STEPS if step["verb"] == "next_step"]

    assert any(step["due_days"] < 0 for step in steps)
    assert any(step["due_days"] > 0 for step in steps)


def test_the_tour_has_six_steps_that_are_not_yet_done() -> None:
    reached = {
        (step["on"], step.get("need"), step.get("candidate")): after for step, after, _ in walk()
    }

    assert len(TOUR["step"]) == 6
    for step in TOUR["step"]:
        goal = step["done_when"]
        assert step["role"] in ACCOUNTS
        assert ACCOUNTS[step["role"]]["shown"]
        assert goal["need"] in NEEDS
        key = (goal["subject"], goal["need"], goal.get("candidate"))
        assert reached.get(key) not in goal.get("states", [])
