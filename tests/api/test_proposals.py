"""Proposed people by machine: each side sees its part, and the town decides for itself."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from talentpool.actor import Role
from tests.api.client import machine_of
from tests.makers.accounts import OTHER_MUNICIPALITY, an_account
from tests.makers.chains import NAME, a_dispatch, a_placement, set_date, tomorrow

INSIDE = {"asked_at", "reply_by", "answered_at", "contact_due_at", "state_reason", "is_referred"}
EXACT = {"score", "points", "units", "low", "high", "rank", "base", "parts", "shown"}


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


async def test_a_town_gets_a_band_and_reasons_and_nothing_from_inside(client, drain):
    chain = await a_placement(drain, "dated")
    officer = await machine_of(client, chain.officer)

    answer = await officer.get(f"/needs/{chain.need.id}/proposals")

    (row,) = answer.json()["items"]
    assert row["band"] in {"very_good", "good", "fair"}
    assert row["why"]
    assert row["selection"]["kind"] == "interview"
    assert NAME not in answer.text
    assert set(_keys(row)) & (INSIDE | EXACT) == set()


async def test_no_number_of_the_scorer_is_in_anything_a_town_can_read(client, drain):
    chain = await a_placement(drain, "appointed")
    officer = await machine_of(client, chain.officer)

    answers = [
        await officer.get(path)
        for path in (
            "/needs",
            f"/needs/{chain.need.id}",
            f"/needs/{chain.need.id}/proposals",
            "/engagements",
            f"/engagements/{chain.engagement}",
        )
    ]

    assert [answer.status_code for answer in answers] == [200] * 5
    for answer in answers:
        assert set(_keys(answer.json())) & EXACT == set()
        assert NAME not in answer.text


async def test_a_town_sees_nobody_before_the_referral_and_coordinators_see_all(client, drain):
    chain = await a_placement(drain, "consented")
    officer = await machine_of(client, chain.officer)
    coordinator = await machine_of(client, chain.coordinator)
    url = f"/needs/{chain.need.id}/proposals"

    before = (await officer.get(url)).json()
    inside = (await coordinator.get(url)).json()["items"][0]
    referred = await coordinator.post(
        f"/proposals/{chain.proposal}/refer", {"seen": inside["version"]}
    )
    after = (await officer.get(url)).json()

    assert before["items"] == []
    assert set(inside) >= INSIDE
    assert referred.json()["state"] == "referred"
    assert [row["id"] for row in after["items"]] == [str(chain.proposal)]


async def test_the_town_sets_a_date_and_selects(client, drain):
    chain = await a_placement(drain, "referred")
    officer = await machine_of(client, chain.officer)
    url = f"/proposals/{chain.proposal}"

    dated = await officer.post(
        f"{url}/selection",
        {
            "kind": "interview",
            "held_on": (await tomorrow()).isoformat(),
            "starts_at": "13:30",
            "place": "市役所",
        },
    )
    shown = (await officer.get(f"/needs/{chain.need.id}/proposals")).json()["items"][0]
    stale = await officer.post(f"{url}/select", {"seen": dated.json()["version"] - 1})
    selected = await officer.post(f"{url}/select", {"seen": dated.json()["version"]})

    assert shown["selection"]["starts_at"] == "13:30"
    assert (stale.status_code, stale.json()["version"]) == (409, dated.json()["version"])
    assert selected.json()["state"] == "selected"


async def test_choosing_somebody_else_needs_its_reason(client, drain):
    chain = await a_placement(drain, "referred")
    officer = await machine_of(client, chain.officer)
    url = f"/proposals/{chain.proposal}/not-select"

    made_up = await officer.post(url, {"reason": "just_so"})

    assert made_up.status_code == 422
    assert made_up.json()["errors"][0]["field"] == "reason"
    assert await chain.state() == "referred"


async def test_another_town_and_a_stranger_to_the_chain_find_nothing(client, drain):
    chain = await a_placement(drain, "referred")
    stranger = await machine_of(
        client, await an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    )
    url = f"/proposals/{chain.proposal}"

    answers = [
        await stranger.get(f"/needs/{chain.need.id}/proposals"),
        await stranger.post(f"{url}/select"),
        await stranger.post(f"{url}/not-select", {"reason": "other_candidate"}),
        await stranger.post(f"{url}/selection", {"kind": "interview", "held_on": "2027-01-01"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert await chain.state() == "referred"


async def test_a_step_of_a_placement_is_none_of_a_dispatch(client, drain):
    chain = await a_dispatch(drain, "accepted")
    coordinator = await machine_of(client, chain.coordinator)

    answer = await coordinator.post(f"/proposals/{chain.proposal}/refer")

    assert answer.status_code == 409
    assert await chain.state() == "assigned"


async def test_the_work_that_was_agreed_is_read_by_its_sides_only(client, drain):
    chain = await a_placement(drain, "appointed")
    officer = await machine_of(client, chain.officer)
    stranger = await machine_of(
        client, await an_account(Role.OFFICER, municipality=OTHER_MUNICIPALITY)
    )
    url = f"/engagements/{chain.engagement}"

    own, foreign = await officer.get(url), await stranger.get(url)

    assert (own.json()["weekly_minutes"], own.json()["from_on"]) == (240, "2027-01-04")
    assert foreign.status_code == 404
    assert (await stranger.get("/engagements")).json()["items"] == []
    assert (await officer.get("/engagements", flow="dispatch")).json()["items"] == []
    assert (await officer.get(f"/engagements/{uuid4()}")).status_code == 404


async def test_the_date_of_a_selection_has_not_passed(client, drain):
    chain = await a_placement(drain, "referred")
    await set_date(chain)
    officer = await machine_of(client, chain.officer)

    answer = await officer.post(
        f"/proposals/{chain.proposal}/selection", {"kind": "interview", "held_on": "2020-01-01"}
    )

    assert answer.json()["errors"][0]["code"] == "in_past"
