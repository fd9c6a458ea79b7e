"""What machines ask the web process: is it alive, is it ready, which version is it."""

import asyncio
from typing import Any

import asyncpg
from litestar import Request, Response, Router, get

from talentpool.kit.db import ENGINE
from talentpool.kit.migrate import pending
from talentpool.kit.scope import AWAY

_SECONDS = 2.0


@get("/healthz", name="health.live")
async def live() -> dict[str, str]:
    """The process answers; nothing else is looked at, or a lost database would restart it."""
    return {"status": "ok"}


@get("/readyz", name="health.ready")
async def ready() -> Response[dict[str, str]]:
    """Requests can be served: the database answers and has our schema. Valkey may be away."""
    problem = await _problem()
    if problem:
        return Response({"status": problem}, status_code=503, headers={"retry-after": "5"})
    return Response({"status": "ok"})


@get("/version", name="health.version")
async def release(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What runs here."""
    settings = request.app.state.settings
    return {"version": settings.version, "commit": settings.commit}


ROUTER = Router("/", route_handlers=[live, ready, release])


async def _problem() -> str | None:
    if ENGINE.pool is None:
        return "starting"
    try:
        async with asyncio.timeout(_SECONDS), ENGINE.pool.acquire() as connection:
            return "schema is not up to date" if await pending(connection) else None
    except (*AWAY, asyncpg.PostgresError, OSError):
        return "database does not answer"
