"""Proposals as the actor may see them, and the coordinator's queue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from talentpool.identity.tables import Consent
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current
from talentpool.needs.states import MATCHED
from talentpool.reviews.tables import Decision, Proposal

Row = dict[str, Any]


async def get(proposal_id: UUID) -> Proposal:
    """One proposal.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    found = await Proposal.objects().where(Proposal.id == proposal_id).first()
    if found is None:
        raise NotFound(f"proposal {proposal_id}")
    return found


async def find(need_id: UUID, candidate_id: UUID) -> Proposal | None:
    """The proposal of a person for a need, once somebody has decided about it."""
    return (
        await Proposal.objects()
        .where(Proposal.need == need_id, Proposal.candidate == candidate_id)
        .first()
    )


async def of_need(need_id: UUID) -> list[Proposal]:
    """All proposals of a need, the oldest first."""
    return await Proposal.objects().where(Proposal.need == need_id).order_by(Proposal.created_at)


async def live_of_need(need_id: UUID) -> list[Proposal]:
    """Those that may still lead somewhere."""
    return [p for p in await of_need(need_id) if p.state in LIVE]


async def decisions(proposal_ids: Sequence[UUID]) -> list[Row]:
    """What was decided about these proposals, newest first."""
    if not proposal_ids:
        return []
    return (
        await Decision.select()
        .where(Decision.proposal.is_in(list(proposal_ids)))
        .order_by(Decision.decided_at, ascending=False)
    )


async def live_consents(person: UUID, need_id: UUID) -> list[UUID]:
    """What a person has agreed to for this need and not taken back: ids of consents."""
    rows = await Consent.select(Consent.id).where(
        Consent.person == person, Consent.need == need_id, Consent.withdrawn_at.is_null()
    )
    return [row["id"] for row in rows]


async def queue() -> list[Row]:
    """Needs under review: what is undecided, who is in charge, what is due when."""
    states = [str(state) for state in MATCHED]
    rows = await current().connection.fetch(_QUEUE, states)
    return [dict(row) for row in rows]


LIVE = frozenset(
    {
        "held",
        "approved",
        "consent_requested",
        "consented",
        "referred",
        "selection_set",
        "selected",
        "accepted",
        "asked",
        "assigned",
    }
)

_QUEUE = """
select n.id, n.number, n.title, n.state, n.programme, n.assignee, n.next_step, n.next_step_due_on,
       n.promised_reply_on, n.opened_at, m.name as municipality_name, n.section_name,
       run.eligible_count, run.status, run.finished_at,
       coalesce(p.decided, 0) as decided, coalesce(p.contacted, 0) as contacted
from need n
join municipality m on m.code = n.municipality
left join lateral (
    select eligible_count, status, finished_at from match_run r
    where r.need = n.id order by finished_at desc limit 1
) run on true
left join lateral (
    select count(*) filter (where state <> 'suggested') as decided,
           count(*) filter (where asked_at is not null) as contacted
    from proposal where need = n.id
) p on true
where n.state = any($1)
order by n.next_step_due_on nulls last, n.promised_reply_on nulls last, n.opened_at
"""
