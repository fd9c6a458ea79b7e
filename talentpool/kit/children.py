"""Supervised child processes: started again when they end, ended when their supervisor is gone.

The second half hangs on a pipe. Its writing end is the supervisor's alone, so the kernel closes it
however the supervisor ends; the child notices and ends itself. Unlike a signal at the parent's
death this needs no particular kernel and does not depend on the thread that started the child.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

LIFELINE = "TALENTPOOL_LIFELINE"
GENTLE_SECONDS = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0  # having run so long, a child is forgiven its earlier ends


class Child:
    """One process, started again when it ends, each time after a longer pause."""

    def __init__(self, name: str, command: list[str], log: Path) -> None:
        self.name = name
        self.log = log
        self.pause = _FIRST_PAUSE
        self._command = command
        self._due_at = 0.0
        self._started_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start_if_due(self, environment: Mapping[str, str], lifeline: int) -> int | None:
        """Start it if it doesn't run and its pause is over; the process id if it was started."""
        if self._process is not None or time.monotonic() < self._due_at:
            return None
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment, LIFELINE: str(lifeline)},
                pass_fds=[lifeline],
                start_new_session=True,  # Ctrl-C is for the supervisor, which ends us in order
            )
        self._started_at = time.monotonic()
        return self._process.pid

    def ended(self) -> int | None:
        """The exit code, once, when it has just ended; the next start is due after `pause`."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        now = time.monotonic()
        is_steady = now - self._started_at > _STEADY_SECONDS
        self.pause = _FIRST_PAUSE if is_steady else min(_LONGEST_PAUSE, self.pause * 2)
        self._due_at = now + self.pause
        self._process = None
        return code

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end, no longer than is decent."""
        if self._process is None:
            return
        try:
            self._process.wait(GENTLE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def hold_lifeline(environment: Mapping[str, str]) -> None:
    """Called by a child: end this process when the supervisor is gone. Without one, do nothing."""
    if LIFELINE in environment:
        reading_end = int(environment[LIFELINE])
        threading.Thread(target=_end_with, args=(reading_end,), daemon=True).start()


def _end_with(reading_end: int) -> None:
    os.read(reading_end, 1)  # nothing is ever written: it returns when the pipe ends
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GENTLE_SECONDS)
    os._exit(1)
