"""Offer, hold, book and release hours. A week is never over-booked, whoever races for it.

Every change is one conditional UPDATE a week, in the order of the weeks: racing bookings queue on
the row, none deadlocks, and the table's own check is the last word.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.candidates import queries as candidates
from talentpool.kit.errors import DomainError, Invalid
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

    *capacity* is what the registration offers a week. It holds for every week that the person has
    not spoken of by itself, and never falls below what is taken already.

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
async def offer(actor: Actor, week: date, minutes: int | None) -> None:
    """Say what one week of one's own holds; None: as much as the registration says of all weeks.

    Raises:
        NotFound: whoever acts has no registration.
        Invalid: more than that is agreed already.
    """
    own = await candidates.own(actor)
    minutes_of_week = (own.weekly_minutes or 0) if minutes is None else minutes
    async with elevated("offer_hours"):
        changed = await current().connection.fetchval(
            _OFFER, own.id, own.person, monday(week), minutes_of_week, minutes is not None
        )
    if changed is None:
        raise Invalid.one("minutes", "below_taken")
    audit.note(
        actor,
        "hours.offer",
        subject_id=str(own.id),
        candidate=own.person,
        week=monday(week).isoformat(),
        minutes=minutes_of_week,
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


# What the registration says now holds, unless the week was spoken of by itself.
_OPEN = """
insert into week_ledger as l (candidate, person, week, capacity) values ($1, $2, $3, $4)
on conflict (candidate, week) do update
set capacity = greatest(excluded.capacity, l.held + l.booked) where not l.is_exception
"""
_OFFER = """
insert into week_ledger as l (candidate, person, week, capacity, is_exception)
values ($1, $2, $3, $4, $5)
on conflict (candidate, week) do update
set capacity = excluded.capacity, is_exception = excluded.is_exception
where l.held + l.booked <= excluded.capacity
returning week
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
