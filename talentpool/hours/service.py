"""Offer, hold, book and release hours. A week is never over-booked, whoever races for it.

Every change is one conditional UPDATE a week, in the order of the weeks: racing bookings queue on
the row, none deadlocks, and the table's own check is the last word.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit.errors import DomainError
from talentpool.kit.scope import current, elevated, verb

Kind = Literal["held", "booked"]
WEEK = timedelta(days=7)
_FEW_DAYS = 3


class HoursShort(DomainError):
    """A week does not have the minutes that are asked for; `facts` say which and how many."""

    code = "hours_short"
    status = 409


@verb
async def take(
    actor: Actor,
    kind: Kind,
    *,
    candidate: UUID,
    person: UUID,
    capacity: int,
    municipality: str,
    subject: UUID,
    weeks: list[date],
    minutes: int,
) -> None:
    """Hold or book *minutes* in each of *weeks* for *subject*.

    *capacity* is what the person offers a week, for weeks that the ledger has not seen; a week that
    it has seen keeps the larger of its capacity and what is taken already.

    Raises:
        HoursShort: a week has too little left; nothing is taken.
    """
    async with elevated("take_hours"):
        connection = current().connection
        for week in sorted(weeks):
            await connection.execute(_OPEN, candidate, person, week, capacity)
            taken = await connection.fetchrow(_TAKE[kind], candidate, week, minutes)
            if taken is None:
                raise HoursShort(f"week {week}", week=week.isoformat(), minutes=minutes)
            await connection.execute(
                _ENTER, candidate, person, municipality, subject, week, minutes, kind
            )


@verb
async def release(actor: Actor, subject: UUID, *, since: date | None = None) -> int:
    """Give back what *subject* still holds or has booked, from the week of *since* on.

    Gives how many weeks were freed.
    """
    async with elevated("release_hours"):
        connection = current().connection
        rows = await connection.fetch(_RELEASE, subject, since or date.min)
        for row in sorted(rows, key=lambda row: (row["candidate"], row["week"])):
            await connection.execute(
                _GIVE_BACK[row["kind"]], row["candidate"], row["week"], row["minutes"]
            )
    return len(rows)


@verb
async def offer(actor: Actor, *, candidate: UUID, since: date, capacity: int) -> None:
    """Change what somebody offers from the week of *since* on; never below what is taken."""
    async with elevated("offer_hours"):
        await current().connection.execute(
            "update week_ledger set capacity = greatest($3, held + booked)"
            " where candidate = $1 and week >= $2",
            candidate,
            monday(since),
            capacity,
        )


def monday(day: date) -> date:
    """The Monday of the ISO week of *day*."""
    return day - timedelta(days=day.weekday())


def weeks_between(first: date, last: date) -> Iterator[date]:
    """The Mondays of all weeks that have at least three working days from *first* to *last*."""
    week = monday(first)
    while week <= last:
        days = [week + timedelta(days=n) for n in range(5)]
        if sum(first <= day <= last for day in days) >= _FEW_DAYS:
            yield week
        week += WEEK


_OPEN = """
insert into week_ledger (candidate, person, week, capacity) values ($1, $2, $3, $4)
on conflict (candidate, week) do nothing
"""
_TAKE: dict[Kind, str] = {
    "held": "update week_ledger set held = held + $3 where candidate = $1 and week = $2"
    " and held + booked + $3 <= capacity returning week",
    "booked": "update week_ledger set booked = booked + $3 where candidate = $1 and week = $2"
    " and held + booked + $3 <= capacity returning week",
}
_GIVE_BACK: dict[Kind, str] = {
    "held": "update week_ledger set held = held - $3 where candidate = $1 and week = $2",
    "booked": "update week_ledger set booked = booked - $3 where candidate = $1 and week = $2",
}
_ENTER = """
insert into hours_entry (candidate, person, municipality, subject, week, minutes, kind)
values ($1, $2, $3, $4, $5, $6, $7)
"""
_RELEASE = """
update hours_entry set released_at = app_now()
where subject = $1 and released_at is null and week >= $2
returning candidate, week, minutes, kind
"""
