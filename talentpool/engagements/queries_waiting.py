"""すること: everything that waits for the actor, of whatever kind, what is due first on top."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.kit import clock
from talentpool.kit.scope import current
from talentpool.needs.states import CLOSED, MATCHED

# A report is asked for when so many days of the term are left.
REPORT_DAYS = 7
# Where each kind of thing is done; what is to be done is the label `waiting.<kind>`.
PATHS = {
    "submit": "/needs/{need}/check",
    "answer": "/needs/{need}",
    "approval": "/needs/{need}",
    "confirm_plan": "/needs/{need}/plan",
    "set_selection": "/needs/{need}/people/{subject}",
    "selection": "/needs/{need}/people/{subject}",
    "result": "/needs/{need}/people/{subject}",
    "appoint": "/needs/{need}/people/{subject}",
    "prepare": "/engagements/{subject}",
    "report": "/engagements/{subject}",
    "close": "/engagements/{subject}",
    "offer": "/my/proposals/{subject}",
    "request": "/my/assignments/{subject}",
    "terms": "/my/proposals/{subject}",
    "own_report": "/my/engagements/{subject}",
    "extension": "/my/engagements/{subject}",
    "interview": "/interviews/{subject}",
    "write_plan": "/plans/{need}",
    "revise_plan": "/plans/{need}",
    "triage": "/triage/{need}",
    "screen": "/screening/{subject}",
    "refer": "/needs/{need}/people/{subject}",
    "lost_offer": "/needs/{need}/people/{subject}",
    "lost_request": "/plans/{need}",
    "late_offer": "/needs/{need}/people/{subject}",
    "late_request": "/plans/{need}",
    "late_work": "/engagements/{subject}",
}


class Waiting(msgspec.Struct, frozen=True):
    """One thing to do."""

    kind: str
    subject: UUID
    need: UUID | None
    number: str
    title: str
    municipality: str | None
    handle: str | None
    due_on: date | None
    is_overdue: bool

    @property
    def path(self) -> str:
        """The page on which it is done."""
        return PATHS[self.kind].format(need=self.need, subject=self.subject)


async def waiting(actor: Actor) -> list[Waiting]:
    """All that waits for *actor*: of the own section, of one's own person, of one's desk."""
    asked = [_ASKED[actor.role]] if actor.role in _ASKED else []
    if actor.person is not None:
        asked.append(_OWN)
    today = clock.today()
    closed, matched = ([str(state) for state in states] for states in (CLOSED, MATCHED))
    values = {
        _MUNICIPAL: (actor.section, closed, today, REPORT_DAYS),
        _OWN: (actor.person, today, REPORT_DAYS),
        _EXPERT: (actor.person,),
        _PLANNER: (matched,),
        _COORDINATOR: (actor.account, today),
    }
    found: list[Any] = []
    for statement in asked:
        found += await current().connection.fetch(statement, *values[statement])
    rows = [_row(row, today) for row in found]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or today, row.number))


def _row(row: Any, today: date) -> Waiting:
    is_overdue = row["due_on"] is not None and row["due_on"] < today
    return msgspec.convert({**row, "is_overdue": is_overdue}, Waiting)


_MUNICIPAL = """
with own as (
    select id, number, title, state, approval_since, approval_expected_on, next_step_due_on
    from need
    where municipality = app_tenant() and (section = $1 or section is null)
      and state <> all($2::text[])
)
select 'submit' as kind, id as subject, id as need, number, title, null as municipality,
       null as handle, null::date as due_on
from own where state in ('draft', 'clarifying')
union all
select 'answer', id, id, number, title, null, null, next_step_due_on
from own where state = 'returned'
   or exists (select from question q where q.need = own.id and q.answered_at is null)
union all
select 'approval', id, id, number, title, null, null, approval_expected_on
from own where approval_since is not null and approval_expected_on <= $3
union all
select 'confirm_plan', own.id, own.id, number, title, null, null, next_step_due_on
from own join plan on plan.need = own.id and plan.state = 'proposed'
union all
select case when p.state = 'referred' then 'set_selection' when p.state = 'accepted' then 'appoint'
            when s.held_on < $3 then 'result' else 'selection' end,
       p.id, own.id, number, title, null, c.handle,
       case when p.state = 'selection_set' then s.held_on end
from own
join proposal p on p.need = own.id and p.flow = 'placement'
left join candidate c on c.id = p.candidate
left join selection s on s.proposal = p.id and s.superseded_at is null
where p.state in ('referred', 'selection_set')
   or (p.state = 'accepted' and p.terms_revision = (
       select max(revision) from terms where terms.need = own.id))
union all
select case e.state when 'preparing' then 'prepare' when 'active' then 'report' else 'close' end,
       e.id, own.id, number, title, null, c.handle,
       case e.state when 'preparing' then e.from_on else e.to_on end
from own
join engagement e on e.need = own.id
left join candidate c on c.id = e.candidate
where e.state in ('preparing', 'reporting')
   or (e.state = 'active' and e.to_on <= $3::date + $4::int)
"""
# Terms that were changed after the person had agreed are theirs to agree to once more.
_OWN = """
select case when p.state = 'asked' then 'request' when p.state = 'consent_requested' then 'offer'
            else 'terms' end as kind,
       p.id as subject, p.need, '' as number, coalesce(o.public_title, '') as title,
       m.name as municipality, null as handle, p.reply_by as due_on
from proposal p
join municipality m on m.code = p.municipality
left join opening o on o.need = p.need and p.flow = 'placement'
where p.person = $1 and (
    p.state in ('asked', 'consent_requested')
    or exists (select from consent where consent.person = p.person and consent.need = p.need
               and consent.withdrawn_at is null)
    and (p.state = 'selected' or (p.state = 'accepted' and p.terms_revision < (
        select max(revision) from terms where terms.need = p.need))))
union all
select case when e.offered_at is null then 'own_report' else 'extension' end,
       e.id, e.need, '', coalesce(o.public_title, ''), m.name, null, e.to_on
from engagement e
join municipality m on m.code = e.municipality
left join opening o on o.need = e.need and e.flow = 'placement'
where e.person = $1 and e.state = 'active'
  and (e.offered_at is not null or e.to_on <= $2::date + $3::int)
"""
_EXPERT = """
select 'interview' as kind, id as subject, null::uuid as need, '' as number, headline as title,
       null as municipality, handle, next_step_due_on as due_on
from candidate where state = 'interview' and person is distinct from $1
"""
_PLANNER = """
select case when plan.state = 'returned' then 'revise_plan' else 'write_plan' end as kind,
       n.id as subject, n.id as need, n.number, n.title, m.name as municipality, null as handle,
       n.next_step_due_on as due_on
from need n
join programme line on line.key = n.programme and line.retired_at is null
join municipality m on m.code = n.municipality
left join plan on plan.need = n.id
where line.flow = 'dispatch' and n.state = any($1) and coalesce(plan.state, 'draft')
      in ('draft', 'returned')
"""
# Of a coordinator's desk: what is the coordinator's own, and what is nobody's yet.
_COORDINATOR = """
with open_need as (
    select n.id, n.number, n.title, n.state, n.next_step_due_on, m.name as municipality
    from need n join municipality m on m.code = n.municipality
    where n.assignee is null or n.assignee = $1
), answered as (
    select p.*, c.handle, not exists (
        select from consent where consent.person = p.person and consent.need = p.need
        and consent.withdrawn_at is null) as is_lost
    from proposal p join candidate c on c.id = p.candidate
)
select 'triage' as kind, id as subject, id as need, number, title, municipality, null as handle,
       next_step_due_on as due_on
from open_need where state = 'submitted'
union all
select 'screen', id, null, '', headline, null, handle, next_step_due_on
from candidate where state in ('submitted', 'screening', 'on_hold')
                 and (assignee is null or assignee = $1)
union all
select case when p.answered_at is null then case p.flow when 'dispatch' then 'late_request'
                                                        else 'late_offer' end
            when not p.is_lost then 'refer'
            when p.flow = 'dispatch' then 'lost_request' else 'lost_offer' end,
       p.id, n.id, n.number, n.title, n.municipality, p.handle,
       case when p.answered_at is null then p.reply_by end
from open_need n join answered p on p.need = n.id
where (p.state in ('consent_requested', 'asked') and p.reply_by < $2)
   or p.state = 'consented'
   or (p.is_lost and p.state in ('referred', 'selection_set', 'selected', 'accepted', 'assigned'))
union all
select 'late_work', e.id, n.id, n.number, n.title, n.municipality, c.handle,
       case e.state when 'preparing' then e.from_on else e.to_on end
from open_need n join engagement e on e.need = n.id join candidate c on c.id = e.candidate
where (e.state = 'preparing' and e.from_on < $2)
   or (e.state in ('active', 'reporting') and e.to_on < $2)
"""
_ASKED = {
    **dict.fromkeys(MUNICIPAL, _MUNICIPAL),
    Role.EXPERT: _EXPERT,
    Role.PLANNER: _PLANNER,
    Role.COORDINATOR: _COORDINATOR,
}
