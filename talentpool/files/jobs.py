"""Put away files that nobody decided about."""

from talentpool.files import service_upload
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task


async def forget_old(task: Task) -> None:
    """Put away what is older than a day."""
    async with outbox.effect(task) as actor:
        await service_upload.forget_old(actor)
