"""The rows of the matching library's own benches.

Each runs in a process of its own, when the servers of the rows before have stopped: in one process
with those rows, beside servers that still tidied up, half a millisecond took nearly half as long
again (the collector of garbage is not to blame: without it a twentieth was gained).
"""

import json
import subprocess
import sys
from collections.abc import Iterator

from matching.bench_report import Row

LARGER = 10
"""Its large pool is made in memory, so many times as large as ours."""


def rows(people: int) -> Iterator[Row]:
    """First the made worlds, then the realistic set."""
    yield from _printed("matching.bench", "--people", str(LARGER * people))
    yield from _printed("tests.matching.bench")


def _printed(*module: str) -> Iterator[Row]:
    """Each row as soon as a bench prints it.

    Raises:
        CalledProcessError: the bench ended early.
    """
    command = [sys.executable, "-m", *module, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        for line in program.stdout or ():
            told = json.loads(line)
            if "name" in told:
                yield Row(told["name"], told["value"], told["unit"], told["goal"], told["ok"])
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
