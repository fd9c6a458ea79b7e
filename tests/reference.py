"""Reference data of the test databases: loaded once, kept between tests."""

import asyncpg

from talentpool.kit.servers import ServerUrls

KEPT = frozenset({"migration", "pool_generation"})


def load(urls: ServerUrls) -> None:
    """Load what `make run` would load into an empty database."""


async def truncation(owner: asyncpg.Connection) -> str:
    """The statement that empties everything but the reference data."""
    rows = await owner.fetch("select tablename from pg_tables where schemaname = 'public'")
    names = sorted(row["tablename"] for row in rows if row["tablename"] not in KEPT)
    return f"truncate {', '.join(names)} cascade"
