"""The command line, with one more job for its worker: one that kills it."""

import os
import signal

from talentpool import cli, worker
from talentpool.outbox.service import Task

JOB = "prove.poison"


async def _die(task: Task) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    worker.JOBS[JOB] = _die
    cli.main()
