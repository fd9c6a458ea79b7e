"""The worker process: does what the outbox holds, at once when the bell rings, else within seconds.

Composition only: which job is done by which function, and which come round by the clock.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Any

import structlog
from arq.worker import Worker, func
from redis.exceptions import RedisError

from talentpool.accounts import jobs as accounts
from talentpool.actor import system
from talentpool.candidates import jobs as candidates
from talentpool.files import jobs as files
from talentpool.kit import clock, queue
from talentpool.kit.db import open_pool
from talentpool.kit.errors import DomainError
from talentpool.kit.log import configure_logging
from talentpool.kit.mail import open_post
from talentpool.kit.scope import scope
from talentpool.kit.settings import Settings
from talentpool.matches import jobs as matches
from talentpool.needs import jobs as needs
from talentpool.notifications import jobs as notifications
from talentpool.openings import jobs as openings
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task
from talentpool.placements import jobs as placements
from talentpool.reviews import jobs as reviews
from talentpool.rights import jobs as rights
from talentpool.rights.journal import open_journal

JOBS: dict[str, Callable[[Task], Awaitable[None]]] = {
    "accounts.tidy": accounts.tidy,
    "candidates.keep_current": candidates.keep_current,
    "files.forget_old": files.forget_old,
    "matches.pool_changed": matches.pool_changed,
    "matches.propose": matches.propose,
    "matches.sweep": matches.sweep,
    "needs.hand_over": needs.hand_over,
    "notifications.deliver": notifications.deliver,
    "notifications.invite": notifications.invite,
    "notifications.tell": notifications.tell,
    "openings.digest": openings.digest,
    "placements.remind": placements.remind,
    "reviews.contact": reviews.contact,
    "reviews.need_ended": reviews.need_ended,
    "rights.keep_journal": rights.keep_journal,
    "rights.retain": rights.retain,
}

# A slot of the clock has one task: its key says which, however many workers look.
PERIODIC: dict[str, timedelta] = {
    "accounts.tidy": timedelta(hours=1),
    "candidates.keep_current": timedelta(days=1),
    "files.forget_old": timedelta(hours=1),
    "matches.sweep": timedelta(minutes=1),
    "placements.remind": timedelta(minutes=10),
    "openings.digest": timedelta(weeks=1),
    "rights.retain": timedelta(days=1),
}

LANES = 3
_LOOK_SECONDS = 2.0
_RENEW_SECONDS = 20.0
_FAREWELL_SECONDS = 20.0
_log = structlog.get_logger()


async def do(task: Task) -> None:
    """Do one task; a rule that says no ends it, anything else is tried again later."""
    log = _log.bind(job=task.job, task=task.id, request_id=task.request_id, tries=task.tries)
    renewal = asyncio.create_task(_renew(task))
    try:
        await JOBS[task.job](task)
        log.info("job.done")
    except DomainError as error:
        log.info("job.refused", code=error.code)
        await _give_up(task, error)
    except Exception as error:
        log.exception("job.failed")
        await outbox.failed(task, error)
    finally:
        renewal.cancel()
        with suppress(asyncio.CancelledError):
            await renewal


async def drain() -> int:
    """Do everything that is due, one after the other; how many that were."""
    done = 0
    while (task := await outbox.claim()) is not None:
        await do(task)
        done += 1
    return done


async def put_periodic() -> None:
    """Put the tasks of the current slots; those that exist already stand."""
    async with scope(system()):
        instant = clock.now().timestamp()
        for job, every in PERIODIC.items():
            slot = int(instant // every.total_seconds())
            await outbox.put(system(), job, key=f"{job}@{slot}")


async def _give_up(task: Task, error: DomainError) -> None:
    """The world has moved on (or the lease is lost): what was to be done no longer is."""
    if error.code == "unavailable":
        await outbox.failed(task, error)
        return
    with suppress(DomainError):
        async with outbox.effect(task):
            pass


async def _renew(task: Task) -> None:
    while True:
        await asyncio.sleep(_RENEW_SECONDS)
        await outbox.renew(task)


async def _read_pool() -> None:
    try:
        await matches.read_pool(system())
        _log.info("pool.read")
    except DomainError as error:
        _log.warning("worker.waits", code=error.code)


class Process:
    """The running worker: lanes that look for tasks, and a listener that wakes them."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._rung = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish what is under way, begin nothing new."""
        self._stopping.set()
        self._rung.set()

    async def run(self) -> None:
        """Work until `stop`; the pool is read at once, so that the first need waits less."""
        reader = asyncio.create_task(_read_pool())
        listener = asyncio.create_task(self._listen())
        lanes = [asyncio.create_task(self._lane(number)) for number in range(LANES)]
        await self._stopping.wait()
        listener.cancel()
        reader.cancel()
        _, late = await asyncio.wait(lanes, timeout=_FAREWELL_SECONDS)
        for lane in late:
            lane.cancel()
        await asyncio.gather(reader, listener, *lanes, return_exceptions=True)

    async def _lane(self, number: int) -> None:
        while not self._stopping.is_set():
            try:
                if number == 0:
                    await put_periodic()
                await self._drain()
            except DomainError as error:
                _log.warning("worker.waits", code=error.code)
            self._rung.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), _LOOK_SECONDS)

    async def _drain(self) -> None:
        while not self._stopping.is_set() and (task := await outbox.claim()) is not None:
            await do(task)

    async def _listen(self) -> None:
        """Hear the bell. arq's worker ends when Valkey goes away, so begin again with a pause."""
        pause = 0.5
        while True:
            worker = self._arq_worker()
            try:
                await worker.main()
            except (RedisError, OSError, TimeoutError) as error:
                _log.warning("bell.away", error=type(error).__name__, pause=pause)
            finally:
                with suppress(RedisError, OSError, AttributeError):
                    await worker.close()
            await asyncio.sleep(pause)
            pause = min(15.0, pause * 2)

    def _arq_worker(self) -> Worker:
        async def wake(ctx: dict[Any, Any]) -> None:
            self._rung.set()

        return Worker(
            functions=[func(wake, name=queue.BELL, keep_result=0, timeout=5)],
            redis_settings=queue.redis_settings(self._redis_url),
            job_serializer=queue.encode,
            job_deserializer=queue.decode,
            handle_signals=False,
            poll_delay=0.1,
            max_jobs=1,
        )


async def serve(settings: Settings) -> None:
    """Run the worker of this environment until SIGTERM or SIGINT."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            open_pool(settings.url("database_worker_url"), name="talentpool-worker")
        )
        open_post(settings)
        open_journal(settings.data_dir)
        await queue.open_bell(settings.url("redis_url"))
        stack.push_async_callback(queue.close_bell)
        process = Process(settings.url("redis_url"))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, process.stop)
        _log.info("worker.ready")
        await process.run()


def main() -> None:
    """`talentpool worker`."""
    settings = Settings.from_environment(os.environ)
    configure_logging(settings)
    asyncio.run(serve(settings))
