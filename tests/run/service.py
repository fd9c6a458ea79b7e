"""`make run` as an operator knows it: start it, read what it says, look at its processes."""

import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from talentpool.kit.processes import Process, Register, running, wait_until

ROOT = Path(__file__).parents[2]
PARTS = ("supervisor", "web", "worker", "postgres", "valkey")
PATIENCE = 90.0  # the machine may be busy with the other half of the tests
# The environment is made already, by whoever runs these tests.
MAKE = ["make", "--no-print-directory", "--old-file=.venv/.stamp", "run"]
PASSED_ON = ("PATH", "LANG", "HOME", "PYTHONPATH")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def environment(**variables: str) -> dict[str, str]:
    """A plain environment: nothing of the tester's own settings."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | variables


def get(port: int, path: str) -> tuple[int, dict[str, str]]:
    """Status and JSON of one answer, nothing of a page; status 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        is_json = response.getheader("content-type", "").startswith("application/json")
        return response.status, json.loads(body) if is_json else {}
    except (OSError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


class Program:
    """A started program and every line it says."""

    def __init__(
        self,
        command: list[str],
        variables: dict[str, str],
        cwd: Path = ROOT,
        user: Sequence[str] = (),
    ) -> None:
        self.popen = subprocess.Popen(
            [*user, *command],
            cwd=cwd,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.popen.stdout is not None
        with self.popen.stdout as output:
            for line in output:
                self._lines.put(line.rstrip())
        self._lines.put(None)

    def wait_for(self, words: str) -> str:
        """The line that contains *words*; fails when the program ends or is silent for long."""
        deadline = time.monotonic() + PATIENCE
        while (line := self._next(deadline)) is not None:
            if words in line:
                return line
        raise AssertionError(f"{words!r} was not said:\n" + "\n".join(self.said))

    def end(self) -> str:
        """All it said until it ended by itself."""
        code = self.popen.wait(PATIENCE)
        while self._next(time.monotonic() + PATIENCE) is not None:
            pass
        return "\n".join([*self.said, f"exit {code}"])

    def _next(self, deadline: float) -> str | None:
        """The next line; None at the end of its output, or when the time is up."""
        try:
            line = self._lines.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            return None
        if line is not None:
            self.said.append(line)
        return line

    def interrupt(self) -> None:
        """Ctrl-C: the terminal sends it to the whole group in the foreground."""
        os.killpg(self.popen.pid, signal.SIGINT)


class Service:
    """One data folder and the `make run`s of it."""

    def __init__(self, data_dir: Path, cwd: Path = ROOT, user: Sequence[str] = ()) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self._cwd, self._user = cwd, user
        self._programs: list[Program] = []
        self.seen: set[Process] = set()

    def start(self, **variables: str) -> Program:
        """`make run`, until it says that it is ready."""
        program = self.begin(**variables)
        program.wait_for(f"ready: http://localhost:{self.port}")
        self.look()
        return program

    def begin(self, **variables: str) -> Program:
        """`make run`, without waiting."""
        given = {
            "PORT": str(self.port),
            "TALENTPOOL_DATA_DIR": str(self.data_dir),
            "TALENTPOOL_DEMONSTRATION": "0",  # it has tests of its own, and takes its time
        } | variables
        program = Program(MAKE, environment(**given), self._cwd, self._user)
        self._programs.append(program)
        return program

    def look(self) -> dict[str, Process | None]:
        """The parts that run now, each remembered for `left_behind`."""
        register = Register(self.data_dir / "run")
        parts = {name: register.find(name) for name in PARTS}
        self.seen |= {process for process in parts.values() if process}
        return parts

    def is_ready(self) -> bool:
        """Whether the web process says so."""
        return get(self.port, "/readyz")[0] == 200

    def is_whole(self) -> bool:
        """Whether every part runs and the web is ready."""
        return None not in self.look().values() and self.is_ready()

    def kill(self, name: str) -> Process:
        """kill -9 of one part; the part that was."""
        process = self.look()[name]
        assert process is not None, f"{name} does not run"
        process.send(signal.SIGKILL)
        assert wait_until(lambda: not process.is_alive, 5)
        return process

    def left_behind(self) -> list[str]:
        """Processes of this folder that still run, as command lines."""
        mark = os.fsencode(f"TALENTPOOL_DATA_DIR={self.data_dir}")
        marked = {process for process in map(running, _pids()) if process and _has(process, mark)}
        alive = {process for process in self.seen if process.is_alive} | marked
        return [Path(f"/proc/{process.pid}/cmdline").read_text() for process in alive]

    def close(self) -> None:
        """End what a failed test left."""
        for program in self._programs:
            program.popen.kill()
            program.popen.wait()
        for name, process in self.look().items():
            if process:
                process.send(signal.SIGTERM if name == "supervisor" else signal.SIGKILL)
                wait_until(lambda process=process: not process.is_alive, PATIENCE)


def talentpool(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One command of the service, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "talentpool.cli", *arguments],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _has(process: Process, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
