"""Needs by machine: taken once, changed only as seen, moved by the verbs, nobody else's."""

import asyncio
from uuid import uuid4

import pytest

from talentpool.actor import Role
from talentpool.needs.states import NeedState
from tests.api.client import PROBLEM, RECORD, key, machine_of
from tests.makers.accounts import OTHER_MUNICIPALITY, an_account
from tests.makers.needs import WAKABADAI, a_need, sql, state_of


@pytest.fixture
async def officer(client):
    return await machine_of(client, await an_account(Role.OFFICER))


@pytest.fixture
async def coordinator(client):
    return await machine_of(client, await an_account(Role.COORDINATOR))


async def test_a_new_record_is_handed_in_and_comes_back_as_it_was_sent(officer):
    made = await officer.post("/needs", RECORD)

    read = await officer.get(f"/needs/{made.json()['id']}")

    assert made.status_code == 201
    assert made.json()["outcome"] == "added"
    assert made.json()["state"] == "submitted"
    assert {name: read.json()["record"][name] for name in RECORD} == RECORD
    assert (read.json()["from_month"], read.json()["weekly_minutes"]) == ("2027-01", 465)


async def test_the_same_key_sent_twice_has_one_effect(officer):
    once = key(str(uuid4()))
    first = await officer.post("/needs", RECORD, **once)

    second = await officer.post("/needs", {**RECORD, "ref": "DOC-18"}, **once)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert await sql("select count(*) from need") == 1


async def test_the_same_record_sent_four_times_at_once_makes_one_need(officer):
    answers = await asyncio.gather(*(officer.post("/needs", RECORD) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await sql("select count(*) from need") == 1


async def test_two_senders_may_choose_the_same_key(client, officer):
    once = key(str(uuid4()))
    await officer.post("/needs", RECORD, **once)
    colleague = await machine_of(client, await an_account(Role.OFFICER))

    second = await colleague.post("/needs", {**RECORD, "ref": "DOC-18"}, **once)

    assert second.status_code == 201
    assert await sql("select count(*) from need") == 2


async def test_a_known_ref_brings_the_need_in_line(officer):
    await officer.post("/needs", RECORD)

    again = await officer.post("/needs", {**RECORD, "title": "待ち時間を減らす"})

    assert (again.status_code, again.json()["outcome"]) == (200, "changed")
    assert await sql("select title from need") == "待ち時間を減らす"


async def test_all_that_is_wrong_is_told_at_once_by_field(officer):
    answer = await officer.post(
        "/needs",
        {
            **RECORD,
            "title": "窓\u202e口",
            "period": {"from": "2027-13"},
            "hours_per_week": 90,
            "assignee": str(uuid4()),
        },
    )

    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert body["code"] == "invalid"
    assert {(error["field"], error["code"]) for error in body["errors"]} == {
        ("title", "bad_characters"),
        ("period.from", "bad_month"),
        ("hours_per_week", "out_of_range"),
        ("assignee", "unknown_field"),
    }
    assert await sql("select count(*) from need") == 0


async def test_an_unknown_municipality_is_refused_with_the_nearest_names(coordinator):
    answer = await coordinator.post("/needs", {**RECORD, "municipality_code": "139018"})

    (error,) = answer.json()["errors"]
    assert error["field"] == "municipality_code"
    assert "青波市" in error["facts"]["near"]


@pytest.mark.parametrize("field", ["id", "number", "state", "version", "role", "section_name"])
async def test_no_column_can_be_assigned_by_sending_it_along(officer, field):
    answer = await officer.post("/needs", {**RECORD, field: "x"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_change_that_has_not_seen_the_present_version_is_refused(officer):
    made = (await officer.post("/needs", RECORD)).json()
    url = f"/needs/{made['id']}"
    changed = await officer.put(f"{url}?seen={made['version']}", {**RECORD, "title": "二"})

    stale = await officer.put(f"{url}?seen={made['version']}", {**RECORD, "title": "三"})

    assert changed.status_code == 200
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_row")
    assert stale.json()["version"] == changed.json()["version"]
    assert await sql("select title from need") == "二"


async def test_a_need_is_not_changed_by_the_record_of_another(officer):
    first = (await officer.post("/needs", RECORD)).json()
    await officer.post("/needs", {**RECORD, "ref": "DOC-18", "title": "別の要請"})

    answer = await officer.put(f"/needs/{first['id']}", {**RECORD, "ref": "DOC-18"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "ref_of_another"
    assert await sql("select title from need where ref = 'DOC-18'") == "別の要請"


async def test_the_need_of_another_town_is_not_there(client):
    need = await a_need(NeedState.SUBMITTED, municipality=WAKABADAI, current_issue="若葉台の秘密")
    stranger = await machine_of(client, await an_account(Role.OFFICER))
    url = f"/needs/{need.id}"

    answers = [
        await stranger.get(url),
        await stranger.put(url, RECORD),
        await stranger.post(f"{url}/submit"),
        await stranger.post(f"{url}/cancel", {"note": "x"}),
        await stranger.post(f"{url}/withdraw"),
        await stranger.get(f"{url}/proposals"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert not any("若葉台" in answer.text or need.number in answer.text for answer in answers)
    assert await state_of("need", need.id) == "submitted"
    assert (await stranger.get("/needs")).json()["items"] == []


async def test_nobody_writes_for_another_town(client):
    stranger = await machine_of(
        client, await an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    )

    answer = await stranger.post("/needs", RECORD)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "other_municipality"


async def test_what_was_not_handed_in_is_its_towns_own_affair(officer, coordinator):
    await a_need(NeedState.DRAFT, title="書きかけ")
    await a_need(NeedState.SUBMITTED, title="提出済み")

    own, all_ = await officer.get("/needs"), await coordinator.get("/needs")

    assert {item["title"] for item in own.json()["items"]} == {"書きかけ", "提出済み"}
    assert [item["title"] for item in all_.json()["items"]] == ["提出済み"]


async def test_a_list_comes_in_pages_with_the_address_of_the_next(coordinator):
    for _ in range(51):
        await a_need(NeedState.OPEN, programme="outreach")

    first = (await coordinator.get("/needs", state="open")).json()
    path, _, query = first["next"].partition("?")
    second = (
        await coordinator.get("/needs", **dict(p.split("=") for p in query.split("&")))
    ).json()

    assert path == "/api/v1/needs"
    assert (first["total"], len(first["items"]), len(second["items"])) == (51, 50, 1)
    assert second["next"] is None
    seen = {item["id"] for item in first["items"] + second["items"]}
    assert len(seen) == 51


async def test_a_need_goes_through_triage_by_machine(officer, coordinator):
    made = (await officer.post("/needs", RECORD)).json()
    url = f"/needs/{made['id']}"

    returned = await coordinator.post(
        f"{url}/return", {"text": "人数は何人ですか。", "seen": made["version"]}
    )
    again = await officer.post(f"{url}/submit", {"seen": returned.json()["version"]})
    opened = await coordinator.post(f"{url}/open", {"seen": again.json()["version"]})
    planned = await coordinator.post(
        f"{url}/next-step",
        {
            "next_step": "電話する",
            "next_step_due_on": "2026-12-01",
            "assignee": str(coordinator.actor.account),
        },
    )
    cancelled = await officer.post(f"{url}/cancel", {"note": "予算が付かなかった"})

    states = [answer.json()["state"] for answer in (returned, again, opened, planned, cancelled)]
    assert states == ["returned", "submitted", "open", "open", "cancelled"]
    assert await sql("select text from question") == "人数は何人ですか。"
    assert await sql("select action from audit_event order by seq desc limit 1") == "need.cancel"


async def test_a_move_that_the_state_does_not_allow_is_a_conflict(coordinator):
    need = await a_need(NeedState.OPEN, programme="outreach")

    answer = await coordinator.post(f"/needs/{need.id}/return", {"text": "もう一度"})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


async def test_a_placement_is_declined_for_a_statutory_reason_only(coordinator):
    need = await a_need(NeedState.SUBMITTED)
    url = f"/needs/{need.id}/decline"

    made_up = await coordinator.post(url, {"reason": "no_time"})

    assert made_up.status_code == 422
    assert made_up.json()["errors"] == [{"field": "reason", "code": "bad_choice", "facts": {}}]


async def test_nobody_is_put_in_charge_who_is_no_coordinator(officer, coordinator):
    need = await a_need(NeedState.OPEN, programme="outreach")

    answer = await coordinator.post(
        f"/needs/{need.id}/next-step", {"assignee": str(officer.actor.account)}
    )

    assert answer.status_code == 422
