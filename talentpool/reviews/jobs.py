"""Ask approved people once the time for undo has passed; end what waits for an ended need."""

from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task
from talentpool.reviews import service, service_ending


async def contact(task: Task) -> None:
    """Ask one person.

    Raises:
        IllegalMove: the decision was taken back; nothing is to be done.
    """
    async with outbox.effect(task) as actor:
        await service.contact(actor, task.uuid("proposal"))


async def need_ended(task: Task) -> None:
    """Let lapse what still waits for a need that was called off or given up."""
    async with outbox.effect(task) as actor:
        await service_ending.lapse_rest(actor, task.uuid("need"), service_ending.ENDED)
