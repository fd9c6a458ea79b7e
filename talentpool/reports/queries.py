"""The list of open cases and the numbers, in plain SQL."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from talentpool.kit import clock
from talentpool.kit.scope import current
from talentpool.kit.text import fold
from talentpool.needs.states import LIVE, MATCHED, NeedState
from talentpool.programmes import queries as programmes
from talentpool.reports.schemas import Case, Duration, Hours, Numbers, Target

PROMISED_DAYS = 60
SORTS = ("due", "municipality", "state", "assignee", "last_contact", "opened")
FILTERS = ("q", "state", "programme", "assignee", "due")
# Sent once and not over yet, in the order of a case's life; what is returned waits for an answer.
STAGES = tuple(s for s in NeedState if s in LIVE - {NeedState.DRAFT, NeedState.CLARIFYING})


async def cases(filters: dict[str, str], sort: str, *, is_descending: bool) -> list[Case]:
    """All open cases that pass the filters, in the order of one column.

    *filters*: `q` (number, title or municipality), `state`, `programme`, `assignee` (an account's
    id, or `none`), `due` (`overdue`, `week`). A few hundred rows at most: the order is made here.
    """
    rows = await current().connection.fetch(_CASES, _codes(STAGES), clock.today())
    found = [msgspec.convert(dict(row), Case) for row in rows]
    kept = [case for case in found if _passes(case, filters)]
    return sorted(kept, key=lambda case: _key(case, sort), reverse=is_descending)


async def numbers() -> Numbers:
    """The page of numbers as of now."""
    connection = current().connection
    needs = await connection.fetchrow(_NEEDS, _codes(STAGES), clock.now())
    matched = await connection.fetchrow(_MATCHED, _codes(MATCHED))
    return Numbers(
        **dict(needs),
        **dict(matched),
        durations=await _durations(),
        targets=await _targets(),
        hours=msgspec.convert(dict(await connection.fetchrow(_HOURS, _monday())), Hours),
    )


def _codes(states: Iterable[StrEnum]) -> list[str]:
    return [str(state) for state in states]


def _passes(case: Case, filters: dict[str, str]) -> bool:
    words = fold(filters.get("q", ""))
    text = fold(f"{case.number} {case.title} {case.municipality_name}")
    wanted = filters.get("assignee")
    is_mine = wanted is None or (str(case.assignee) if case.assignee else "none") == wanted
    return (
        words in text
        and filters.get("state", case.state) == case.state
        and filters.get("programme", case.programme) == case.programme
        and is_mine
        and _is_due(case, filters.get("due"))
    )


def _is_due(case: Case, wanted: str | None) -> bool:
    if wanted == "overdue":
        return case.is_overdue
    if wanted == "week":
        return case.due_on is not None and (case.due_on - clock.today()).days <= 7
    return True


def _key(case: Case, sort: str) -> tuple[bool, Any]:
    """The value to sort by; what has none comes last."""
    value: Any = {
        "due": case.due_on,
        "municipality": case.municipality,
        "state": case.state,
        "assignee": case.assignee_name,
        "last_contact": case.last_contact_at,
        "opened": case.opened_at,
    }[sort]
    return value is None, value if value is not None else 0


async def _durations() -> list[Duration]:
    rows = await current().connection.fetch(_DURATIONS, clock.now(), PROMISED_DAYS, _codes(STAGES))
    return [msgspec.convert(dict(row), Duration) for row in rows]


async def _targets() -> list[Target]:
    rows = await current().connection.fetch(_APPOINTED)
    appointed = {row["programme"]: row["appointed"] for row in rows}
    return [
        Target(
            programme=group.programme,
            name=f"{group.symbol} {group.name_ja}",
            appointed=appointed.get(group.programme, 0),
            target=int(group.facts["first_year_target"]),
        )
        for group in await programmes.target_groups()
        if "first_year_target" in group.facts
    ]


def _monday() -> date:
    today = clock.today()
    return date.fromordinal(today.toordinal() - today.weekday())


_CASES = """
select n.id, n.number, n.version, n.title, n.municipality, m.name as municipality_name,
       n.programme, n.state, n.assignee, a.display_name as assignee_name, n.next_step,
       due.on_day as due_on,
       memo.at as last_contact_at, n.opened_at,
       coalesce(p.asked, 0) as asked, coalesce(p.declined, 0) as declined,
       coalesce(p.referred, 0) as referred,
       coalesce(due.on_day < $2, false) as is_overdue
from need n
-- Until somebody has answered, the promised day is the next one that is due.
cross join lateral (
    select coalesce(
        n.next_step_due_on,
        case when n.state in ('submitted', 'returned') then n.promised_reply_on end
    ) as on_day
) due
join municipality m on m.code = n.municipality
left join account a on a.id = n.assignee
left join lateral (select max(at) as at from memo where subject_id = n.id) memo on true
left join lateral (
    select count(*) filter (where asked_at is not null) as asked,
           count(*) filter (where state = 'declined') as declined,
           count(*) filter (where is_referred) as referred
    from proposal where need = n.id
) p on true
where n.state = any($1)
"""
_NEEDS = """
select count(*) filter (where state = any($1)) as open_needs,
       count(*) filter (where submitted_at is not null) as all_needs,
       max(extract(day from $2::timestamptz - submitted_at)::int)
           filter (where state = any($1)) as oldest_days,
       (select count(*) from municipality b where b.retired_at is null and not exists
           (select from need where need.municipality = b.code and need.submitted_at is not null))
           as bodies_without,
       (select count(*) from municipality b where b.retired_at is null) as bodies
from need
"""
_MATCHED = """
select count(*) filter (where run.eligible_count = 0) as matched_nobody, count(*) as matched
from need n
join lateral (
    select eligible_count from match_run r where r.need = n.id order by finished_at desc limit 1
) run on true
where n.state = any($1)
"""
# A case that is still open has lasted until now: leaving it out would flatter the figures.
_DURATIONS = """
with lasting as (
    select p.flow, started.at is null as is_open,
           extract(epoch from coalesce(started.at, $1) - n.submitted_at) / 86400 as days
    from need n
    join programme p on p.key = n.programme and p.retired_at is null
    left join lateral (
        select min(e.created_at) as at from engagement e where e.need = n.id
    ) started on true
    where n.submitted_at is not null
      and (started.at is not null or n.state = any($3))
)
select flow, count(*) as count, count(*) filter (where is_open) as open_count,
       percentile_cont(0.5) within group (order by days) as median,
       percentile_cont(0.9) within group (order by days) as ninetieth,
       count(*) filter (where days > $2) as late
from lasting group by flow order by flow
"""
_APPOINTED = """
select n.programme, count(*) as appointed
from engagement e join need n on n.id = e.need
where e.flow = 'placement' and e.extends is null group by n.programme
"""
_HOURS = """
select coalesce(sum(c.weekly_minutes), 0)::bigint as offered,
       coalesce(sum(w.held), 0)::bigint as held, coalesce(sum(w.booked), 0)::bigint as booked,
       count(*) as people
from candidate c left join week_ledger w on w.candidate = c.id and w.week = $1
where c.state = 'active'
"""
