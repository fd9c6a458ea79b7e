"""Plans and teams as the actor may see them."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.audit import queries as audit
from talentpool.dispatches.states import TURNS, PlanState
from talentpool.dispatches.tables import Plan
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current, elevated
from talentpool.needs import queries as needs
from talentpool.needs.states import MATCHED
from talentpool.needs.tables import Need
from talentpool.programmes import queries as programmes
from talentpool.programmes.schemas import Flow
from talentpool.reviews.states import CONTACTED, ProposalState

Row = dict[str, Any]
VIEWS = ("waiting", "proposed")


class Shown(msgspec.Struct, frozen=True):
    """All that a page about one plan shows."""

    need: Need
    plan: Plan | None
    team: list[Row]
    events: list[Row]
    today: date

    @property
    def people(self) -> list[Row]:
        """Who has accepted and stands by it: the team as the municipality knows it."""
        return [r for r in self.team if r["state"] in _ON_THE_TEAM and not r["is_withdrawn"]]


async def find(need_id: UUID) -> Plan | None:
    """The plan of a need, if there is one that the actor may see."""
    return await Plan.objects().where(Plan.need == need_id).first()


async def get(need_id: UUID) -> Plan:
    """The plan of a need.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    plan = await find(need_id)
    if plan is None:
        raise NotFound(f"plan of need {need_id}")
    return plan


async def need_of(need_id: UUID) -> Need:
    """A need of the dispatch flow.

    Raises:
        NotFound: the need is not the actor's to see, or goes the other way.
    """
    need = await needs.get(need_id)
    if (await programmes.get(need.programme)).flow is not Flow.DISPATCH:
        raise NotFound(f"need {need_id} has no plan")
    return need


async def shown(need_id: UUID) -> Shown:
    """A plan with its need, its team and its way so far: four statements.

    Raises:
        NotFound: the need is not the actor's to see.
    """
    need = await need_of(need_id)
    plan = await find(need_id)
    rows = await current().connection.fetch(_TEAM, need_id)
    team = [dict(row) | {"waits_for": _turn(row, plan)} for row in rows]
    events = await audit.trail(plan.id) if plan else []
    return Shown(need, plan, team, events, clock.today())


async def awaited(programmes: list[str], view: str) -> list[Row]:
    """Needs of these programmes that have no agreed plan yet, what is due first on top."""
    states = [str(state) for state in MATCHED]
    rows = await current().connection.fetch(_AWAITED, programmes, states, clock.today())
    return [dict(row) for row in rows if view in ("", _view(row))]


async def assignment(actor: Actor, proposal_id: UUID) -> Row:
    """What the actor is asked to take part in; of the need, only what the team must know.

    Raises:
        NotFound: it is not the actor's, or the actor was never asked.
    """
    states = [str(state) for state in CONTACTED]
    connection = current().connection
    row = await connection.fetchrow(_ASSIGNMENT, proposal_id, actor.person, states)
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    async with elevated("show_assignment"):
        asked = await connection.fetchrow(_ASKED_FOR, row["need"])
    return {**dict(asked), **dict(row)}


def is_overdue(row: Row, today: date) -> bool:
    """Whether the person has let the day pass by which an answer was asked for."""
    return row["answered_at"] is None and row["reply_by"] is not None and row["reply_by"] < today


def _turn(row: Any, plan: Plan | None) -> str | None:
    if row["is_withdrawn"]:
        return "coordinator"
    if row["state"] == ProposalState.ASSIGNED and plan and plan.state == PlanState.PROPOSED:
        return "municipality"
    return TURNS.get(ProposalState(row["state"]))


def _view(row: Any) -> str:
    return "proposed" if row["plan_state"] == PlanState.PROPOSED else "waiting"


_ON_THE_TEAM = frozenset({ProposalState.ASSIGNED, ProposalState.CONFIRMED})
_TEAM = """
select p.id, p.candidate, p.person, p.state, p.asked_at, p.answered_at, p.reply_by, p.changed_at,
       p.why, p.band, c.handle, c.headline, c.kind, c.weekly_minutes,
       p.state = 'assigned' and not exists (
           select from consent where person = p.person and need = p.need
           and withdrawn_at is null) as is_withdrawn
from proposal p join candidate c on c.id = p.candidate
where p.need = $1 and p.flow = 'dispatch' and p.state <> 'suggested' order by p.created_at
"""
_AWAITED = """
select n.id, n.number, n.title, n.state, n.programme, n.section_name, n.next_step_due_on,
       n.next_step_due_on < $3 as is_overdue, m.name as municipality_name,
       p.state as plan_state, p.changed_at, team.asked, team.assigned
from need n
join municipality m on m.code = n.municipality
left join plan p on p.need = n.id
left join lateral (
    select count(*) filter (where state = 'asked') as asked,
           count(*) filter (where state = 'assigned') as assigned
    from proposal where need = n.id
) team on true
where n.programme = any($1) and n.state = any($2)
order by n.next_step_due_on nulls last, n.number
"""
_ASSIGNMENT = """
select p.id, p.need, p.person, p.state, p.flow, p.band, p.why, p.reply_by, p.answered_at,
       m.name as municipality_name, plan.goals, plan.from_on, plan.to_on,
       plan.menus as plan_menus, plan.weekly_minutes as plan_minutes, plan.state as plan_state,
       p.state = 'assigned' and not exists (
           select from consent where person = p.person and need = p.need
           and withdrawn_at is null) as is_withdrawn
from proposal p
join municipality m on m.code = p.municipality
left join plan on plan.need = p.need
where p.id = $1 and p.person = $2 and p.state = any($3) and p.flow = 'dispatch'
"""
_ASKED_FOR = "select menus, from_month, to_month, weekly_minutes, remote from need where id = $1"
