"""A running service of its own: web, worker and servers as real processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.run.service import Service


class Place:
    """Where a service runs, and its data folder."""

    def __init__(self, address: str, data_dir: Path) -> None:
        self.address = address
        self.data_dir = data_dir


@asynccontextmanager
async def running(data_dir: Path, **variables: str) -> AsyncIterator[Place]:
    """Start everything as an operator does, and end it as an operator does."""
    service = Service(data_dir)
    try:
        program = await asyncio.to_thread(service.start, **variables)
        yield Place(f"http://localhost:{service.port}", data_dir)
        program.interrupt()
        await asyncio.to_thread(program.end)
    finally:
        service.close()
