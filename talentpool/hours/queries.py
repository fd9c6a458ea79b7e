"""What is offered, held and booked."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from talentpool.kit.scope import current


async def weeks(candidate_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """The ledger's weeks of one person; weeks without a row have nothing taken."""
    rows = await current().connection.fetch(
        "select week, capacity, held, booked from week_ledger"
        " where candidate = $1 and week between $2 and $3 order by week",
        candidate_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def taken(candidate_ids: Sequence[UUID], first: date, last: date) -> dict[UUID, int]:
    """The most minutes that are taken in any week of the period, by person."""
    rows = await current().connection.fetch(
        "select candidate, max(held + booked) as minutes from week_ledger"
        " where candidate = any($1) and week between $2 and $3 group by candidate",
        list(candidate_ids),
        first,
        last,
    )
    return {row["candidate"]: row["minutes"] for row in rows}


async def entries(subject: UUID) -> list[dict[str, Any]]:
    """What is held or booked for one engagement or proposal, week by week."""
    rows = await current().connection.fetch(
        "select candidate, week, minutes, kind, released_at from hours_entry"
        " where subject = $1 order by week",
        subject,
    )
    return [dict(row) for row in rows]
