"""Reference data of the test databases: loaded once, kept between tests."""

import asyncio

import asyncpg

from talentpool.actor import system
from talentpool.kit.db import open_pool
from talentpool.kit.servers import ServerUrls
from talentpool.programmes import service as programmes
from talentpool.taxonomy import service as taxonomy

KEPT = frozenset(
    {
        "migration",
        "municipality",
        "pool_generation",
        "programme",
        "rule",
        "target_group",
        "term",
    }
)


def load(urls: ServerUrls) -> None:
    """Load what `make run` would load into an empty database."""
    asyncio.run(_load(urls))


async def _load(urls: ServerUrls) -> None:
    async with open_pool(urls.worker, name="test-reference"):
        await taxonomy.load(system(), with_invented=True)
        await programmes.load(system())
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(await truncation(owner))  # what was noted about the loading
    await owner.close()


async def truncation(owner: asyncpg.Connection) -> str:
    """The statement that empties everything but the reference data."""
    rows = await owner.fetch("select tablename from pg_tables where schemaname = 'public'")
    names = sorted(row["tablename"] for row in rows if row["tablename"] not in KEPT)
    return f"truncate {', '.join(names)} cascade"
