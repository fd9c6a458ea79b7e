"""Whether the service is well: one line a part, and an exit code for machines."""

import asyncio
import http.client
import os
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import click
from redis import asyncio as redis
from redis.exceptions import RedisError

from talentpool.environment import environment
from talentpool.kit.bootstrap import StrongRole, refuse_strong_role
from talentpool.kit.migrate import pending
from talentpool.kit.settings import Settings

_SECONDS = 5.0


class Unwell(Exception):
    """A part is there but not as it should be."""


@click.command
@click.option("--live", is_flag=True, help="Only whether the web process of this machine answers.")
def check(live: bool) -> None:
    """Look at settings, database roles, schema and Valkey; exit with 1 when one is wrong."""
    if live:
        sys.exit(0 if _web_answers() else 1)
    with environment() as settings:
        is_well = asyncio.run(_check_all(settings))
    sys.exit(0 if is_well else 1)


def _web_answers() -> bool:
    """Asks the port alone: it must not need the secrets that a health check is not given."""
    port = int(os.environ.get("PORT") or "8000")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def _check_all(settings: Settings) -> bool:
    parts: dict[str, tuple[str | None, Callable[[str], Awaitable[None]]]] = {
        "database role of the web": (settings.database_url, refuse_strong_role),
        "database role of the worker": (settings.database_worker_url, refuse_strong_role),
        "schema": (settings.database_url or settings.database_worker_url, _refuse_old_schema),
        "Valkey": (settings.redis_url, _ping),
    }
    answers = [await _look(name, look, url) for name, (url, look) in parts.items() if url]
    return all(answers)


async def _look(name: str, look: Callable[[str], Awaitable[None]], url: str) -> bool:
    try:
        await look(url)
    except (StrongRole, Unwell, RedisError, OSError, asyncpg.PostgresError) as error:
        click.echo(f"NOT WELL  {name}: {error or type(error).__name__}")
        return False
    click.echo(f"ok        {name}")
    return True


async def _refuse_old_schema(url: str) -> None:
    connection = await asyncpg.connect(url, timeout=_SECONDS)
    try:
        steps = await pending(connection)
    finally:
        await connection.close()
    if steps:
        raise Unwell(f"{len(steps)} steps are due: run `talentpool migrate`")


async def _ping(url: str) -> None:
    client = redis.from_url(  # type: ignore[no-untyped-call]
        url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    )
    async with client:
        await client.ping()
