"""`make run` while its parts are killed: every opened need is ranked once, none is forgotten."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import redis

from talentpool.actor import Role
from talentpool.kit import servers
from talentpool.kit.processes import wait_until
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from talentpool.needs.states import NeedState
from tests.makers.accounts import an_account, browse_as, post, rows
from tests.makers.candidates import a_candidate
from tests.makers.needs import a_need, sql
from tests.patience import eventually
from tests.prove.place import pool
from tests.run.service import PATIENCE, Service

pytestmark = pytest.mark.xdist_group("run")

TOWN = "132012"
PEOPLE, NEEDS_A_FAULT = 150, 6
_RUNS = """
select n.id, count(r.id) as runs,
    count(distinct (r.need_revision, r.scorer, r.generation)) as different
from need n left join match_run r on r.need = n.id group by n.id
"""
_WAITING = "select count(*) from outbox where done_at is null and dead_at is null"
# A killed worker keeps its leases for a minute; it is as if the minute had passed.
_MINUTE_LATER = """
update outbox set lease_until = now() where done_at is null and lease_until > now() returning id
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "data")
    service.start()
    yield service
    service.close()


@pytest.fixture
def urls(service: Service) -> Iterator[ServerUrls]:
    with servers.running(service.data_dir) as urls:
        yield urls


async def test_each_opened_need_gets_exactly_one_run_though_everything_is_killed(service, urls):
    settings = Settings.from_environment({"TALENTPOOL_DATA_DIR": str(service.data_dir)})
    faults = {
        "nothing": lambda: None,
        "worker": lambda: service.kill("worker"),
        "valkey": lambda: _empty_and_kill_valkey(service, urls),
        "web": lambda: service.kill("web"),
    }
    address = f"http://localhost:{service.port}"
    async with pool(urls), httpx.AsyncClient(base_url=address, timeout=30) as client:
        await browse_as(client, settings, await an_account(Role.COORDINATOR))
        for _ in range(PEOPLE):
            await a_candidate(claims={"CMS": 3}, remote="full")

        opened: list[UUID] = []
        for fault in faults.values():
            needs = [await _submitted() for _ in range(NEEDS_A_FAULT)]
            half = len(needs) // 2
            await _open(client, settings, needs[:half])
            await asyncio.to_thread(fault)
            await _open(client, settings, needs[half:])
            opened += needs

        await eventually(lambda: _is_done(len(opened)), "all needs are ranked")
        found = await rows(_RUNS)

    assert {row["id"] for row in found} == set(opened)
    assert {(row["runs"], row["different"]) for row in found} == {(1, 1)}
    assert await asyncio.to_thread(wait_until, service.is_whole, PATIENCE)


async def _submitted() -> UUID:
    need = await a_need(NeedState.SUBMITTED, programme="hands_on", municipality=TOWN)
    return need.id


def _empty_and_kill_valkey(service: Service, urls: ServerUrls) -> None:
    with redis.from_url(urls.redis) as valkey:
        valkey.flushall()
    service.kill("valkey")


async def _open(client: httpx.AsyncClient, settings: Settings, needs: list[UUID]) -> None:
    """Open each as a coordinator does: once more when no answer came, until it is open."""

    async def is_open(need: UUID) -> bool:
        with suppress(httpx.TransportError):
            await post(client, settings, f"/triage/{need}/open", seen="1")
        return await sql("select state from need where id = $1", need) != NeedState.SUBMITTED

    for need in needs:
        await eventually(lambda need=need: is_open(need), f"{need} is open")


async def _is_done(needs: int) -> bool:
    await sql(_MINUTE_LATER)
    ranked = await sql("select count(distinct need) from match_run")
    return ranked == needs and not await sql(_WAITING)
