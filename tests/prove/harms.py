"""What is done to a running service while people use it.

Each harm ends when something can be seen: so many more forms acknowledged, a queue empty, a process
gone. The lease of a task lasts a minute; where a fault has to outlast it, its end is moved to now.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
from arq import create_pool

from talentpool.kit.processes import wait_until
from talentpool.kit.queue import redis_settings
from talentpool.outbox.service import MOST_TRIES
from tests.prove import poisoned
from tests.prove.estate import PATIENCE, Estate, kill_child, kill_server, stopped
from tests.prove.proxy import Mode
from tests.prove.senders import Senders

MEANWHILE = 5  # forms that are acknowledged while a fault lasts that should hinder nobody
CUTS = 4
TWICE = 8
CROWD = 12  # more than the web's pool has connections
UNKNOWN_JOB = "prove.unknown"
WAITING = """
select count(*) from outbox where done_at is null and dead_at is null and due_at <= now()
"""
MINUTE_LATER = "update outbox set lease_until = now() where done_at is null and lease_until > now()"
_IN_HAND = "select count(*) from outbox where done_at is null and lease_until > now()"
_POISON = """
insert into outbox (job, key, request_id, tries) values ($1, $2, 'prove', $3) returning id
"""
_DEAD = "select dead_at is not null from outbox where key = $1"
_BACKENDS = """
select pid from pg_stat_activity where usename = 'app_web' and pid <> pg_backend_pid()
"""
_ALL_BACKENDS = f"select array_agg(pid) from ({_BACKENDS}) as all_of_web"
_END_BACKENDS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where usename in ('app_web', 'app_worker') and pid <> pg_backend_pid()
"""


@dataclass(slots=True)
class Scene:
    """The service, its users, and the chance of this fault."""

    whole: Estate
    sent: Senders
    chance: random.Random

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait for something that can be seen; a service that never gets there has failed."""
        assert wait_until(lambda: bool(holds()), PATIENCE), f"in vain waited for: {what}"

    def meet_work(self) -> None:
        """Until a worker has a task in hand, or there was nothing left to do."""
        self.until(lambda: self.whole.ask(_IN_HAND) or self._is_idle(), "work")
        self.sent.met += bool(self.whole.ask(_IN_HAND))

    def _is_idle(self) -> bool:
        return self.sent.waiting.empty() and not self.whole.ask(WAITING)

    def go_on(self, more: int = MEANWHILE) -> None:
        """Until some more forms are acknowledged."""
        enough = len(self.sent.acknowledged) + more
        self.until(lambda: len(self.sent.acknowledged) >= enough, "acknowledgements")


Harm = Callable[[Scene], None]


def _kill_worker(scene: Scene) -> None:
    scene.meet_work()
    kill_child(scene.chance.choice(scene.whole.workers))


def _stop_worker(scene: Scene) -> None:
    """It sleeps past its lease, another does its work, then it goes on where it was."""
    scene.meet_work()
    with stopped(scene.chance.choice(scene.whole.workers).pid):
        scene.whole.ask(MINUTE_LATER)
        with scene.sent.paused():
            scene.until(lambda: not scene.whole.ask(WAITING), "the other worker")


def _kill_web(scene: Scene) -> None:
    kill_child(scene.whole.web)


def _end_web(scene: Scene) -> None:
    """As a new release does it: what was begun is finished."""
    scene.whole.web.send_signal(signal.SIGTERM)
    scene.whole.web.wait(PATIENCE)


def _stop_web(scene: Scene) -> None:
    with stopped(scene.whole.web.pid):
        scene.until(lambda: not scene.whole.ask(WAITING), "the workers")


def _flush(scene: Scene) -> None:
    asyncio.run(_flush_all(scene.whole.servers.urls.redis))


async def _flush_all(url: str) -> None:
    valkey = await create_pool(redis_settings(url))
    await valkey.flushall()
    await valkey.aclose()


def _kill_valkey(scene: Scene) -> None:
    kill_server(scene.whole.valkey)
    scene.go_on()


def _stop_valkey(scene: Scene) -> None:
    with stopped(scene.whole.valkey.pid):
        scene.go_on()


def _kill_postmaster(scene: Scene) -> None:
    kill_server(scene.whole.postgres)


def _kill_backend(scene: Scene) -> None:
    """PostgreSQL then throws all others out, and recovers by itself."""
    if (pid := _administer(scene, _BACKENDS)) is not None:
        with suppress(ProcessLookupError):  # its connection has just been given up
            os.kill(pid, signal.SIGKILL)


def _end_backends(scene: Scene) -> None:
    _administer(scene, _END_BACKENDS)


def _stop_backends(scene: Scene) -> None:
    """The database answers nothing any more; people are asked to come later, and not left alone."""
    refused = scene.sent.refused
    with ExitStack() as hanging:
        for pid in _administer(scene, _ALL_BACKENDS) or ():
            with suppress(ProcessLookupError):
                hanging.enter_context(stopped(pid))
        scene.until(lambda: scene.sent.refused > refused, "somebody sent away")


def _administer(scene: Scene, statement: str) -> Any:
    async def ask() -> Any:
        administrator = await asyncpg.connect(scene.whole.servers.urls.admin)
        try:
            found = await administrator.fetchval(statement)
        finally:
            await administrator.close()
        return found

    return asyncio.run(ask())


def _cut(mode: Mode) -> Harm:
    def cut(scene: Scene) -> None:
        scene.whole.gate.order([mode] * CUTS)
        scene.until(lambda: scene.whole.gate.is_done, "commits")

    return cut


def _send_twice(scene: Scene) -> None:
    with scene.sent.crowd([str(uuid4())] * TWICE):
        pass


def _use_up(scene: Scene) -> None:
    """Forms wait for a lock until no connection is left; who is sent away comes again."""
    refused = scene.sent.refused
    with ExitStack() as stack:
        crowd = scene.sent.crowd([str(uuid4()) for _ in range(CROWD)])
        with asyncio.Runner() as runner:
            owner = runner.run(asyncpg.connect(scene.whole.servers.urls.owner))
            runner.run(owner.execute("begin; lock table memo"))
            stack.enter_context(crowd)
            scene.until(lambda: scene.sent.refused > refused, "somebody sent away")
            runner.run(owner.close())


def _poison(scene: Scene) -> None:
    """A job that always fails: given up in the end, and in nobody's way."""
    _put_poison(scene, UNKNOWN_JOB, MOST_TRIES - 2)


def _poison_that_kills(scene: Scene) -> None:
    """A job that takes its worker with it, every time: the tries count all the same."""
    _put_poison(scene, poisoned.JOB, MOST_TRIES - 1)
    scene.until(lambda: any(w.poll() is not None for w in scene.whole.workers), "a dead worker")


def _put_poison(scene: Scene, job: str, tries: int) -> None:
    key = f"{job}:{uuid4()}"
    scene.whole.ask(_POISON, job, key, tries)
    scene.sent.poison.append(key)


# How often each comes up in a round of forty: a process that starts anew takes its time.
FAULTS: dict[str, tuple[int, Harm]] = {
    "FLUSHALL": (2, _flush),
    "cut before COMMIT": (4, _cut(Mode.CUT_BEFORE)),
    "cut after COMMIT": (4, _cut(Mode.CUT_AFTER)),
    "all backends ended": (4, _end_backends),
    "the same form eight times at once": (4, _send_twice),
    "SIGSTOP worker past its lease": (3, _stop_worker),
    "SIGSTOP web": (3, _stop_web),
    "SIGSTOP valkey": (3, _stop_valkey),
    "kill -9 valkey": (2, _kill_valkey),
    "kill -9 worker": (2, _kill_worker),
    "kill -9 of a backend": (2, _kill_backend),
    "SIGSTOP of all the web's backends": (1, _stop_backends),
    "poison job": (1, _poison),
    "poison job that kills its worker": (1, _poison_that_kills),
    "pool used up": (1, _use_up),
    "kill -9 postmaster": (1, _kill_postmaster),
    "kill -9 web": (1, _kill_web),
    "SIGTERM web": (1, _end_web),
}
