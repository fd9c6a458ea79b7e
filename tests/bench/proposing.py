"""From the click that opens a need until a coordinator sees who is proposed."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from uuid import UUID

import httpx

from matching.bench_report import Row, at_most
from talentpool.needs import service_triage as needs
from tests.bench.stage import Stage, matched, worker

MOST_SECONDS = 5.0
PATIENCE = 600.0
_LOOK = 0.02


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """The first need finds a worker that has just started and must read the whole pool."""
    people = f"{len(stage.records):,} candidates"
    async with worker(stage.urls), stage.browser(stage.coordinator) as client:
        taken = [await _seconds(stage, client, need) for need in stage.needs]
    first, later = taken[0], taken[1:]
    yield Row(f"{people}: need opened to proposals, worker just started", first, "s")
    yield Row(f"{people}: need opened to proposals, median", statistics.median(later), "s")
    name = f"{people}: need opened to proposals, slowest of {len(later)}"
    yield at_most(name, max(later), "s", MOST_SECONDS)


async def _seconds(stage: Stage, client: httpx.AsyncClient, need: UUID) -> float:
    started = time.perf_counter()
    await needs.open_(stage.actor, need)
    async with asyncio.timeout(PATIENCE):
        is_ranked = False
        while not is_ranked:
            await asyncio.sleep(_LOOK)
            is_ranked = await matched(need)
    page = await client.get(f"/review/{need}")
    assert "候補-" in page.text, "people are on the page"
    return time.perf_counter() - started
