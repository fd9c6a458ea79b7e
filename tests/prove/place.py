"""Where proofs happen: real servers of their own, a migrated database, the reference data."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from talentpool.kit import servers
from talentpool.kit.bootstrap import bootstrap_database
from talentpool.kit.db import open_pool
from talentpool.kit.migrate import migrate
from talentpool.kit.servers import ServerUrls
from tests import reference

DATABASE = "talentpool_prove"


@contextmanager
def place() -> Iterator[ServerUrls]:
    """Servers and a database that go away afterwards; enter it outside an event loop."""
    with (
        tempfile.TemporaryDirectory(prefix="prove-") as folder,
        servers.running(Path(folder) / "data", durable=False) as urls,
    ):
        own = urls.of_database(DATABASE)
        asyncio.run(_prepare(urls.admin, own))
        yield own


async def _prepare(admin: str, own: ServerUrls) -> None:
    await bootstrap_database(admin, database=DATABASE)
    await migrate(own.owner)
    await asyncio.to_thread(reference.load, own)


@asynccontextmanager
async def pool(urls: ServerUrls, *, most: int = 8) -> AsyncIterator[None]:
    """The web role's pool."""
    async with open_pool(urls.web, name="prove", most=most):
        yield


async def empty(urls: ServerUrls) -> None:
    """Take everything away but the reference data."""
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(await reference.truncation(owner))
    await owner.close()
