"""The one database engine and its pool. Transactions are opened by `talentpool.kit.scope` alone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString


class ScopedEngine(PostgresEngine):
    """Piccolo's engine, but a query outside a scope is an error instead of a silent autocommit.

    Outside a scope row-level security would show no rows at all, and a forgotten scope would look
    like an empty table. Only the migration runner, which works as the owner, may do without.
    """

    __slots__ = ("allows_unscoped",)

    def __init__(self) -> None:
        super().__init__(config={"database": "talentpool"})
        self.allows_unscoped = False

    async def check_version(self) -> None:
        """Nothing: Piccolo would connect, to whatever there is, on import."""

    async def prep_database(self) -> None:
        """Nothing: extensions are made by the administrator (`talentpool.kit.bootstrap`)."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """Run a query in the current scope."""
        self._insist_on_scope()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        """Run DDL in the current scope (migrations only: the service's roles may not)."""
        self._insist_on_scope()
        return await super().run_ddl(ddl, in_pool)

    def _insist_on_scope(self) -> None:
        if not self.allows_unscoped and self.current_transaction.get() is None:
            raise RuntimeError("a query was made outside a scope (talentpool.kit.scope)")


ENGINE = ScopedEngine()


async def _prepare(connection: asyncpg.Connection) -> None:
    """Let JSONB come back as Python values; what Piccolo has already dumped goes in as it is."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: value if isinstance(value, str) else dump_json(value),
        decoder=msgspec.json.decode,
    )


def dump_json(value: Any) -> str:
    """JSON text of *value*, for COPY and for raw statements."""
    return msgspec.json.encode(value).decode()


@asynccontextmanager
async def open_pool(
    dsn: str, *, name: str, most: int = 8, patience: float = 30
) -> AsyncIterator[asyncpg.Pool]:
    """Inside, queries go through a pool of its own; *name* is what `pg_stat_activity` shows.

    A server that answers nothing at all, not even that the time is up, is given up after
    *patience* seconds. Afterwards the pool is closed, and what was open before is open again.
    """
    opened = await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=most,
        init=_prepare,
        timeout=3,
        command_timeout=patience,
        max_inactive_connection_lifetime=300,
        server_settings={"application_name": name, "timezone": "UTC"},
    )
    try:
        with using_pool(opened, {"dsn": dsn, "database": "talentpool"}):
            yield opened
    finally:
        await opened.close()


@contextmanager
def using_pool(pool: asyncpg.Pool, config: dict[str, Any] | None = None) -> Iterator[None]:
    """Inside, queries go through *pool*, whose role may have other rights."""
    before, ENGINE.pool = ENGINE.pool, pool
    config_before, ENGINE.config = ENGINE.config, config or ENGINE.config
    try:
        yield
    finally:
        ENGINE.pool, ENGINE.config = before, config_before
