"""Decisions about suggested people, taken for the account that a token acts for."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from talentpool.actor import Actor
from talentpool.kit.fields import Text
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import (
    IdempotencyKey,
    Instant,
    Listing,
    Moved,
    PageNumber,
    Seen,
    act,
    api_router,
    listing,
    offset_of,
    read,
    receipt_key,
)
from talentpool.kit.scope import reading
from talentpool.receipts import service as receipts
from talentpool.reviews import queries, service
from talentpool.reviews.schemas import Contact, Verdict


class DecisionIn(Seen, frozen=True, kw_only=True):
    """What is decided, why, and when the person is asked."""

    decision: Verdict
    reason: Annotated[str, Meta(max_length=80)]
    comment: Annotated[Text, Meta(max_length=2000)] = ""
    contact: Contact = Contact.LATER


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the decider saw."""

    run: UUID | None = None
    rank: int | None = None
    points: int | None = None
    low: int | None = None
    high: int | None = None


class DecisionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One decision, never changed afterwards."""

    id: UUID
    proposal: UUID
    candidate: UUID
    verb: str
    reason: str | None
    comment: str
    shown: Shown
    decided_by: UUID
    decided_at: Instant


@act("/needs/{need_id:uuid}/candidates/{candidate_id:uuid}/decision", name="decide")
async def decide(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    candidate_id: FromPath[UUID],
    data: JSONBody[DecisionIn],
    idempotency_key: IdempotencyKey = None,
) -> Moved:
    """Approve, hold or pass over somebody of the newest run. `id` is the proposal's.

    Whoever is approved is asked after a while (`later`), at once (`now`), or not by us (`never`).
    """
    settings = request.app.state.settings
    waits = {
        Contact.LATER: timedelta(seconds=settings.contact_delay_seconds),
        Contact.NOW: timedelta(0),
        Contact.NEVER: None,
    }

    async def take() -> UUID:
        about: dict[str, Any] = {"comment": data.comment, "seen": data.seen}
        if data.decision is Verdict.APPROVE:
            about["contact_in"] = waits[data.contact]
        return await _VERBS[data.decision](actor, need_id, candidate_id, data.reason, **about)

    proposal_id = await receipts.once(actor, receipt_key(request, idempotency_key), take)
    return await _moved(actor, proposal_id)


@act("/proposals/{proposal_id:uuid}/undo", name="undo_decision")
async def undo_decision(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[Seen]
) -> Moved:
    """Take a decision back while nobody has been contacted."""
    await service.undo(actor, proposal_id, seen=data.seen)
    return await _moved(actor, proposal_id)


@act("/proposals/{proposal_id:uuid}/send-now", name="send_now")
async def send_now(
    actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[Seen]
) -> Moved:
    """Ask an approved person at once."""
    await service.send_now(actor, proposal_id, seen=data.seen)
    return await _moved(actor, proposal_id)


@read("/needs/{need_id:uuid}/decisions", name="list_decisions")
async def list_decisions(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    page: PageNumber = 1,
) -> Listing[DecisionOut]:
    """All that was decided about people for a need, newest first, with what the decider saw."""
    async with reading(actor):
        proposals = await queries.of_need(need_id)
        found = await queries.decisions([proposal.id for proposal in proposals])
    shown = [_decision(row) for row in found[offset_of(page) : offset_of(page) + PAGE_SIZE]]
    return listing(request, shown, len(found), page)


def _decision(row: queries.Row) -> DecisionOut:
    same = {name: row[name] for name in _SAME}
    return DecisionOut(**same, shown=msgspec.convert(row["shown"], Shown))


async def _moved(actor: Actor, proposal_id: UUID) -> Moved:
    async with reading(actor):
        proposal = await queries.get(proposal_id)
    return Moved(proposal.id, proposal.state, proposal.version)


_VERBS: dict[Verdict, Callable[..., Awaitable[UUID]]] = {
    Verdict.APPROVE: service.approve,
    Verdict.HOLD: service.hold,
    Verdict.NOT_REFER: service.not_refer,
}
_SAME = ("id", "proposal", "candidate", "verb", "reason", "comment", "decided_by", "decided_at")

router = api_router("decisions", [decide, undo_decision, send_now, list_decisions])
