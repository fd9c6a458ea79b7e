"""A proxy in front of PostgreSQL that cuts connections around COMMIT."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

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
        try:
            there, back = await asyncio.open_unix_connection(str(self._server))
        except OSError:  # nobody is there, and the client shall know
            writer.close()
            return
        answers = asyncio.create_task(_pump(there, writer))
        try:
            with suppress(OSError, asyncio.CancelledError):
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


class Gate:
    """A proxy in a thread of its own, for processes: the next COMMITs meet what was ordered."""

    def __init__(self, server: Path, folder: Path) -> None:
        self._orders: deque[Mode] = deque()
        self._proxy = Proxy(server, folder, self._next)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def order(self, modes: list[Mode]) -> None:
        """Let the next COMMITs, whosever they are, meet *modes* one after the other."""
        self._orders.extend(modes)

    @property
    def is_done(self) -> bool:
        """Whether all that was ordered has happened."""
        return not self._orders

    def open(self) -> None:
        """Let everything through from now on."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._proxy.__aenter__(), self._loop).result()

    def close(self) -> None:
        """Cut what is left, and listen no more."""
        asyncio.run_coroutine_threadsafe(self._proxy.__aexit__(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _next(self) -> Mode:
        return self._orders.popleft() if self._orders else Mode.PASS


def socket_of(dsn: str) -> Path:
    """The socket that *dsn* leads to."""
    query = parse_qs(urlsplit(dsn).query)
    port = query.get("port", ["5432"])[0]
    return Path(query["host"][0]) / f".s.PGSQL.{port}"


def through(dsn: str, folder: Path) -> str:
    """*dsn* by way of a proxy's socket in *folder*."""
    there = str(socket_of(dsn).parent)
    here = str(folder)
    return dsn.replace(quote(there, safe=""), quote(here, safe="")).replace(there, here)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Pass on until one side is gone; then the other side is to know it."""
    with suppress(OSError):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
    target.close()
