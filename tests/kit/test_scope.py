"""One verb, one transaction: who acts, what is kept, what is undone, and what is given back."""

import asyncio

import asyncpg
import pytest

from talentpool.actor import ANONYMOUS, Actor, Role, system
from talentpool.kit import clock
from talentpool.kit.db import ENGINE, open_pool
from talentpool.kit.errors import Forbidden, Unavailable
from talentpool.kit.scope import current, elevated, reading, scope, verb

pytestmark = pytest.mark.usefixtures("db")


async def _setting(name: str) -> str:
    return await current().connection.fetchval("select current_setting($1, true)", name)


async def _receipts() -> int:
    async with scope(ANONYMOUS) as opened:
        return await opened.connection.fetchval("select count(*) from receipt")


async def _leave_receipt() -> None:
    await current().connection.execute("insert into receipt (key) values (gen_random_uuid())")


async def test_a_scope_tells_the_database_who_acts():
    officer = Actor(Role.OFFICER, municipality="139017")

    async with scope(officer):
        seen = (await _setting("app.role"), await _setting("app.tenant"))

    assert seen == ("officer", "139017")


async def test_after_a_scope_the_connection_knows_nobody():
    async with scope(system()):
        pass

    async with ENGINE.pool.acquire() as connection:
        role = await connection.fetchval("select app_role()")

    assert role == "anonymous"


async def test_an_inner_verb_that_fails_undoes_only_itself():
    async with scope(ANONYMOUS):
        await _leave_receipt()
        with pytest.raises(Forbidden):
            async with scope(ANONYMOUS):
                await _leave_receipt()
                raise Forbidden

    assert await _receipts() == 1


async def test_what_an_undone_savepoint_collected_is_forgotten():
    flushed: list[str] = []

    async def flush(items: list[str]) -> None:
        flushed.extend(items)

    async with scope(ANONYMOUS) as outer:
        outer.collect(flush, "kept")
        with pytest.raises(Forbidden):
            async with scope(ANONYMOUS) as inner:
                inner.collect(flush, "undone")
                raise Forbidden

    assert flushed == ["kept"]


async def test_a_bell_rings_after_the_commit_and_not_after_a_failure():
    rung: list[int] = []

    async def bell() -> None:
        rung.append(await _receipts())

    async with scope(ANONYMOUS) as opened:
        await _leave_receipt()
        opened.ring(bell)
    with pytest.raises(Forbidden):
        async with scope(ANONYMOUS) as opened:
            opened.ring(bell)
            raise Forbidden

    assert rung == [1]


async def test_reading_refuses_to_write():
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with reading(ANONYMOUS):
            await _leave_receipt()


async def test_elevation_ends_with_its_block_even_after_an_error():
    async with scope(ANONYMOUS):
        with pytest.raises(Forbidden):
            async with elevated("release"):
                inside = await _setting("app.role")
                raise Forbidden
        outside = await _setting("app.role")

    assert (inside, outside) == ("system", "anonymous")


async def test_a_failed_commit_gives_its_connection_back():
    for _ in range(ENGINE.pool.get_max_size() + 1):
        with pytest.raises(asyncpg.UniqueViolationError):
            async with scope(system()) as opened:
                await opened.connection.execute(
                    "create temp table once (id int unique deferrable initially deferred)"
                    " on commit drop"
                )
                await opened.connection.execute("insert into once values (1), (1)")

    assert await _receipts() == 0


async def test_a_used_up_pool_says_so_instead_of_hanging():
    held = [await ENGINE.pool.acquire() for _ in range(ENGINE.pool.get_max_size())]

    with pytest.raises(Unavailable):
        async with scope(ANONYMOUS):
            pass

    for connection in held:
        await ENGINE.pool.release(connection)


async def test_who_waits_too_long_for_a_lock_is_asked_to_come_later():
    async with ENGINE.pool.acquire() as other, other.transaction():
        await other.execute("lock table receipt in row exclusive mode")

        with pytest.raises(Unavailable):
            async with scope(ANONYMOUS) as opened:
                await opened.connection.execute("set local lock_timeout = '50ms'")
                await opened.connection.execute("lock table receipt in share mode")


async def test_a_query_outside_a_scope_is_an_error():
    with pytest.raises(RuntimeError, match="outside a scope"):
        await ENGINE.run_ddl("select 1")


async def test_the_time_is_one_instant_a_scope_and_can_be_shifted():
    async with scope(ANONYMOUS):
        first = clock.now()
        async with scope(ANONYMOUS):
            assert clock.now() == first

    with clock.shifted(-(clock_step := first - first.replace(year=first.year - 1))):
        async with scope(ANONYMOUS) as opened:
            past = await opened.connection.fetchval("select app_now()")

    assert abs((first - past) - clock_step).total_seconds() < 60


async def test_a_verb_that_lost_a_deadlock_is_done_again():
    tries: list[int] = []

    @verb
    async def unlucky(actor: Actor) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise asyncpg.DeadlockDetectedError("once")
        return "done"

    assert await unlucky(system()) == "done"
    assert len(tries) == 2


async def test_twenty_scopes_at_once_keep_their_actors_apart():
    async def look(number: int) -> str:
        async with scope(Actor(Role.OFFICER, municipality=f"{number:06}")):
            await asyncio.sleep(0)
            return await _setting("app.tenant")

    seen = await asyncio.gather(*(look(number) for number in range(20)))

    assert seen == [f"{number:06}" for number in range(20)]


async def test_a_pool_that_is_closed_gives_back_the_one_before_it(db, urls):
    async with open_pool(urls.worker, name="test-inner"):
        inside = await _role()

    assert (inside, await _role()) == ("app_worker", "app_web")


async def _role() -> str:
    async with reading(system()) as opened:
        return await opened.connection.fetchval("select current_user")
