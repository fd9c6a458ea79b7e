"""Fixtures that slices bring along; registered by the root conftest."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from talentpool.kit.db import ENGINE

# What the limit of statements a page leaves out: transactions and the scope's own settings.
_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "select now() as instant")
_SETTINGS = ("select current_setting(", "select set_config(")


@pytest.fixture
async def statements(db: None) -> AsyncIterator[list[str]]:
    """What the web role's connections are asked from now on."""
    asked: list[str] = []

    def note(record: object) -> None:
        text = record.query.strip()
        if not text.startswith((*_FREE, *_SETTINGS, "SELECT pg_advisory_unlock")):
            asked.append(text)

    await _with_all(lambda connection: connection.add_query_logger(note))
    yield asked
    await _with_all(lambda connection: connection.remove_query_logger(note))


async def _with_all(do: Callable[[Any], None]) -> None:
    """Do something with every connection of the pool."""
    held = [await ENGINE.pool.acquire() for _ in range(ENGINE.pool.get_max_size())]
    for connection in held:
        do(connection)
        await ENGINE.pool.release(connection)
