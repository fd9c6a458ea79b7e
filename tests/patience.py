"""Waiting for what other processes do in their own time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def eventually(holds: Callable[[], Awaitable[bool]], what: str, seconds: float = 90) -> None:
    """Ask until *holds* says yes; *what* was waited for is said when it never does."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, f"in vain waited for: {what}"
        await asyncio.sleep(0.2)
