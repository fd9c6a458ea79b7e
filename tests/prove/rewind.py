"""What is done inside is undone at its end: requests that succeed leave a world as it was.

All of it happens on one connection, in one transaction that is thrown away; what the service takes
for transactions of its own are savepoints of that one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from talentpool.kit.db import ENGINE, using_pool


class _OnePool:
    """Looks like a pool; lends the same connection to one after the other."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    async def acquire(self, *, timeout: float | None = None) -> Any:  # noqa: ASYNC109
        """The connection, when the last one has given it back."""
        await asyncio.wait_for(self._turn.acquire(), timeout)
        return self._connection

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Give it back."""
        self._turn.release()


@asynccontextmanager
async def rewound() -> AsyncIterator[None]:
    """What is committed inside is checked as at a COMMIT, and then undone."""
    assert ENGINE.pool is not None
    async with ENGINE.pool.acquire() as connection:
        outer = connection.transaction()
        await outer.start()
        try:
            lent = cast("asyncpg.Pool", _OnePool(connection))
            with using_pool(lent, ENGINE.config):
                yield
            await connection.execute("set constraints all immediate")
        finally:
            await outer.rollback()
