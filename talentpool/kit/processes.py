"""Processes we start, remembered in a folder so that whoever comes next can end what was left over.

A process id alone says little, since ids are used again; an id with its start time is an identity.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_STATE, _START_TIME = 0, 19  # fields of /proc/<pid>/stat after the command's name, see proc(5)
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Process:
    """One running process, never mistaken for a later one with the same id."""

    pid: int
    started: str

    @property
    def is_alive(self) -> bool:
        """Whether it still runs. A zombie does not: it waits for a parent that may never come."""
        return running(self.pid) == self

    def send(self, number: signal.Signals) -> None:
        """Send a signal; a process that is already gone is none of our worries."""
        try:
            if self.is_alive:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return


def running(pid: int) -> Process | None:
    """The process that has the id *pid* now, if it runs."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[_STATE] in "ZX" else Process(pid, fields[_START_TIME])


def end(process: Process, *, gently: signal.Signals, patience: float) -> None:
    """End *process*: ask with *gently*, and after *patience* seconds no longer ask."""
    process.send(gently)
    if not wait_until(lambda: not process.is_alive, patience):
        process.send(signal.SIGKILL)
        wait_until(lambda: not process.is_alive, patience)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look again and again whether *condition* holds; what it was when the time was up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


class Register:
    """The processes of one data folder, a file each: `<name>.pid` holds the id and start time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, pid: int) -> None:
        """Remember that *name* runs as *pid*."""
        process = running(pid)
        if process is not None:
            draft = self._file(name).with_suffix(f".{os.getpid()}")
            draft.write_text(f"{process.pid} {process.started}\n")
            draft.replace(self._file(name))

    def find(self, name: str) -> Process | None:
        """The process remembered as *name*, if it still runs."""
        try:
            pid, started = self._file(name).read_text().split()
            process = Process(int(pid), started)
        except (FileNotFoundError, ValueError):
            return None
        return process if process.is_alive else None

    def forget(self, name: str) -> None:
        """Forget *name*."""
        self._file(name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """All that are remembered, whether they still run or not."""
        return sorted(file.stem for file in self._folder.glob("*.pid"))

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pid"
