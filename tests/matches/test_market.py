"""The pool that a process keeps: kept up in place, it ranks as one built anew."""

from datetime import date
from typing import Any

import pytest

from matching.ranking import near_misses
from talentpool.actor import system
from talentpool.kit.scope import scope
from talentpool.matches import profiles, queries, service, service_market
from talentpool.matches.service_market import Keeper
from tests.makers.candidates import a_candidate
from tests.makers.needs import a_need, sql

pytestmark = pytest.mark.usefixtures("db")
THERE: dict[str, Any] = {
    "remote": "full",
    "available_from": date(2026, 12, 1),
    "available_to": date(2028, 3, 1),
}


async def _keys(keeper: Keeper) -> set[str]:
    async with keeper.present(system()) as market:
        return set(market.persons)


async def _leave(candidate_id: Any) -> None:
    await sql("update candidate set state = 'paused' where id = $1 returning 1", candidate_id)
    await sql("update pool_generation set generation = generation + 1 returning 1")


async def test_whoever_comes_is_in_and_whoever_leaves_is_out():
    keeper = service_market.WHOLE
    people = [await a_candidate(**THERE) for _ in range(12)]
    before = await _keys(keeper)

    newcomer = await a_candidate(**THERE)
    await _leave(people[0].id)

    assert before == {str(person.id) for person in people}
    assert await _keys(keeper) == before - {str(people[0].id)} | {str(newcomer.id)}


async def test_a_change_is_read_without_building_everything_anew():
    keeper = service_market.WHOLE
    people = [await a_candidate(claims={"CMS": 2}, **THERE) for _ in range(12)]
    async with keeper.present(system()) as market:
        kept = market

    await sql(
        "update candidate set weekly_minutes = 120, revision = revision + 1 where id = $1"
        " returning 1",
        people[3].id,
    )
    await sql("update pool_generation set generation = generation + 1 returning 1")

    async with keeper.present(system()) as market:
        assert market is kept
        assert market.pool.person(str(people[3].id)).preferences.hours == 2.0


async def test_many_changes_build_it_anew():
    keeper = service_market.WHOLE
    for _ in range(5):
        await a_candidate(**THERE)
    async with keeper.present(system()) as market:
        kept = market
    for _ in range(5):
        await a_candidate(**THERE)

    async with keeper.present(system()) as market:
        assert market is not kept
        assert len(market.pool) == 10


async def test_the_bare_pool_counts_conditions_as_the_whole_one_does():
    await a_candidate(public_kinds=["si_public"], **THERE)
    await a_candidate(career="市役所で働いた。", **THERE)
    await a_candidate(weekly_minutes=30, **THERE)
    await sql("update career set is_public = true returning 1")
    need = await a_need(public_experience=True)
    await service.run_now(system(), need.id)
    whole = await sql("select near_misses from match_run")

    reached = await _bare_near_misses(need.id)

    assert reached == [(miss["code"], miss["failing"], miss["only"]) for miss in whole]


async def _bare_near_misses(need_id: Any) -> list[tuple[str, int, int]]:
    async with scope(system()):
        asked = profiles.need_of(await queries.need(need_id), await queries.skills(need_id))
    async with service_market.BARE.present(system()) as market:
        missed = near_misses(market.pool, asked)
    return [(miss.code, miss.failing, miss.only) for miss in missed]


async def test_the_same_run_is_made_once():
    await a_candidate(**THERE)
    need = await a_need()

    first = await service.run_now(system(), need.id)
    again = await service.run_now(system(), need.id)
    await a_candidate(**THERE)
    later = await service.run_now(system(), need.id)

    assert first == again
    assert later != first
    assert await sql("select count(*) from match_run") == 2
