"""What the sides of a placement see."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.audit import queries as audit
from talentpool.kit.errors import IllegalMove, NotFound
from talentpool.kit.scope import current
from talentpool.needs.schemas_interchange import TermsRecord
from talentpool.needs.tables import Terms
from talentpool.placements.schemas import Condition
from talentpool.placements.states import AGREED, WAITS_FOR
from talentpool.reviews.states import CONTACTED, ProposalState

Row = dict[str, Any]


async def terms(need_id: UUID) -> list[Row]:
    """All that was ever stated of a need's terms, the oldest first."""
    return await Terms.select().where(Terms.need == need_id).order_by(Terms.revision)


async def terms_in_force(need_id: UUID) -> Row:
    """The terms as they stand.

    Raises:
        IllegalMove: none were stated, so nobody can be asked.
    """
    stated = await terms(need_id)
    if not stated:
        raise IllegalMove(f"need {need_id} has no terms", code="terms_missing")
    return stated[-1]


def conditions(stated: Iterable[Row], seen: int | None) -> list[Condition]:
    """The terms in force, each beside what it was in the revision *seen* before."""
    by_revision = {row["revision"]: msgspec.convert(row["fields"], TermsRecord) for row in stated}
    if not by_revision:
        return []
    now = by_revision[max(by_revision)]
    before = by_revision.get(seen or 0, now)
    return [
        Condition(name, getattr(before, name), getattr(now, name))
        for name in TermsRecord.__struct_fields__
        if before.has(name) or now.has(name)
    ]


async def offers(actor: Actor) -> list[Row]:
    """All that the actor was asked for, in either flow; what waits for an answer comes first."""
    if actor.person is None:
        return []
    states = [str(state) for state in CONTACTED]
    rows = await current().connection.fetch(_OFFERS, actor.person, states, _WITH_CONSENT)
    return [dict(row) for row in rows]


async def offer(actor: Actor, proposal_id: UUID) -> Row:
    """What the actor was asked for, with the face of the need; either flow.

    Raises:
        NotFound: it is not the actor's, or the actor was never asked.
    """
    states = [str(state) for state in CONTACTED]
    connection = current().connection
    row = await connection.fetchrow(_OFFER, proposal_id, actor.person, states, _WITH_CONSENT)
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    return dict(row)


async def people(need_id: UUID, proposal_id: UUID | None = None) -> list[Row]:
    """The proposals of a need as the actor may see them, with person, date, and whose turn it is.

    A municipality gets only those who were referred to it and whose consent stands.
    """
    rows = await current().connection.fetch(_PEOPLE, need_id, proposal_id)
    return [dict(row) | _turn(row) for row in rows]


async def person(need_id: UUID, proposal_id: UUID) -> Row:
    """One of them.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    found = await people(need_id, proposal_id)
    if not found:
        raise NotFound(f"proposal {proposal_id} of need {need_id}")
    return found[0]


async def history(subject_id: UUID) -> tuple[list[Row], dict[UUID, str]]:
    """What happened to something, oldest first, and what those who did it are called."""
    events: list[Row] = list(await audit.trail(subject_id))
    return events, await accounts.names([event["actor"] for event in events if event["actor"]])


def is_overdue(row: Row, today: date) -> bool:
    """Whether the person has let the day pass by which an answer was asked for."""
    return row["answered_at"] is None and row["reply_by"] is not None and row["reply_by"] < today


def _turn(row: Any) -> Row:
    return {"waits_for": WAITS_FOR.get(ProposalState(row["state"]))}


# Until it ends, a proposal in one of these goes nowhere without the person's consent.
_WITH_CONSENT = [str(state) for state in (*AGREED, ProposalState.ASSIGNED)]
_OFFERS = """
select p.id, p.flow, p.state, p.asked_at, p.answered_at, p.reply_by, p.changed_at,
       m.name as municipality_name, coalesce(o.public_title, '') as title,
       p.state = any($3) and not exists (
           select from consent where person = p.person and need = p.need
           and withdrawn_at is null) as is_withdrawn
from proposal p
join municipality m on m.code = p.municipality
left join opening o on o.need = p.need and p.flow = 'placement'
where p.person = $1 and p.state = any($2)
order by p.answered_at is null and p.state in ('consent_requested', 'asked') desc,
         p.changed_at desc
"""
_OFFER = """
select p.*, m.name as municipality_name, o.public_title, o.public_text, o.from_month, o.to_month,
       o.weekly_minutes, o.location_code, o.remote, o.appointment_type,
       s.kind as selection_kind, s.held_on, s.starts_at, s.place, s.result,
       c.public_years = 0 and c.public_kinds = '{}' and c.basic_course_on is null as lacks_course,
       p.state = any($4) and not exists (
           select from consent where person = p.person and need = p.need
           and withdrawn_at is null) as is_withdrawn
from proposal p
join municipality m on m.code = p.municipality
left join opening o on o.need = p.need
left join selection s on s.proposal = p.id and s.superseded_at is null
left join candidate c on c.id = p.candidate
where p.id = $1 and p.person = $2 and p.state = any($3)
"""
_PEOPLE = """
select p.*, c.handle, c.headline, c.kind, c.public_years, c.public_kinds, c.weekly_minutes,
       c.remote, c.available_from, c.available_to, c.free_text, c.basic_course_on,
       s.kind as selection_kind, s.held_on, s.starts_at, s.place, s.result, s.reason, s.note,
       s.position,
       exists (select from consent where person = p.person and need = p.need
               and municipality = p.municipality and withdrawn_at is null) as has_consent,
       coalesce((select max(revision) from terms where need = p.need), 0) as present_revision
from proposal p
join candidate c on c.id = p.candidate
left join selection s on s.proposal = p.id and s.superseded_at is null
where p.need = $1 and ($2::uuid is null or p.id = $2) and p.state <> 'suggested'
order by s.position nulls last, p.created_at
"""
