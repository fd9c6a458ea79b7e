"""Openings as a registrant sees them, and interest as a coordinator does."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current
from talentpool.openings.tables import Interest

Row = dict[str, Any]


async def get_own(actor: Actor, need_id: UUID) -> Interest:
    """What this person was shown.

    Raises:
        NotFound: the opening was not shown to them.
    """
    found = (
        await Interest.objects()
        .where(Interest.need == need_id, Interest.person == actor.person)
        .first()
    )
    if found is None:
        raise NotFound(f"opening {need_id}")
    return found


async def is_open(need_id: UUID) -> bool:
    """Whether the opening still takes answers."""
    found = await current().connection.fetchval(
        "select is_open from opening where need = $1", need_id
    )
    return bool(found)


async def shown_to(actor: Actor) -> list[Row]:
    """Openings that this person was shown and that are open, or that they have answered."""
    rows = await current().connection.fetch(_SHOWN, actor.person, None)
    return [dict(row) for row in rows]


async def shown_one(actor: Actor, need_id: UUID) -> Row:
    """One of them.

    Raises:
        NotFound: the opening was not shown to this person.
    """
    row = await current().connection.fetchrow(_SHOWN, actor.person, need_id)
    if row is None:
        raise NotFound(f"opening {need_id}")
    return dict(row)


async def awaiting_digest(days: int) -> list[Row]:
    """Who was shown open placements in the last *days* and has not answered: how many each."""
    rows = await current().connection.fetch(_DIGEST, days)
    return [dict(row) for row in rows]


async def answers(need_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Row]:
    """What registrants said, by need and registration."""
    rows = await current().connection.fetch(
        "select need, candidate, answer, reason, answered_at from interest"
        " where need = any($1) and answer is not null and withdrawn_at is null",
        list(need_ids),
    )
    return {(row["need"], row["candidate"]): dict(row) for row in rows}


_SHOWN = """
select i.need, i.why, i.shown_at, i.answer, i.reason, i.answered_at, i.withdrawn_at, i.version,
       o.public_title, o.public_text, o.from_month, o.to_month, o.weekly_minutes, o.slots,
       o.location_code, o.remote, o.headcount, o.appointment_type, o.programme, o.is_open,
       m.name as municipality_name
from interest i
join opening o on o.need = i.need
join municipality m on m.code = o.municipality
where i.person = $1 and (o.is_open or i.answer is not null) and ($2::uuid is null or i.need = $2)
order by o.is_open desc, i.answer is not null, i.shown_at desc
"""
_DIGEST = """
select i.person, count(*) as many, a.id as account
from interest i
join opening o on o.need = i.need and o.is_open
join candidate c on c.id = i.candidate and c.state = 'active'
left join account a on a.person = i.person and a.state = 'active'
where i.answer is null and i.shown_at > app_now() - make_interval(days => $1)
group by i.person, a.id
"""
