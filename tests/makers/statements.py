"""What the database is asked, as the limit of statements a page counts it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from talentpool.kit.db import ENGINE

# What the limit leaves out: transactions, the scope's own settings, the pool's tidying up.
_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "select now() as instant")
_SETTINGS = ("select current_setting(", "select set_config(", "SELECT pg_advisory_unlock")


@asynccontextmanager
async def asked() -> AsyncIterator[list[str]]:
    """The statements that the open pool's connections are asked from now on."""
    texts: list[str] = []

    def note(record: Any) -> None:
        text = record.query.strip()
        if not text.startswith((*_FREE, *_SETTINGS)):
            texts.append(text)

    await _with_all(lambda connection: connection.add_query_logger(note))
    try:
        yield texts
    finally:
        await _with_all(lambda connection: connection.remove_query_logger(note))


async def _with_all(do: Callable[[Any], None]) -> None:
    """Do something with every connection of the pool."""
    pool: Any = ENGINE.pool
    held = [await pool.acquire() for _ in range(pool.get_max_size())]
    for connection in held:
        do(connection)
        await pool.release(connection)
