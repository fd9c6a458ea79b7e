"""The whole service as processes that can be killed and stopped one by one."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from talentpool.kit.bundled import Postgres, Valkey
from talentpool.kit.processes import Process, wait_until
from talentpool.kit.servers import EVERYTHING, Servers, using
from tests.prove.invariants import witness
from tests.prove.proxy import Gate, socket_of, through
from tests.run.service import ROOT, environment, free_port, get

PATIENCE = 90.0
SECRET_KEY = "Yx3vD8rL1qW6sJ0bT5nC9gH2mK7pF4zE"
WORKERS = 2
_COMMANDS = {
    "web": ["-m", "talentpool.cli", "web"],
    "worker": ["-m", "tests.prove.poisoned", "worker"],
}


class Estate:
    """PostgreSQL behind a gate, Valkey, web and two workers; nothing starts again by itself."""

    def __init__(self, servers: Servers, folder: Path, gates: Path, gate: Gate) -> None:
        self.servers = servers
        self.port = free_port()
        self.gate = gate
        self._folder, self._gates = folder, gates
        self.web = self._start("web")
        self.workers = [self._start("worker") for _ in range(WORKERS)]

    @property
    def variables(self) -> dict[str, str]:
        """What the processes are told."""
        urls = self.servers.urls
        return {
            "DATABASE_URL": through(urls.web, self._gates),
            "DATABASE_WORKER_URL": through(urls.worker, self._gates),
            "REDIS_URL": urls.redis,
            "TALENTPOOL_DATA_DIR": str(self._folder),
            "TALENTPOOL_SECRET_KEY": SECRET_KEY,
            "TALENTPOOL_DEMONSTRATION": "0",
            "PORT": str(self.port),
        }

    def is_ready(self) -> bool:
        """Whether the web process says so."""
        return get(self.port, "/readyz")[0] == 200

    @property
    def postgres(self) -> Process:
        """The database server."""
        return self._server(Postgres.name)

    @property
    def valkey(self) -> Process:
        """The server that keeps the bell."""
        return self._server(Valkey.name)

    def repair(self) -> None:
        """Start what is missing, and wait until the service answers."""
        self.servers.revive()
        if self.web.poll() is not None:
            self.web = self._start("web")
        self.workers = [
            self._start("worker") if worker.poll() is not None else worker
            for worker in self.workers
        ]
        assert wait_until(self._is_ready_or_gone, PATIENCE), self._last_words()
        assert self.web.poll() is None, self._last_words()

    def _is_ready_or_gone(self) -> bool:
        return self.is_ready() or self.web.poll() is not None

    def ask(self, statement: str, *values: object) -> Any:
        """One value, as the service itself sees it; past the gate."""
        return asyncio.run(self._ask(statement, values))

    async def _ask(self, statement: str, values: tuple[object, ...]) -> Any:
        eye = await witness(self.servers.urls.web)
        try:
            return await eye.fetchval(statement, *values)
        finally:
            await eye.close()

    def close(self) -> None:
        """End web and workers; the servers are their context's."""
        for process in (self.web, *self.workers):
            process.kill()
            process.wait()

    def _last_words(self) -> str:
        return (self._folder / "web.out").read_text(errors="replace")[-2_000:]

    def _server(self, name: str) -> Process:
        process = self.servers.register.find(name)
        assert process is not None, f"{name} does not run"
        return process

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.out").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *_COMMANDS[name]],
                cwd=ROOT,
                env=environment(**self.variables),
                stdout=log,
                stderr=log,
            )


@contextmanager
def estate(folder: Path, prepare: Callable[[Servers], None]) -> Iterator[Estate]:
    """Everything running in *folder*, its database made by *prepare*."""
    gates = folder / "gates"
    gates.mkdir()
    with using(folder, durable=True, parts=EVERYTHING) as servers:
        prepare(servers)
        gate = Gate(socket_of(servers.urls.web), gates)
        gate.open()
        try:
            whole = Estate(servers, folder, gates, gate)
            try:
                whole.repair()
                yield whole
            finally:
                whole.close()
        finally:
            gate.close()


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """While the process stands still wherever it is."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def kill_child(child: subprocess.Popen[bytes]) -> None:
    """kill -9 of web or a worker, to its end."""
    child.kill()
    child.wait()


def kill_server(server: Process) -> None:
    """kill -9 of a server, to its end."""
    server.send(signal.SIGKILL)
    assert wait_until(lambda: not server.is_alive, PATIENCE), "a server outlives kill -9"
