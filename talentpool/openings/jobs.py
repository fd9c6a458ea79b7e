"""The weekly digest of openings."""

from talentpool.openings import service
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def digest(task: Task) -> None:
    """Put the digests of this week."""
    async with outbox.effect(task) as actor:
        await service.put_digests(actor)
