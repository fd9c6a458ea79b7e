"""What is past its limit, by rule; the same question for the page, the dry run and the run."""

from datetime import datetime, timedelta
from typing import Any

from talentpool.candidates.service_membership import months_ago
from talentpool.kit.db import dump_json
from talentpool.kit.scope import current, elevated
from talentpool.rights.schemas import Due, Rule, retention

Row = dict[str, Any]


def limits() -> dict[str, datetime]:
    """Until when each rule counts, seen from now."""
    return {rule.code: _limit(rule) for rule in retention().rule}


async def due(code: str) -> list[Any]:
    """The ids of what *code* would take now."""
    async with elevated("retention"):
        rows = await current().connection.fetch(DUE[code], dump_json(limits()))
    return [row["id"] for row in rows]


async def preview() -> list[Due]:
    """What the next run would take, rule by rule: one statement."""
    async with elevated("retention"):
        rows = await current().connection.fetch(_ALL, dump_json(limits()))
    counts = {row["rule"]: row["row_count"] for row in rows}
    until = limits()
    return [Due(rule, until[rule.code], counts[rule.code]) for rule in retention().rule]


async def last_run() -> list[Row]:
    """What the newest run has taken, rule by rule; empty before the first."""
    rows = await current().connection.fetch(
        "select rule, row_count, at from retention_run where run = "
        "(select run from retention_run order by at desc limit 1)"
    )
    return [dict(row) for row in rows]


def _limit(rule: Rule) -> datetime:
    return months_ago(rule.months) - timedelta(days=rule.days)


# A rule takes nothing of what another takes: drafts that are due don't keep a registration.
DUE = {
    "receipts": """
        select key as id from receipt where at < ($1::jsonb ->> 'receipts')::timestamptz
    """,
    "drafts": """
        select id from candidate_draft where saved_at < ($1::jsonb ->> 'drafts')::timestamptz
    """,
    "invitations": """
        select id from invitation
        where expires_at < ($1::jsonb ->> 'invitations')::timestamptz
          and (email <> '' or introduction <> '')
    """,
    "notices": """
        select id from notice where due_at < ($1::jsonb ->> 'notices')::timestamptz
    """,
    "placement_words": """
        select s.id from selection s join proposal p on p.id = s.proposal
        left join engagement e on e.proposal = p.id
        where (s.note <> '' or s.place <> '')
          and case when e.id is null
              then p.state in ('declined', 'lapsed', 'not_selected')
                   and p.changed_at < ($1::jsonb ->> 'placement_words')::timestamptz
              else e.state in ('closed', 'ended_early', 'extended')
                   and e.closed_at < ($1::jsonb ->> 'placement_words')::timestamptz end
    """,
    "unfinished_registrations": """
        select c.person as id from candidate c
        where c.state = 'draft'
          and c.changed_at < ($1::jsonb ->> 'unfinished_registrations')::timestamptz
          and not exists (
              select from candidate_draft d where d.candidate = c.id
                and d.saved_at >= ($1::jsonb ->> 'drafts')::timestamptz)
        union all
        select a.person from account a
        where a.role = 'candidate' and a.state <> 'closed'
          and a.created_at < ($1::jsonb ->> 'unfinished_registrations')::timestamptz
          and not exists (select from candidate c where c.person = a.person)
    """,
    "ended_registrations": """
        select c.person as id from candidate c
        where c.state in ('withdrawn', 'declined', 'expired')
          and not exists (select from erasure_journal j where j.person = c.person)
          and coalesce(
              (select max(at) from audit_event
               where subject_id = c.id::text and after = c.state), c.changed_at)
              < ($1::jsonb ->> 'ended_registrations')::timestamptz
          and not exists (
              select from proposal p where p.person = c.person and p.asked_at is not null
                and p.state not in (
                    'declined', 'lapsed', 'not_selected', 'not_referred', 'appointed', 'confirmed'))
          and not exists (
              select from engagement e where e.person = c.person
                and (e.closed_at is null
                     or e.closed_at >= ($1::jsonb ->> 'ended_registrations')::timestamptz))
    """,
}
_ALL = " union all ".join(
    f"select '{code}' as rule, count(*) as row_count from ({statement}) due"  # noqa: S608 ours
    for code, statement in DUE.items()
)
