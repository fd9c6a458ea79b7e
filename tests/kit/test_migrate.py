"""Migrations: each with its entry or not at all, one migrator at a time, safe to run again."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.migrate import migrate, pending
from talentpool.kit.servers import ServerUrls

WAITING = """
    select count(*) from pg_locks join pg_database on pg_database.oid = database
    where not granted and datname = current_database()
"""
# Fails the entry of one step in the history, as a kill between step and entry would.
FAULT = """
    create function fault() returns trigger language plpgsql as
        $$ begin raise exception 'fault'; end $$;
    create trigger fault before insert on migration
        for each row when (new.name like '%00:00:03%') execute function fault();
"""


@pytest.fixture
def empty(server_urls: ServerUrls, worker_id: str) -> Iterator[ServerUrls]:
    """A database without a schema."""
    name = f"empty_{worker_id}"
    asyncio.run(bootstrap_database(server_urls.admin, database=name))
    yield server_urls.of_database(name)
    asyncio.run(_run(server_urls.admin, f"drop database {name} with (force)"))


async def _run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


async def _pending(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return await pending(connection)
    finally:
        await connection.close()


def test_an_empty_database_lacks_all_steps_and_a_migrated_one_none(empty: ServerUrls) -> None:
    due = asyncio.run(_pending(empty.web))

    assert asyncio.run(migrate(empty.owner)) == due
    assert len(due) > 0
    assert asyncio.run(_pending(empty.web)) == []
    assert asyncio.run(migrate(empty.owner)) == []


def test_a_step_whose_entry_fails_leaves_nothing_and_is_run_again(empty: ServerUrls) -> None:
    due = asyncio.run(_pending(empty.web))
    asyncio.run(migrate_history(empty.owner))
    asyncio.run(_run(empty.owner, FAULT))

    with pytest.raises(asyncpg.RaiseError, match="fault"):
        asyncio.run(migrate(empty.owner))
    assert asyncio.run(_pending(empty.web)) == due[2:]
    asyncio.run(_run(empty.owner, "drop function fault cascade"))

    assert asyncio.run(migrate(empty.owner)) == due[2:]


async def migrate_history(owner_dsn: str) -> None:
    """An earlier release had the history's table already."""
    await _run(
        owner_dsn,
        "create table migration (id serial primary key, name varchar(200), app_name varchar(200),"
        " ran_on timestamp default now()); grant select on migration to app_web",
    )


def test_somebody_elses_migration_is_waited_for(empty: ServerUrls) -> None:
    async def scenario() -> None:
        other = await asyncpg.connect(empty.owner)
        await other.execute("select pg_advisory_lock(hashtext('talentpool-migrate'))")
        waiting = asyncio.create_task(migrate(empty.owner))
        while not await other.fetchval(WAITING):
            assert not waiting.done()
        assert await pending(other) != []

        await other.close()

        assert await waiting != []

    asyncio.run(scenario())
