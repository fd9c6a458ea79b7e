"""People by machine: pseudonyms only, and the decisions of screening."""

from uuid import uuid4

import pytest

from talentpool.actor import Role
from talentpool.candidates.states import CandidateState
from tests.api.client import key, machine_of
from tests.makers.accounts import an_account
from tests.makers.candidates import a_candidate, a_person
from tests.makers.needs import sql, state_of

NAME, MAIL = "神髙 花子", "hanako.kami@example.jp"


@pytest.fixture
async def coordinator(client):
    return await machine_of(client, await an_account(Role.COORDINATOR))


async def _somebody(state: CandidateState = CandidateState.SUBMITTED, **columns):
    person = await a_person(NAME, MAIL)
    return await a_candidate(
        state,
        person=person,
        ref=columns.pop("ref", "EMPLOYEE-77"),
        claims={"RPA": 3},
        career="窓口を改善した。連絡は 090-1234-5678 まで。",
        **{"headline": "52歳、RPAに強い", "evidence_links": ["https://kami.example"], **columns},
    )


async def test_nothing_that_names_the_person_goes_out(coordinator):
    candidate = await _somebody()

    listed = await coordinator.get("/candidates")
    detail = await coordinator.get(f"/candidates/{candidate.id}")

    telling = (NAME, MAIL, "カクウ", "090-1234", "52歳", "EMPLOYEE-77", "kami.example")
    told = listed.text + detail.text
    assert [word for word in telling if word in told] == []
    assert str(candidate.person) not in told
    assert detail.json()["handle"] == candidate.handle
    assert detail.json()["profile"]["skills"][0]["label"] == "RPA"


async def test_a_draft_is_its_writers_own(coordinator):
    draft = await _somebody(CandidateState.DRAFT)

    assert (await coordinator.get(f"/candidates/{draft.id}")).status_code == 404
    assert (
        await coordinator.post(f"/candidates/{draft.id}/screening", {"decision": "accept"})
    ).status_code == 404
    assert (await coordinator.get("/candidates")).json()["total"] == 0


async def test_people_are_found_by_state_and_by_what_they_say(coordinator):
    await _somebody(CandidateState.ACTIVE, tier="special", ref="EMPLOYEE-78")
    waiting = await _somebody(CandidateState.SUBMITTED)

    by_state = await coordinator.get("/candidates", state="submitted", tier="practical")
    by_handle = await coordinator.get("/candidates", q=waiting.handle.lower())

    for answer in (by_state, by_handle):
        assert [item["id"] for item in answer.json()["items"]] == [str(waiting.id)]


async def test_a_registration_is_accepted_once_by_whoever_holds_the_token(coordinator):
    candidate = await _somebody()
    url, once = f"/candidates/{candidate.id}/screening", key(str(uuid4()))
    decision = {"decision": "accept", "seen": candidate.version}

    first = await coordinator.post(url, decision, **once)
    second = await coordinator.post(url, decision, **once)

    assert first.json()["state"] == "active"
    assert second.json() == first.json()
    decided_by = await sql("select array_agg(decided_by) from screening_decision")
    assert decided_by == [coordinator.actor.account]


async def test_a_decision_about_an_earlier_version_is_refused(coordinator):
    candidate = await _somebody()
    url = f"/candidates/{candidate.id}/screening"
    await coordinator.post(url, {"decision": "start_screening", "seen": 1})

    late = await coordinator.post(url, {"decision": "accept", "seen": 1})

    assert (late.status_code, late.json()["version"]) == (409, 2)
    assert await state_of("candidate", candidate.id) == "screening"


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"decision": "decline"}, "reason"),
        ({"decision": "decline", "reason": "too_old"}, "reason"),
        ({"decision": "return"}, "note"),
        ({"decision": "promote"}, "decision"),
        ({}, "decision"),
    ],
)
async def test_a_decision_without_what_it_owes_is_refused(coordinator, decision, field):
    candidate = await _somebody()

    answer = await coordinator.post(f"/candidates/{candidate.id}/screening", decision)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await state_of("candidate", candidate.id) == "submitted"
