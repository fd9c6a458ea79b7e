"""Engagements as the actor may see them."""

from typing import Any
from uuid import UUID

from talentpool.engagements.tables import Engagement
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current

Row = dict[str, Any]


async def get(engagement_id: UUID) -> Engagement:
    """One engagement.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    found = await Engagement.objects().where(Engagement.id == engagement_id).first()
    if found is None:
        raise NotFound(f"engagement {engagement_id}")
    return found


async def of_need(need_id: UUID) -> list[Engagement]:
    """The agreed work for a need."""
    return (
        await Engagement.objects().where(Engagement.need == need_id).order_by(Engagement.created_at)
    )


async def visible() -> list[Row]:
    """All engagements that the actor may see, the newest first, with what they are called by."""
    rows = await current().connection.fetch(_VISIBLE)
    return [dict(row) for row in rows]


_VISIBLE = """
select e.*, coalesce(n.number, '') as need_number, coalesce(n.title, o.public_title, '') as title,
       m.name as municipality_name, c.handle
from engagement e
join municipality m on m.code = e.municipality
left join need n on n.id = e.need
left join opening o on o.need = e.need
left join candidate c on c.id = e.candidate
order by e.created_at desc
"""
