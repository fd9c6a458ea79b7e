"""The bell: tells the worker that something is due. It may be lost; the worker also looks itself.

arq carries no arguments here and its results are not kept, so nothing is lost with it and nothing
personal ever reaches Valkey.
"""

import asyncio
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

_log = structlog.get_logger()
_SECONDS = 0.2
BELL = "ring"
_pool: dict[str, ArqRedis] = {}

encode = msgspec.json.encode
decode = msgspec.json.decode


def redis_settings(url: str) -> RedisSettings:
    """arq's settings for a `redis://` or `unix://` URL (arq doesn't decode `%20` in paths)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return RedisSettings(unix_socket_path=unquote(parts.path), conn_retries=0)
    settings = RedisSettings.from_dsn(url)
    settings.conn_retries = 0
    settings.conn_timeout = 1
    return settings


async def open_bell(url: str) -> None:
    """Connect to Valkey. Its absence is noted and survived."""
    try:
        _pool["bell"] = await create_pool(
            redis_settings(url), job_serializer=encode, job_deserializer=decode
        )
    except (RedisError, OSError) as error:
        _log.warning("bell.away", error=type(error).__name__)


async def close_bell() -> None:
    """Disconnect."""
    if pool := _pool.pop("bell", None):
        await pool.aclose()


async def ring() -> None:
    """Ring once; the next look of the worker finds what a lost ring would have told."""
    if pool := _pool.get("bell"):
        try:
            await asyncio.wait_for(_ring(pool), _SECONDS)
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("bell.lost", error=type(error).__name__)


async def _ring(pool: ArqRedis) -> Any:
    return await pool.enqueue_job(BELL)
