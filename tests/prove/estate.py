"""The whole service as processes that can be killed and stopped one by one."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from talentpool.kit.processes import wait_until
from talentpool.kit.servers import EVERYTHING, Servers, using
from tests.run.service import ROOT, environment, free_port, get

PATIENCE = 90.0
SECRET_KEY = "Yx3vD8rL1qW6sJ0bT5nC9gH2mK7pF4zE"


class Estate:
    """PostgreSQL, Valkey, web and worker; nothing starts again before it is told to."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        self.servers = servers
        self.port = free_port()
        self._folder = folder
        self.web = self._start("web")
        self.worker = self._start("worker")

    @property
    def variables(self) -> dict[str, str]:
        """What the processes are told."""
        urls = self.servers.urls
        return {
            "DATABASE_URL": urls.web,
            "DATABASE_WORKER_URL": urls.worker,
            "REDIS_URL": urls.redis,
            "TALENTPOOL_DATA_DIR": str(self._folder),
            "TALENTPOOL_SECRET_KEY": SECRET_KEY,
            "TALENTPOOL_DEMONSTRATION": "0",
            "PORT": str(self.port),
        }

    def is_ready(self) -> bool:
        """Whether the web process says so."""
        return get(self.port, "/readyz")[0] == 200

    def kill(self, name: str) -> None:
        """kill -9 of a server, by the name it is registered with."""
        process = self.servers.register.find(name)
        assert process is not None, f"{name} does not run"
        process.send(signal.SIGKILL)
        assert wait_until(lambda: not process.is_alive, PATIENCE)

    def second_worker(self) -> None:
        """Another worker in the place of one that no longer moves."""
        self.worker = self._start("worker")

    def repair(self) -> None:
        """Start what is missing, and wait until the service answers."""
        self.servers.revive()
        if self.web.poll() is not None:
            self.web = self._start("web")
        if self.worker.poll() is not None:
            self.worker = self._start("worker")
        assert wait_until(self.is_ready, PATIENCE), "the service did not come back"

    def close(self) -> None:
        """End web and worker; the servers are their context's."""
        for process in (self.web, self.worker):
            process.kill()
            process.wait()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.out").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "talentpool.cli", name],
                cwd=ROOT,
                env=environment(**self.variables),
                stdout=log,
                stderr=log,
            )


@contextmanager
def estate(folder: Path, prepare: Callable[[Servers], None]) -> Iterator[Estate]:
    """Everything running in *folder*, its database made by *prepare*."""
    with using(folder, durable=True, parts=EVERYTHING) as servers:
        prepare(servers)
        whole = Estate(servers, folder)
        try:
            whole.repair()
            yield whole
        finally:
            whole.close()
