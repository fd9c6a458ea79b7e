"""What comes round by the clock."""

from talentpool.accounts import service_sessions, service_throttles
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def tidy(task: Task) -> None:
    """Drop sessions and counts that serve nobody any more."""
    async with outbox.effect(task) as actor:
        await service_sessions.forget_old(actor)
        await service_throttles.forget_old(actor)
