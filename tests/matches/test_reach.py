"""How many people a need reaches: true when applied, and never a small number."""

from datetime import date
from typing import Any

import pytest

from talentpool.actor import Role, system
from talentpool.kit.errors import NotFound
from talentpool.matches import service_reach
from tests.makers import accounts
from tests.makers.candidates import a_candidate
from tests.makers.needs import a_need, officer, sql

pytestmark = pytest.mark.usefixtures("db")
THERE: dict[str, Any] = {
    "remote": "full",
    "available_from": date(2026, 12, 1),
    "available_to": date(2028, 3, 1),
}
HOURS = "必要な時間の6割以上を出せる"


async def _people(fitting: int, busy: int) -> None:
    for _ in range(fitting):
        await a_candidate(**THERE)
    for _ in range(busy):
        await a_candidate(weekly_minutes=30, **THERE)


async def test_dropping_a_condition_brings_as_many_as_was_said():
    await _people(fitting=6, busy=7)
    need = await a_need()

    before = await service_reach.reach(system(), need.id)
    await sql("update need set weekly_minutes = null returning 1")
    after = await service_reach.reach(system(), need.id)

    gains = {miss.title: miss.only for miss in before.near_misses}
    assert (before.people, gains[HOURS], after.people) == ("6名", "7名", "13名")


async def test_small_numbers_are_not_told():
    await _people(fitting=4, busy=3)
    need = await a_need()

    found = await service_reach.reach(system(), need.id)

    assert found.people == "5名未満"
    assert {miss.only for miss in found.near_misses} == {"5名未満"}


async def test_a_municipality_asks_for_its_own_needs_alone():
    need = await a_need()

    with pytest.raises(NotFound):
        await service_reach.reach(await officer("139025"), need.id)


async def test_an_officer_sees_counts_as_page_and_as_part_of_one(client, settings):
    await _people(fitting=6, busy=0)
    need = await a_need()
    await accounts.browse_as(client, settings, await accounts.an_account(Role.OFFICER))

    page = await client.get(f"/needs/{need.id}/reach")
    part = await client.get(f"/needs/{need.id}/reach", headers={"HX-Request-Type": "partial"})

    assert page.status_code == part.status_code == 200
    assert "<b>6名</b>" in page.text
    assert "<b>6名</b>" in part.text
    assert "<html" not in part.text


async def test_a_candidate_is_not_told(client, settings):
    need = await a_need()
    await accounts.browse_as(client, settings, await accounts.an_account(Role.CANDIDATE))

    assert (await client.get(f"/needs/{need.id}/reach")).status_code == 403
