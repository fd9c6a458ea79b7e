"""Put tasks, take them back while nobody has begun, and do each exactly once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor, system
from talentpool.kit import clock, queue
from talentpool.kit.db import dump_json
from talentpool.kit.errors import StaleRow
from talentpool.kit.scope import current, scope

MOST_TRIES = 8
LEASE = timedelta(seconds=60)
_NOW = timedelta(0)


class Task(msgspec.Struct, frozen=True):
    """A claimed task. `fence` proves that the claim is still ours when the effect is written."""

    id: int
    job: str
    args: dict[str, Any]
    fence: int
    tries: int
    request_id: str

    def actor(self) -> Actor:
        """The service, following up the request that put the task."""
        return system(self.request_id)

    def uuid(self, name: str) -> UUID:
        """The argument *name*, an id."""
        return UUID(self.args[name])


async def put(
    actor: Actor, job: str, *, due_in: timedelta = _NOW, key: str | None = None, **ids: Any
) -> None:
    """Add a task to the current transaction and ring the bell after it.

    With a *key* that exists already nothing is added: the first one stands.
    """
    opened = current()
    status = await opened.connection.execute(
        "insert into outbox (job, args, key, request_id, due_at) values ($1, $2::jsonb, $3, $4, $5)"
        " on conflict (key) do nothing",
        job,
        dump_json(ids),
        key,
        actor.request_id,
        clock.now() + due_in,
    )
    is_added = status == "INSERT 0 1"
    if is_added and due_in == _NOW:
        opened.ring(queue.ring)


async def take_back(key: str) -> bool:
    """Remove the task while nobody has begun it; False when it is too late."""
    row = await current().connection.fetchrow(
        "delete from outbox where key = $1 and done_at is null and tries = 0 returning id", key
    )
    return row is not None


async def hurry(key: str) -> bool:
    """Make a waiting task due at once; False when it has begun or is not there."""
    opened = current()
    row = await opened.connection.fetchrow(
        "update outbox set due_at = app_now() where key = $1 and done_at is null and tries = 0"
        " returning id",
        key,
    )
    opened.ring(queue.ring)
    return row is not None


async def claim() -> Task | None:
    """Take the next due task for `LEASE`; None when nothing is due."""
    async with scope(system()) as opened:
        await opened.connection.execute(_BURY, MOST_TRIES)
        row = await opened.connection.fetchrow(_CLAIM, LEASE, MOST_TRIES)
    return msgspec.convert(dict(row), Task) if row else None


@asynccontextmanager
async def effect(task: Task) -> AsyncIterator[Actor]:
    """The transaction in which a task has its effect, and is done.

    Raises:
        StaleRow: the lease ran out and somebody else has it; whatever was written is undone.
    """
    actor = task.actor()
    async with scope(actor) as opened:
        row = await opened.connection.fetchrow(
            "update outbox set done_at = app_now(), lease_until = null"
            " where id = $1 and fence = $2 and done_at is null returning id",
            task.id,
            task.fence,
        )
        if row is None:
            raise StaleRow(f"task {task.id} is no longer ours")
        yield actor


async def renew(task: Task) -> None:
    """Keep the lease of a task that takes long."""
    async with scope(task.actor()) as opened:
        await opened.connection.execute(
            "update outbox set lease_until = app_now() + $3::interval"
            " where id = $1 and fence = $2 and done_at is null",
            task.id,
            task.fence,
            LEASE,
        )


async def failed(task: Task, error: BaseException) -> None:
    """Note the error; try again later, with growing pauses, until `MOST_TRIES`."""
    pause = timedelta(seconds=min(600, 2**task.tries))
    async with scope(task.actor()) as opened:
        await opened.connection.execute(
            "update outbox set lease_until = app_now() + $3::interval, last_error = $4,"
            " dead_at = case when tries >= $5 then app_now() end"
            " where id = $1 and fence = $2 and done_at is null",
            task.id,
            task.fence,
            pause,
            type(error).__name__,
            MOST_TRIES,
        )


# A task that kills its worker never gets to `failed`: its claims are counted all the same.
_BURY = """
update outbox set dead_at = app_now()
where done_at is null and dead_at is null and tries >= $1 and lease_until < app_now()
"""
_CLAIM = """
with due as (
    select id from outbox
    where done_at is null and dead_at is null and due_at <= app_now() and tries < $2
      and (lease_until is null or lease_until < app_now())
    order by due_at, id for update skip locked limit 1
)
update outbox set
    lease_until = app_now() + $1::interval, tries = tries + 1, fence = fence + 1
from due where outbox.id = due.id
returning outbox.id, job, args, fence, tries, request_id
"""
