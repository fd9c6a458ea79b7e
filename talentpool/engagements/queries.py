"""Engagements as the actor may see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from talentpool.engagements.tables import Engagement
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current

Row = dict[str, Any]
FILTERS = ("q", "state", "flow", "municipality")
SORTS = ("from_on", "to_on", "municipality", "state")


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


async def visible(
    filters: Mapping[str, str], sort: str = "from_on", *, is_descending: bool = False
) -> list[Row]:
    """All engagements that the actor may see and that pass the filters, in the order of a column.

    A few hundred rows at most: the filters and the order are applied here.
    """
    rows = [dict(row) for row in await current().connection.fetch(_VISIBLE, None, None)]
    kept = [row for row in rows if _passes(row, filters)]
    return sorted(kept, key=lambda row: (row[sort], row["id"]), reverse=is_descending)


async def one(engagement_id: UUID) -> Row:
    """One engagement with what it is called by.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = await current().connection.fetchrow(_VISIBLE, engagement_id, None)
    if row is None:
        raise NotFound(f"engagement {engagement_id}")
    return dict(row)


async def of_person(person: UUID | None, engagement_id: UUID | None = None) -> list[Row]:
    """A person's own work, what begins last first."""
    if person is None:
        return []
    rows = await current().connection.fetch(_VISIBLE, engagement_id, person)
    return sorted((dict(row) for row in rows), key=lambda row: row["from_on"], reverse=True)


def is_overdue(row: Row, today: date) -> bool:
    """Whether it should have begun, or been reported on, before *today*."""
    if row["state"] == "preparing":
        return bool(row["from_on"] < today)
    return row["state"] in ("active", "reporting") and bool(row["to_on"] < today)


def _passes(row: Row, filters: Mapping[str, str]) -> bool:
    words = filters.get("q", "").casefold()
    text = f"{row['need_number']} {row['title']} {row['municipality_name']} {row['handle']}"
    return words in text.casefold() and all(
        filters.get(name, row[name]) == row[name] for name in ("state", "flow", "municipality")
    )


_VISIBLE = """
select e.*, coalesce(n.number, '') as need_number, coalesce(n.title, o.public_title, '') as title,
       m.name as municipality_name, coalesce(c.handle, '') as handle, c.headline
from engagement e
join municipality m on m.code = e.municipality
left join need n on n.id = e.need
left join opening o on o.need = e.need
left join candidate c on c.id = e.candidate
where ($1::uuid is null or e.id = $1) and ($2::uuid is null or e.person = $2)
"""
