"""Registrations as coordinators and experts look through them: always by pseudonym."""

from collections.abc import Mapping
from typing import Any

from talentpool.candidates.states import CandidateState
from talentpool.kit.paging import ListState
from talentpool.kit.scope import current
from talentpool.kit.text import fold
from talentpool.taxonomy import queries as taxonomy

Row = dict[str, Any]
MOST_EXPORTED = 20_000
_SURE = 0.99
_WAITING = (
    CandidateState.SUBMITTED,
    CandidateState.SCREENING,
    CandidateState.INTERVIEW,
    CandidateState.ON_HOLD,
)


async def awaiting_screening(state: ListState) -> tuple[list[Row], int]:
    """Registrations to be screened, what is due first on top; one page, and how many there are."""
    rows = await current().connection.fetch(
        _AWAITING,
        [state.one("state")] if state.one("state") else [str(name) for name in _WAITING],
        state.one("tier"),
        state.one("due"),
        fold(state.one("q")),
        state.size,
        state.offset,
    )
    return _page(rows)


async def awaiting_interview(state: ListState) -> tuple[list[Row], int]:
    """Those whom experts are to interview, the longest waiting first."""
    rows = await current().connection.fetch(_INTERVIEWS, state.size, state.offset)
    return _page(rows)


async def search(state: ListState, *, most: int | None = None) -> tuple[list[Row], int]:
    """Everybody that the filters of an address let through, in its order.

    A word finds what it stands in, and a skill by any of its names.
    """
    meant = await taxonomy.resolve(state.one("q"))
    order = _ORDERS[state.sort or "changed"][state.is_descending]
    rows = await current().connection.fetch(
        order,
        state.one("state"),
        state.one("tier"),
        state.one("kind"),
        state.one("category"),
        state.one("programme"),
        fold(state.one("q")),
        most or state.size,
        0 if most else state.offset,
        meant.code if meant.confidence >= _SURE else None,
    )
    return _page(rows)


async def by_person(person_ids: list[Any]) -> list[Row]:
    """The registrations of these people."""
    rows = await current().connection.fetch(_BY_PERSON, person_ids)
    return [dict(row) for row in rows]


async def unknown_labels() -> list[Row]:
    """Skills and qualifications that no list knows, as written, the most frequent first."""
    rows = await current().connection.fetch(_UNKNOWN)
    return [dict(row) for row in rows]


async def counts_by_state() -> Mapping[str, int]:
    """How many registrations stand where."""
    rows = await current().connection.fetch(
        "select state, count(*) as many from candidate group by state"
    )
    return {row["state"]: row["many"] for row in rows}


def _page(rows: list[Any]) -> tuple[list[Row], int]:
    found = [dict(row) for row in rows]
    return found, found[0]["total"] if found else 0


_AWAITING = """
select c.id, c.handle, c.kind, c.tier, c.state, c.headline, c.submitted_at, c.assignee,
       c.next_step, c.next_step_due_on, c.conditions_unmet, c.target_group,
       c.next_step_due_on < (app_now() at time zone 'Asia/Tokyo')::date as is_overdue,
       a.display_name as assignee_name,
       (select count(*) from claim k where k.candidate = c.id and k.skill is null) as unknown,
       count(*) over () as total
from candidate c left join account a on a.id = c.assignee
where c.state = any($1::text[])
  and ($2 = '' or c.tier = $2)
  and ($3 <> 'overdue' or c.next_step_due_on < (app_now() at time zone 'Asia/Tokyo')::date)
  and ($4 = '' or strpos(c.search, $4) > 0 or c.handle = upper($4))
order by c.next_step_due_on nulls last, c.submitted_at, c.id
limit $5 offset $6
"""
_INTERVIEWS = """
select c.id, c.handle, c.tier, c.headline, c.next_step_due_on,
       c.next_step_due_on < (app_now() at time zone 'Asia/Tokyo')::date as is_overdue,
       (select max(i.held_on) from interview i where i.candidate = c.id) as held_on,
       count(*) over () as total
from candidate c
where c.state = 'interview' and c.person is distinct from app_person()
order by c.next_step_due_on nulls last, c.submitted_at, c.id
limit $1 offset $2
"""
_SEARCH = """
select c.id, c.handle, c.kind, c.tier, c.state, c.headline, c.specialties, c.weekly_minutes,
       c.remote, c.programmes, c.public_years, c.confirmed_at, c.changed_at, c.submitted_at,
       c.available_from, c.available_to, c.next_step, c.next_step_due_on,
       c.next_step_due_on < (app_now() at time zone 'Asia/Tokyo')::date as is_overdue,
       coalesce((select string_agg(k.label, '、' order by k.level desc, k.position)
                 from claim k where k.candidate = c.id), '') as skills,
       count(*) over () as total
from candidate c
where c.state <> 'draft'
  and ($1 = '' or c.state = $1)
  and ($2 = '' or c.tier = $2)
  and ($3 = '' or c.kind = $3)
  and ($4 = '' or $4 = any(c.specialties))
  and ($5 = '' or c.programmes = '{}' or $5 = any(c.programmes))
  and ($6 = '' or strpos(c.search, $6) > 0 or c.handle = upper($6)
       or exists (select from claim k where k.candidate = c.id and k.skill = $9))
"""
# The whole statement for each order, so that no value of an address ever meets the SQL.
_COLUMNS = {
    "changed": "c.changed_at",
    "handle": "c.handle",
    "hours": "c.weekly_minutes",
    "public": "c.public_years",
    "confirmed": "c.confirmed_at",
}
_ORDERS = {
    name: {
        is_down: f"{_SEARCH} order by {column}{' desc' if is_down else ''} nulls last, c.id"
        " limit $7 offset $8"
        for is_down in (False, True)
    }
    for name, column in _COLUMNS.items()
}
_BY_PERSON = """
select id, handle, kind, tier, state, headline, person from candidate
where person = any($1) and state <> 'draft'
order by handle
"""
_UNKNOWN = """
select 'skill' as kind, label, count(*) as many, min(candidate::text)::uuid as candidate
from claim where skill is null group by label
union all
select 'qualification', label, count(*), min(candidate::text)::uuid
from held_qualification where qualification is null group by label
order by many desc, label limit 500
"""
