"""What comes back: problems of one shape, numbers with what they are out of, look-ups, reading."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from talentpool.actor import Role
from talentpool.memos import service as memos
from tests.api.client import PROBLEM, RECORD, Machine, key, machine_of
from tests.makers.accounts import an_account, browse_as, post
from tests.makers.needs import a_need

SHAPE = {"type", "title", "status", "detail", "instance", "code"}


@pytest.fixture
async def coordinator(client):
    return await machine_of(client, await an_account(Role.COORDINATOR))


@pytest.fixture
async def planner(client):
    return await machine_of(client, await an_account(Role.PLANNER))


async def _problems(machine: Machine) -> list[tuple[int, str]]:
    """One refusal of each kind, its status and code as they are told."""
    need = await a_need(programme="outreach")
    url = f"/api/v1/needs/{need.id}/return"
    answers = [
        await machine.get("/needs", page=0),
        await machine.get("/needs", state="lost"),
        await machine.get("/candidates", q="\x00"),
        await machine.client.post(url, content=b"{", headers=machine.headers),
        await machine.client.post(url, content=b"[1]", headers=machine.headers),
        await machine.client.post(url, headers=machine.headers),
        await machine.client.post(url, content=b'{"text":"\xff"}', headers=machine.headers),
        await machine.client.post(url, content=b"[" * 5000, headers=machine.headers),
        await machine.post("/needs", RECORD, **key("again")),
        await machine.get(f"/needs/{uuid4()}"),
        await machine.get("/needs/not-a-uuid"),
        await machine.get("/nothing-here"),
        await machine.client.delete(f"/api/v1/needs/{need.id}", headers=machine.headers),
        await machine.post(f"/needs/{need.id}/return", {"text": "何名ですか。"}),
        await machine.post(f"/needs/{need.id}/return", {"text": ""}),
        await machine.post(f"/needs/{need.id}/return", {"text": "あ" * 400_000}),
    ]
    for answer in answers:
        body = answer.json()
        assert answer.headers["content-type"] == PROBLEM, body
        assert set(body) >= SHAPE
        assert body["status"] == answer.status_code
        assert body["instance"] == answer.request.url.path
    return [(answer.status_code, answer.json()["code"]) for answer in answers]


async def test_every_refusal_has_one_shape(coordinator):
    assert await _problems(coordinator) == [
        *[(400, "bad_input")] * 9,
        *[(404, "not_found")] * 3,
        (405, "not_allowed"),
        (409, "illegal_move"),
        (422, "invalid"),
        (413, "too_large"),
    ]


async def test_a_parameter_that_cannot_be_read_is_named_as_the_sender_names_it(coordinator):
    answer = await coordinator.get("/needs", state="lost", page="x")

    assert {error["field"] for error in answer.json()["errors"]} == {"state", "page"}


async def test_a_signed_in_browser_reads_and_changes_nothing(client, settings):
    account = await an_account(Role.COORDINATOR)
    await browse_as(client, settings, account)
    need = await a_need(programme="outreach", state="submitted")

    read = await client.get(f"/api/v1/needs/{need.id}")
    changed = await post(client, settings, f"/api/v1/needs/{need.id}/open")

    assert read.json()["number"] == need.number
    assert changed.status_code == 401
    assert (await client.get(f"/api/v1/needs/{need.id}")).json()["state"] == "submitted"


async def test_a_cookie_beside_a_token_counts_for_nothing(client, settings):
    await browse_as(client, settings, await an_account(Role.COORDINATOR))
    officer = await machine_of(client, await an_account(Role.OFFICER))

    assert (await officer.get("/candidates")).status_code == 403


async def test_cases_say_what_is_next_and_when_somebody_last_spoke(coordinator, planner):
    need = await a_need(programme="outreach", next_step="電話する")
    await a_need("completed", programme="outreach")
    await memos.add(coordinator.actor, "need", need.id, "phone", "担当者と話した。")

    answer = await planner.get("/cases", state="open")

    (case,) = answer.json()["items"]
    assert (case["id"], case["next_step"]) == (str(need.id), "電話する")
    assert case["last_contact_at"] is not None
    assert "担当者と話した" not in answer.text


async def test_the_numbers_come_with_what_they_are_out_of(planner):
    handed_in = datetime(2026, 10, 1, tzinfo=UTC)
    await a_need(programme="outreach", submitted_at=handed_in)
    await a_need("completed", programme="outreach", submitted_at=handed_in)
    await a_need("draft", programme="outreach")

    status = (await planner.get("/status")).json()

    assert (status["open_needs"], status["all_needs"]) == (1, 2)
    assert status["bodies_without_need"] == status["bodies"] - 1
    assert set(status["this_week"]) == {
        "people",
        "offered_minutes",
        "held_minutes",
        "booked_minutes",
    }


async def test_bodies_and_skills_are_found_by_any_name(planner):
    town = (await planner.get("/municipalities", q="あおなみ")).json()["items"]
    skill = (await planner.get("/skills", q="ｒｐａ")).json()["items"]

    assert town[0]["name"] == "青波市"
    assert any("RPA" in item["name"] for item in skill)


async def test_long_look_ups_come_in_pages(planner):
    first = (await planner.get("/skills")).json()
    last = (await planner.get("/skills", page=-(-first["total"] // 50))).json()

    assert first["next"] == "/api/v1/skills?page=2"
    assert last["next"] is None
    assert last["items"][-1] not in first["items"]
