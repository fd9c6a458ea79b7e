"""Ask approved people, once the time for undo has passed."""

from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task
from talentpool.reviews import service


async def contact(task: Task) -> None:
    """Ask one person.

    Raises:
        IllegalMove: the decision was taken back; nothing is to be done.
    """
    async with outbox.effect(task) as actor:
        await service.contact(actor, task.uuid("proposal"))
