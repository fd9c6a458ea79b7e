"""What the clock does to registrations."""

from talentpool.candidates import service_membership
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def keep_current(task: Task) -> None:
    """Wake whose pause is over, ask to confirm, pause and expire who did not; once a day."""
    async with outbox.effect(task) as actor:
        await service_membership.wake(actor)
        await service_membership.remind(actor)
        await service_membership.let_sleep(actor)
