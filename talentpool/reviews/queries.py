"""Proposals as the actor may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from talentpool.identity.tables import Consent
from talentpool.kit.errors import NotFound
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
