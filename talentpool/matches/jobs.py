"""Matching that follows a decision or a change. Each may run twice: a run is kept once."""

from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import reading
from talentpool.matches import queries, service, service_market
from talentpool.needs.states import MATCHED
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def propose(task: Task) -> None:
    """Match one need.

    Raises:
        NotFound: the need is no longer one to be matched, so nothing is to be done.
    """
    outcome = await service.compute(task.actor(), task.uuid("need"))
    if outcome.need["state"] not in MATCHED:
        raise NotFound("the need is not to be matched any more")
    async with outbox.effect(task) as actor:
        await service.store_run(actor, outcome)


async def read_pool(actor: Actor) -> None:
    """Have the pool in this process as it is now, before a need waits for it."""
    async with service_market.WHOLE.present(actor):
        pass


async def pool_changed(task: Task) -> None:
    """Match again every open need that has not seen the pool as it is now.

    The pool is brought up to date even when no need waits for it: the next one will not wait.
    """
    await read_pool(task.actor())
    async with reading(task.actor()):
        generation = await queries.generation()
        behind = await queries.behind(generation)
    async with outbox.effect(task) as actor:
        for need in behind:
            key = f"propose:{need['id']}:{need['revision']}:{generation}"
            await outbox.put(actor, "matches.propose", key=key, need=need["id"])


async def sweep(task: Task) -> None:
    """Put what was lost on the way: an open need without any run of its present revision.

    With a new month everybody is read anew: better now than when a need waits.
    """
    await read_pool(task.actor())
    async with reading(task.actor()):
        unmatched = await queries.unmatched()
        # A task that gave up keeps its key, so each hour has keys of its own.
        hour = int(clock.now().timestamp() // 3600)
    async with outbox.effect(task) as actor:
        for need in unmatched:
            key = f"propose:{need['id']}:{need['revision']}:{hour}"
            await outbox.put(actor, "matches.propose", key=key, need=need["id"])
