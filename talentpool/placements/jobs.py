"""Look after what waits, every few minutes."""

from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task
from talentpool.placements import service_reminders


async def remind(task: Task) -> None:
    """Tell people what is late or has changed."""
    async with outbox.effect(task) as actor:
        await service_reminders.remind(actor)
