"""What becomes of the other proposals when a need is filled, called off, or given up."""

from uuid import UUID

from talentpool.actor import Actor
from talentpool.kit.scope import elevated, verb
from talentpool.notifications import service as notifications
from talentpool.reviews import queries
from talentpool.reviews.service import move

FILLED = "other_candidate"
ENDED = "no_longer_needed"


@verb
async def lapse_rest(actor: Actor, need_id: UUID, reason: str = FILLED) -> int:
    """Let everything lapse that still waits for a need; whoever was asked is told. How many."""
    async with elevated("release_siblings"):
        live = await queries.live_of_need(need_id)
        for proposal in live:
            was_asked = proposal.asked_at is not None
            await move(actor, proposal, "lapse", state_reason=reason)
            if was_asked:
                await notifications.notify(
                    actor,
                    "proposal.lapsed" if reason == FILLED else "proposal.ended",
                    person=proposal.person,
                    subject="proposal",
                    subject_id=proposal.id,
                    path=f"/my/proposals/{proposal.id}",
                )
    return len(live)
