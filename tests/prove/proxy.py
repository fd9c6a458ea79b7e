"""A proxy in front of PostgreSQL that cuts connections around COMMIT, or lets nothing through."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

COMMIT = b"COMMIT;"
_CHUNK = 65_536


class Mode(StrEnum):
    """What happens to the next COMMIT."""

    PASS = "pass"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"


class Proxy:
    """Listens on a socket of its own; asks *choose* at every COMMIT what to do with it."""

    def __init__(self, server: Path, folder: Path, choose: Callable[[], Mode]) -> None:
        self._server = server
        self._choose = choose
        self.path = folder / server.name
        self.cuts = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Proxy":
        self._listener = await asyncio.start_unix_server(self._serve, str(self.path))
        return self

    async def __aexit__(self, *error: object) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there, back = await asyncio.open_unix_connection(str(self._server))
        answers = asyncio.create_task(_pump(there, writer))
        try:
            await self._requests(reader, back, there, answers)
        finally:
            answers.cancel()
            for end in (writer, back):
                end.close()
            with suppress(asyncio.CancelledError, OSError):
                await answers

    async def _requests(
        self,
        reader: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        answers: asyncio.Task[None],
    ) -> None:
        while data := await reader.read(_CHUNK):
            mode = self._choose() if COMMIT in data else Mode.PASS
            if mode is Mode.CUT_BEFORE:
                self.cuts += 1
                return
            if mode is Mode.CUT_AFTER:
                self.cuts += 1
                answers.cancel()  # the reply is for nobody
                with suppress(asyncio.CancelledError):
                    await answers
                back.write(data)
                await back.drain()
                await there.read(_CHUNK)  # the server has committed when it answers
                return
            back.write(data)
            await back.drain()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
