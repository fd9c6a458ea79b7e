"""What the worker does about forgetting: every night by itself, and at once what was decided."""

from talentpool.kit.scope import reading
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task
from talentpool.rights import journal, queries, service_retention
from talentpool.rights.journal import Entry


async def retain(task: Task) -> None:
    """Apply the rules, each in its own transaction: done again after a cut, it finds less to do."""
    await service_retention.run(task.actor())
    async with outbox.effect(task):
        pass


async def keep_journal(task: Task) -> None:
    """Write the journal down outside the database."""
    async with reading(task.actor()):
        rows = await queries.forgotten()
    journal.keep(Entry(row["person"], row["erased_at"]) for row in rows)
    async with outbox.effect(task):
        pass
