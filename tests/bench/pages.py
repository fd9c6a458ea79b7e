"""The review page against the same page without what it costs to know, to guard and to note."""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from litestar import Request, get
from litestar.response import Template
from piccolo.engine.postgres import PostgresTransaction

from matching.bench_report import Row, at_most
from talentpool import guards
from talentpool.kit import clock
from talentpool.kit.db import ENGINE
from talentpool.kit.http import page
from talentpool.kit.scope import Scope, reading
from talentpool.reviews.pages import context
from talentpool.reviews.screen import Asked, queue, screen
from tests.bench.stage import Stage

TIMES = 120
MOST_OF_CONSTANTS, MOST_TAX = 3.0, 1.2
CONSTANT, BARE = "/bench/constant", "/bench/bare"


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """The three pages are asked for in turns, so that a busy machine is equally unkind to all."""
    need = stage.needs[0]
    real = f"/review/{need}"
    await _add_rivals(stage, need)
    async with stage.browser(stage.coordinator) as signed_in, stage.browser(None) as nobody:
        await _insist_on_likeness(stage, signed_in, nobody, real)
        asked = {real: signed_in, BARE: nobody, CONSTANT: nobody}
        taken = await _medians(asked)
    yield Row("review page, p50", taken[real], "ms")
    yield Row("the same rendered from constants, p50", taken[CONSTANT], "ms")
    ratio = taken[real] / taken[CONSTANT]
    yield at_most("review page / from constants", ratio, "x", MOST_OF_CONSTANTS)
    yield Row("the same without session, scope and row security, p50", taken[BARE], "ms")
    tax = taken[real] / taken[BARE]
    yield at_most("security tax of the review page", tax, "x", MOST_TAX)


async def _medians(asked: dict[str, httpx.AsyncClient]) -> dict[str, float]:
    taken: dict[str, list[float]] = {path: [] for path in asked}
    for _ in range(TIMES):
        for path, client in asked.items():
            started = time.perf_counter()
            answer = await client.get(path)
            taken[path].append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, path
    return {path: statistics.median(found) for path, found in taken.items()}


async def _add_rivals(stage: Stage, need: UUID) -> None:
    """Two pages with the same template: one knows everything, one reads without being guarded."""
    actor = stage.actor
    async with reading(actor):
        shown, found = await screen(actor, need, Asked()), await queue(Asked(), actor)

    @get(CONSTANT, name="bench.constant")
    async def constant(request: Request[Any, Any, Any]) -> Template:
        request.scope["user"] = actor
        return page("reviews/review.html", queue=found, **context(request, shown))

    @get(BARE, name="bench.bare")
    async def bare(request: Request[Any, Any, Any]) -> Template:
        request.scope["user"] = actor
        async with _unguarded(stage.bare):
            read = await screen(actor, need, Asked())
            listed = await queue(Asked(), actor)
        return page("reviews/review.html", queue=listed, **context(request, read))

    for handler in (constant, bare):
        guards.matrix()[f"bench.{handler.fn.__name__}"] = guards.Permission("anyone")
        stage.app.register(handler)


class _Unguarded(PostgresTransaction):
    """What queries look for, without a transaction and without saying who asks."""

    __slots__ = ("scope",)

    def __init__(self, connection: Any) -> None:
        super().__init__(ENGINE)
        self.connection = connection
        self.scope = Scope(connection)


@asynccontextmanager
async def _unguarded(pool: asyncpg.Pool) -> AsyncIterator[None]:
    """Reads as a role that row-level security leaves alone."""
    async with pool.acquire() as connection:
        token = ENGINE.current_transaction.set(_Unguarded(connection))
        try:
            with clock.frozen_at(datetime.now(UTC)):
                yield
        finally:
            ENGINE.current_transaction.reset(token)


async def _insist_on_likeness(
    stage: Stage, signed_in: httpx.AsyncClient, nobody: httpx.AsyncClient, real: str
) -> None:
    """The rivals show as much as the page itself: a comparison with less would flatter nobody."""
    whole = (await signed_in.get(real)).text
    for path in (CONSTANT, BARE):
        other = (await nobody.get(path)).text
        assert abs(len(other) - len(whole)) < len(whole) / 100, (path, len(other), len(whole))
