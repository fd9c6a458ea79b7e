"""Plans as the actor may see them."""

from uuid import UUID

from talentpool.dispatches.tables import Plan
from talentpool.kit.errors import NotFound


async def find(need_id: UUID) -> Plan | None:
    """The plan of a need, if there is one that the actor may see."""
    return await Plan.objects().where(Plan.need == need_id).first()


async def get(need_id: UUID) -> Plan:
    """The plan of a need.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    plan = await find(need_id)
    if plan is None:
        raise NotFound(f"plan of need {need_id}")
    return plan
