"""Taking a consent back, with what follows from it in either flow."""

from uuid import UUID

from talentpool.actor import Actor
from talentpool.dispatches import service as dispatches
from talentpool.identity import service as identity
from talentpool.kit.scope import verb
from talentpool.placements import service as placements
from talentpool.placements.states import AGREED
from talentpool.reviews import queries as proposals
from talentpool.reviews.states import ProposalState

_FOLLOW = {"placement": placements.follow_withdrawal, "dispatch": dispatches.follow_withdrawal}
_AFFECTED = {
    *AGREED,
    ProposalState.APPOINTED,
    ProposalState.ASSIGNED,
    ProposalState.CONFIRMED,
}


@verb
async def withdraw(actor: Actor, consent_id: UUID) -> None:
    """Take one's consent back: at once nothing is shown any more, and nothing more is sent.

    Those who waited for the person, or work with them, are told; what becomes of the proposal is
    for the coordinator to settle with the person.

    Raises:
        NotFound: it is not the actor's.
        IllegalMove: it was taken back before.
    """
    consent = await identity.withdraw_consent(actor, consent_id)
    if consent.need is None:
        return
    for proposal in await proposals.of_need(consent.need):
        if proposal.person == consent.person and proposal.state in _AFFECTED:
            await _FOLLOW[proposal.flow](actor, proposal)
