"""Ranking and decisions by machine: exact for few, taken once, by the account of the token."""

from uuid import uuid4

import pytest

from talentpool.actor import Role
from tests.api.client import key, machine_of
from tests.makers.accounts import an_account
from tests.makers.needs import a_need, sql
from tests.reviews.case import NAMES, Case

APPROVE = {"decision": "approve", "reason": "best_fit", "comment": "経歴を確認しました。"}


@pytest.fixture
async def case(client, settings):
    return await Case(client, settings).prepare()


@pytest.fixture
async def coordinator(client, case):
    return await machine_of(client, case.coordinator)


def _url(case: Case, place: int = 0) -> str:
    return f"/needs/{case.need.id}/candidates/{case.people[place].id}/decision"


async def test_the_ranking_adds_up_and_names_nobody(coordinator, case):
    answer = await coordinator.get(f"/needs/{case.need.id}/ranking")

    ranking = answer.json()
    first, *_, last = ranking["people"]["items"]
    assert ranking["eligible"] == 3
    assert first["candidate"] == str(case.people[0].id)
    assert first["handle"] == case.people[0].handle
    assert ranking["base"] + sum(first["parts"].values()) == first["score"]
    assert (last["is_eligible"], last["failed"]) == (False, ["hours_short"])
    assert not any(name in answer.text for name in NAMES)


async def test_an_auditor_reads_the_same_numbers_without_handles(client, coordinator, case):
    auditor = await machine_of(client, await an_account(Role.AUDITOR))
    await coordinator.post(_url(case), APPROVE)

    ranking = await auditor.get(f"/needs/{case.need.id}/ranking")
    decisions = await auditor.get(f"/needs/{case.need.id}/decisions")

    theirs = (await coordinator.get(f"/needs/{case.need.id}/ranking")).json()["people"]["items"]
    assert ranking.json()["people"]["items"] == [{**place, "handle": None} for place in theirs]
    assert decisions.json()["items"][0]["shown"]["points"] == theirs[0]["score"]


async def test_a_need_that_was_not_matched_has_no_ranking(coordinator):
    need = await a_need(programme="outreach")

    assert (await coordinator.get(f"/needs/{need.id}/ranking")).status_code == 404


async def test_a_decision_sent_twice_is_taken_once(coordinator, case):
    once = key(str(uuid4()))
    first = await coordinator.post(_url(case), APPROVE, **once)

    second = await coordinator.post(_url(case), APPROVE, **once)

    assert (first.status_code, first.json()["state"]) == (200, "approved")
    assert second.json() == first.json()
    taken = await sql("select array_agg(decided_by) from decision")
    assert taken == [coordinator.actor.account]


async def test_who_decides_about_an_earlier_version_learns_the_present_one(coordinator, case):
    held = await coordinator.post(_url(case), {"decision": "hold", "reason": "compare_more"})
    approved = await coordinator.post(_url(case), {**APPROVE, "seen": held.json()["version"]})

    late = await coordinator.post(_url(case), {**APPROVE, "seen": held.json()["version"]})

    assert approved.status_code == 200
    assert late.status_code == 409
    assert late.json()["version"] == approved.json()["version"]


async def test_an_approval_is_undone_before_anybody_is_asked(coordinator, case):
    approved = (await coordinator.post(_url(case), APPROVE)).json()
    url = f"/proposals/{approved['id']}/undo"

    stale = await coordinator.post(url, {"seen": approved["version"] + 1})
    undone = await coordinator.post(url, {"seen": approved["version"]})

    assert (stale.status_code, stale.json()["version"]) == (409, approved["version"])
    assert undone.json()["state"] == "suggested"
    waiting = "select count(*) from outbox where job = 'reviews.contact' and done_at is null"
    assert await sql(waiting) == 0


async def test_an_approved_person_is_asked_at_once_when_told_so(coordinator, case, drain):
    approved = (await coordinator.post(_url(case), APPROVE)).json()

    sent = await coordinator.post(
        f"/proposals/{approved['id']}/send-now", {"seen": approved["version"]}
    )
    await drain()

    assert sent.status_code == 200
    assert await sql("select state from proposal") == "consent_requested"


async def test_an_approval_without_contact_asks_nobody(coordinator, case, drain):
    await coordinator.post(_url(case), {**APPROVE, "contact": "never"})

    await drain()

    assert await sql("select state from proposal") == "approved"


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({**APPROVE, "reason": "hours_short"}, "reason"),
        ({**APPROVE, "comment": ""}, "comment"),
        ({"decision": "approve"}, "reason"),
        ({**APPROVE, "points": 100}, "points"),
    ],
)
async def test_a_decision_owes_its_own_reason_and_words(coordinator, case, decision, field):
    answer = await coordinator.post(_url(case, 1), decision)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_nobody_is_approved_who_does_not_meet_the_conditions(coordinator, case):
    url = f"/needs/{case.need.id}/candidates/{case.busy.id}/decision"

    answer = await coordinator.post(url, APPROVE)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_eligible")


async def test_somebody_whom_the_run_does_not_have_is_not_there(coordinator, case):
    url = f"/needs/{case.need.id}/candidates/{uuid4()}/decision"

    assert (await coordinator.post(url, APPROVE)).status_code == 404
