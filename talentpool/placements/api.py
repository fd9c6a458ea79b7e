"""The people proposed for a need, as each side may see them, and the steps of a placement."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from talentpool.actor import Actor, Role
from talentpool.candidates.queries_notices import redacted
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import (
    Listing,
    Moved,
    PageNumber,
    Seen,
    act,
    api_router,
    listing,
    offset_of,
    read,
)
from talentpool.kit.scope import reading
from talentpool.needs import queries as needs
from talentpool.placements import queries, service
from talentpool.placements.schemas_api import (
    NotSelectIn,
    ProposalOut,
    SelectIn,
    SelectionIn,
    SelectionOut,
)
from talentpool.programmes.schemas import Flow
from talentpool.reviews import queries as proposals
from talentpool.reviews.states import Band, ProposalState

_SAME = (
    "id", "candidate", "handle", "version", "why", "waits_for", "terms_revision",
    "changed_at",
)  # fmt: skip
_INSIDE = (
    "asked_at", "reply_by", "answered_at", "contact_due_at", "state_reason", "is_referred",
)  # fmt: skip
_OF_SELECTION = ("held_on", "place", "result", "reason", "position")


@read("/needs/{need_id:uuid}/proposals", name="list_proposals")
async def list_proposals(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    page: PageNumber = 1,
) -> Listing[ProposalOut]:
    """The people proposed for a need; a municipality gets those who agreed to be referred to it."""
    async with reading(actor):
        await needs.get(need_id)
        found = await queries.people(need_id)
    shown = found[offset_of(page) : offset_of(page) + PAGE_SIZE]
    return listing(request, [_proposal(actor, row) for row in shown], len(found), page)


@act("/proposals/{proposal_id:uuid}/refer", name="refer")
async def refer(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[Seen]
) -> Moved:
    """Show somebody who has agreed to the municipality."""
    await service.refer(actor, proposal_id, seen=data.seen)
    return await _moved(actor, proposal_id)


@act("/proposals/{proposal_id:uuid}/selection", name="set_selection")
async def set_selection(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[SelectionIn]
) -> Moved:
    """Fix the date of the municipality's own selection; a new date takes the old one's place."""
    await service.set_selection(
        actor,
        proposal_id,
        kind=data.kind,
        held_on=data.held_on,
        starts_at=data.begins,
        place=data.place,
        seen=data.seen,
    )
    return await _moved(actor, proposal_id)


@act("/proposals/{proposal_id:uuid}/select", name="select_person")
async def select_person(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[SelectIn]
) -> Moved:
    """Choose the person; the municipality's own decision."""
    await service.select(actor, proposal_id, position=data.position, seen=data.seen)
    return await _moved(actor, proposal_id)


@act("/proposals/{proposal_id:uuid}/not-select", name="not_select_person")
async def not_select_person(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[NotSelectIn]
) -> Moved:
    """Choose somebody else, or nobody; the municipality's own decision."""
    await service.not_select(actor, proposal_id, data.reason, data.note, seen=data.seen)
    return await _moved(actor, proposal_id)


def _proposal(actor: Actor, row: queries.Row) -> ProposalOut:
    inside = _INSIDE if actor.role is Role.COORDINATOR else ()
    return ProposalOut(
        **{name: row[name] for name in (*_SAME, *inside)},
        headline=redacted(row["headline"]),
        flow=Flow(row["flow"]),
        state=ProposalState(row["state"]),
        band=Band(row["band"]) if row["band"] else None,
        selection=_selection(row),
    )


def _selection(row: queries.Row) -> SelectionOut | None:
    if row["selection_kind"] is None:
        return None
    return SelectionOut(
        **{name: row[name] for name in _OF_SELECTION},
        kind=row["selection_kind"],
        starts_at=f"{row['starts_at']:%H:%M}" if row["starts_at"] else None,
    )


async def _moved(actor: Actor, proposal_id: UUID) -> Moved:
    async with reading(actor):
        proposal = await proposals.get(proposal_id)
    return Moved(proposal.id, proposal.state, proposal.version)


router = api_router(
    "placements", [list_proposals, refer, set_selection, select_person, not_select_person]
)
