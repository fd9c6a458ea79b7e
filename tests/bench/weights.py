"""What a page weighs on the wire, with the style sheets and scripts it asks for."""

import re
from collections.abc import AsyncIterator

import httpx

from matching.bench_report import Row, at_most
from tests.bench.stage import Stage

PUBLIC_KB, STAFF_KB = 60, 120
PUBLIC = ("/", "/login", "/sign-up", "/help", "/past-cases")
STAFF = ("/review/{need}", "/review", "/cases", "/cases/status", "/candidates", "/triage")
_PARTS = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


async def rows(stage: Stage) -> AsyncIterator[Row]:
    """The heaviest page of either side."""
    async with stage.browser(None) as client:
        yield await _heaviest(client, "public", PUBLIC, PUBLIC_KB)
    async with stage.browser(stage.coordinator) as client:
        paths = tuple(path.format(need=stage.needs[0]) for path in STAFF)
        yield await _heaviest(client, "staff", paths, STAFF_KB)


async def _heaviest(client: httpx.AsyncClient, side: str, paths: tuple[str, ...], most: int) -> Row:
    weights = {path: await _weight(client, path) / 1000 for path in paths}
    path, heaviest = max(weights.items(), key=lambda pair: pair[1])
    shown = re.sub(r"[0-9a-f-]{36}", "…", path)
    name = f"heaviest {side} page of {len(paths)} ({shown}), gzip, with css and js"
    return at_most(name, heaviest, "kB", most)


async def _weight(client: httpx.AsyncClient, path: str) -> int:
    page = await _get(client, path)
    parts = [await _get(client, part) for part in sorted(set(_PARTS.findall(page.text)))]
    assert parts, "a page has its style sheets"
    return sum(answer.num_bytes_downloaded for answer in (page, *parts))


async def _get(client: httpx.AsyncClient, path: str) -> httpx.Response:
    answer = await client.get(path, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, path
    return answer
