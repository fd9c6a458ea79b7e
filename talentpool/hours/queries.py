"""What is offered, held and booked."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.candidates.tables import Candidate
from talentpool.hours.schemas import Week
from talentpool.kit.scope import current

WEEKS_AHEAD = 12
_WEEK = timedelta(days=7)


async def weeks(candidate_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """The ledger's weeks of one person; weeks without a row have nothing taken."""
    rows = await current().connection.fetch(
        "select week, capacity, is_exception, held, booked from week_ledger"
        " where candidate = $1 and week between $2 and $3 order by week",
        candidate_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def calendar(candidate: Candidate, today: date) -> list[Week]:
    """The weeks from now on as they truly are: what is offered, held, booked, and for whom."""
    first = today - timedelta(days=today.weekday())
    mondays = [first + n * _WEEK for n in range(WEEKS_AHEAD)]
    ledger = {row["week"]: row for row in await weeks(candidate.id, first, mondays[-1])}
    shares = await _shares(candidate.id, first, mondays[-1])
    return [_week(candidate, day, ledger.get(day), shares.get(day, [])) for day in mondays]


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


async def _shares(candidate_id: UUID, first: date, last: date) -> dict[date, list[dict[str, Any]]]:
    rows = await current().connection.fetch(_SHARES, candidate_id, first, last)
    found: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["week"], []).append(dict(row))
    return found


def _week(
    candidate: Candidate, day: date, row: dict[str, Any] | None, shares: list[dict[str, Any]]
) -> Week:
    held, booked = (row["held"], row["booked"]) if row else (0, 0)
    is_exception = row is not None and row["is_exception"]
    usual = (candidate.weekly_minutes or 0) if _is_available(candidate, day) else 0
    offered = row["capacity"] if row and is_exception else max(usual, held + booked)
    return Week(day, offered, held, booked, is_exception, shares)


def _is_available(candidate: Candidate, day: date) -> bool:
    """Whether the registration's months include some day of the week."""
    starts, ends = candidate.available_from, candidate.available_to
    if starts and day + _WEEK <= starts:
        return False
    return not ends or day <= ends.replace(day=monthrange(ends.year, ends.month)[1])


_SHARES = """
select e.week, e.kind, m.name as municipality_name, sum(e.minutes)::int as minutes
from hours_entry e join municipality m on m.code = e.municipality
where e.candidate = $1 and e.week between $2 and $3 and e.released_at is null
group by e.week, e.kind, m.name order by e.week, e.kind, m.name
"""
