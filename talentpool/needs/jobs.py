"""What the worker does for needs."""

from talentpool.needs import service
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def hand_over(task: Task) -> None:
    """Give a leaving account's needs to the successor."""
    async with outbox.effect(task) as actor:
        await service.hand_over(actor, task.uuid("from_account"), task.uuid("to_account"))
