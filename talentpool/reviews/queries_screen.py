"""What the review screen reads: a need, its run, the people around one place, one person whole.

Each is one statement, so that a page stays within eight.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from talentpool.hours.service import WEEK, monday
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current
from talentpool.reviews.schemas_screen import (
    WEEKS,
    Entry,
    ProposalShown,
    QueueRow,
    entry_of,
    years_since,
)

Row = Mapping[str, Any]
PLACES = 20
OTHERS_SHOWN = 20


async def need(need_id: UUID) -> Row:
    """A need with what it asks for, where it comes from, who is in charge.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    row = await current().connection.fetchrow(_NEED, need_id)
    if row is None:
        raise NotFound(f"need {need_id}")
    return dict(row)


async def run(need_id: UUID) -> Row | None:
    """The newest run of a need, with the name of its scorer; None before the first."""
    row = await current().connection.fetchrow(_RUN, need_id)
    return dict(row) if row else None


async def entries(need: Row, run: Row, *, page: int, chosen: tuple[UUID, ...] = ()) -> list[Entry]:
    """The people of one page of the ranking, the first of those who are out, and the *chosen*."""
    first = first_week(need)
    rows = await current().connection.fetch(
        _ENTRIES,
        run["id"],
        need["id"],
        first,
        first + WEEK * (WEEKS - 1),
        (page - 1) * PLACES + 1,
        page * PLACES,
        run["eligible_count"] + OTHERS_SHOWN,
        list(chosen),
    )
    return [entry_of(row, need, first) for row in rows]


async def person(run_id: UUID, need_id: UUID, candidate_id: UUID) -> Row:
    """One person of a run with all that speaks for and against them.

    Raises:
        NotFound: the run does not have them.
    """
    found = await persons(run_id, need_id, (candidate_id,))
    if not found:
        raise NotFound(f"candidate {candidate_id} in run {run_id}")
    return found[0]


async def persons(run_id: UUID, need_id: UUID, candidate_ids: tuple[UUID, ...]) -> list[Row]:
    """Several people of a run, in the order of their places."""
    rows = await current().connection.fetch(_PERSONS, run_id, need_id, list(candidate_ids))
    today = clock.today()
    return [{**row, "years": years_since(row["since"], today)} for row in rows]


async def ranking(run_id: UUID, need_id: UUID) -> list[Row]:
    """Everybody that a run has kept, in the order of their places, for a file."""
    rows = await current().connection.fetch(_RANKING, run_id, need_id)
    return [dict(row) for row in rows]


async def proposals(need_id: UUID) -> list[ProposalShown]:
    """Everybody about whom something was decided, with every decision, newest first."""
    rows = await current().connection.fetch(_PROPOSALS, need_id)
    return [ProposalShown(**row) for row in rows]


async def queue(states: list[str]) -> list[QueueRow]:
    """Needs under review: what is undecided, who is in charge, what is due when."""
    rows = await current().connection.fetch(_QUEUE, states)
    today = clock.today()
    return [QueueRow(**row, today=today) for row in rows]


def first_week(need: Row) -> date:
    """Where the twelve weeks begin: this week, or the week in which the need does."""
    begins = need["from_month"] or clock.today()
    return max(monday(clock.today()), monday(begins + timedelta(days=4)))


_NEED = """
select n.*, m.name as municipality_name, a.display_name as assignee_name,
    coalesce(nullif(n.section_name, ''), s.name, '') as section_shown,
    coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'label', k.label,
        'code', k.code, 'level', k.level) order by k.position)
        from need_skill k where k.need = n.id), '[]') as skills
from need n
join municipality m on m.code = n.municipality
left join section s on s.id = n.section
left join account a on a.id = n.assignee
where n.id = $1
"""
_RUN = """
select r.*, v.name as scorer_name from match_run r join scorer_version v on v.id = r.scorer
where r.need = $1 order by r.finished_at desc limit 1
"""
_ENTRIES = """
select s.candidate, s.rank, s.is_eligible, s.points, s.low, s.high, s.failures, s.checks,
    c.handle, c.headline, c.weekly_minutes, c.available_from, c.available_to,
    career.role, career.since, p.state, i.answer,
    coalesce(ledger.weeks, '{}') as weeks
from suggestion s
join candidate c on c.id = s.candidate
left join lateral (
    select (array_agg(role order by to_month desc nulls first, position))[1] as role,
           min(from_month) as since
    from career where candidate = c.id
) career on true
left join proposal p on p.need = $2 and p.candidate = s.candidate
left join interest i on i.need = $2 and i.candidate = s.candidate and i.withdrawn_at is null
left join lateral (
    select jsonb_object_agg(week, capacity - held - booked) as weeks
    from week_ledger where candidate = c.id and week between $3 and $4
) ledger on true
where s.run = $1 and (
    (s.is_eligible and s.rank between $5 and $6) or (not s.is_eligible and s.rank <= $7)
    or s.candidate = any($8))
order by s.rank
"""
_PERSONS = """
select s.*, c.handle, c.ref, c.headline, c.free_text, c.kind, c.tier, c.state as candidate_state,
    c.weekly_minutes, c.slots, c.available_from, c.available_to, c.remote, c.area_codes,
    c.programmes, c.affiliated_vendors, c.public_years, c.public_kinds, c.side_job_permission,
    career.role, career.since, i.answer, i.reason as answer_reason, i.answered_at,
    coalesce((select jsonb_agg(to_jsonb(k) order by k.position) from career k
        where k.candidate = c.id), '[]') as careers,
    coalesce((select jsonb_agg(to_jsonb(k) order by k.position) from claim k
        where k.candidate = c.id), '[]') as claims,
    coalesce((select jsonb_agg(to_jsonb(k) order by k.position) from held_qualification k
        where k.candidate = c.id), '[]') as qualifications
from suggestion s
join candidate c on c.id = s.candidate
left join lateral (
    select (array_agg(role order by to_month desc nulls first, position))[1] as role,
           min(from_month) as since
    from career where candidate = c.id
) career on true
left join interest i on i.need = $2 and i.candidate = s.candidate and i.withdrawn_at is null
    and i.answer is not null
where s.run = $1 and s.candidate = any($3)
order by s.rank
"""
_RANKING = """
select s.rank, s.is_eligible, s.points, s.low, s.high, s.parts, s.failures, s.checks, c.handle,
    p.state, i.answer
from suggestion s
join candidate c on c.id = s.candidate
left join proposal p on p.need = $2 and p.candidate = s.candidate
left join interest i on i.need = $2 and i.candidate = s.candidate and i.withdrawn_at is null
where s.run = $1 order by s.rank
"""
_PROPOSALS = """
select p.id, p.candidate, p.person, p.flow, p.state, p.version, p.contact_due_at, p.asked_at,
    p.reply_by, p.answered_at, p.changed_at, p.state_reason, c.handle, said.decisions
from proposal p
join candidate c on c.id = p.candidate
cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('verb', d.verb, 'reason', d.reason,
        'comment', d.comment, 'by', a.display_name, 'at', d.decided_at)
        order by d.decided_at desc), '[]') as decisions
    from decision d left join account a on a.id = d.decided_by where d.proposal = p.id
) said
where p.need = $1 order by p.changed_at desc
"""
_QUEUE = """
select n.id, n.number, n.title, n.state, n.programme, n.assignee, n.next_step,
    coalesce(n.next_step_due_on, n.promised_reply_on) as due_on, n.opened_at,
    m.name as municipality_name, a.display_name as assignee_name,
    run.eligible_count, run.status, coalesce(p.decided, 0) as decided
from need n
join municipality m on m.code = n.municipality
left join account a on a.id = n.assignee
left join lateral (
    select eligible_count, status from match_run r
    where r.need = n.id order by finished_at desc limit 1
) run on true
left join lateral (
    select count(*) filter (where state <> 'suggested') as decided from proposal where need = n.id
) p on true
where n.state = any($1)
order by due_on nulls last, n.opened_at
limit 500
"""
