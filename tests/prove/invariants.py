"""What must be true after every step and every fault, as one question to the database."""

import asyncpg

# Each row: what is wrong, and of what. An empty answer is the only right one.
INVARIANTS = """
select 'hours: sums are not their entries' as wrong, w.candidate::text as subject
from week_ledger w
left join lateral (
    select coalesce(sum(minutes) filter (where kind = 'held'), 0) as held,
           coalesce(sum(minutes) filter (where kind = 'booked'), 0) as booked
    from hours_entry e
    where e.candidate = w.candidate and e.week = w.week and e.released_at is null
) live on true
where (w.held, w.booked) <> (live.held, live.booked)
union all
select 'hours: over-booked', candidate::text from week_ledger where held + booked > capacity
union all
select 'proposal: agreed without an engagement', p.id::text from proposal p
where p.state in ('appointed', 'confirmed')
  and not exists (select from engagement e where e.proposal = p.id)
union all
select 'engagement: without an agreed proposal', e.id::text from engagement e
join proposal p on p.id = e.proposal where p.state not in ('appointed', 'confirmed')
union all
select 'need: more people than asked for', n.id::text from need n
where (select count(*) from engagement e where e.need = n.id and e.flow = 'placement')
      > n.headcount
union all
select 'proposal: seen by a town without consent', p.id::text from proposal p
where p.is_referred and not exists (
    select from consent c where c.person = p.person and c.need = p.need)
union all
select 'proposal: asked without a decision', p.id::text from proposal p
where p.asked_at is not null and not exists (
    select from decision d where d.proposal = p.id and d.verb = 'approve')
union all
select 'decision: without actor or reason', d.id::text from decision d
where d.decided_by is null or (d.verb in ('approve', 'hold', 'not_refer') and d.reason is null)
union all
select 'trail: last event is not the state', s.id::text
from (
    select id, state from proposal where version > 1
    union all select id, state from need where version > 1
    union all select id, state from engagement where version > 1
    union all select id, state from plan where version > 1
) s
left join lateral (
    select after from audit_event a where a.subject_id = s.id::text and a.after is not null
    order by seq desc limit 1
) last on true
where last.after is not null and last.after <> s.state
union all
select 'trail: a change without an event', s.id::text
from (
    select id, version from proposal
    union all select id, version from need
    union all select id, version from engagement
    union all select id, version from plan
) s
where (select count(*) from audit_event a where a.subject_id = s.id::text) < s.version - 1
union all
select 'trail: broken link', seq::text from (
    select seq, hash = sha256(prev || audit_body(e)) as own,
           prev = coalesce(lag(hash) over (order by seq), '\\x00'::bytea) as linked
    from audit_event e
) chain where not (own and linked)
union all
select 'need: a run twice', need::text from match_run
group by need, need_revision, scorer, generation having count(*) > 1
"""
EVERYTHING = "select set_config('app.role', 'system', false)"


async def broken(connection: asyncpg.Connection) -> list[str]:
    """Every broken invariant, as the service itself sees the rows."""
    rows = await connection.fetch(INVARIANTS)
    return [f"{row['wrong']} ({row['subject']})" for row in rows]


async def witness(dsn: str) -> asyncpg.Connection:
    """A connection that sees all rows, to put the question on."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(EVERYTHING)
    return connection
