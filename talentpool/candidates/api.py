"""People for other systems of the coordinators: by pseudonym, and the decisions of screening."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from talentpool.actor import Actor
from talentpool.candidates import queries, queries_lists, queries_notices, service_screening
from talentpool.candidates.records import month
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.schemas_api import CandidateOut, CandidateRow, ProfileOut, ScreenIn
from talentpool.candidates.states import CandidateState, Kind, Tier
from talentpool.candidates.tables import Candidate
from talentpool.kit.errors import NotFound
from talentpool.kit.paging import ListState
from talentpool.kit.rest import (
    IdempotencyKey,
    Listing,
    Moved,
    PageNumber,
    Words,
    act,
    api_router,
    listing,
    read,
    receipt_key,
)
from talentpool.kit.scope import reading
from talentpool.receipts import service as receipts

_SAME_IN_ROWS = (
    "id", "handle", "specialties", "weekly_minutes", "remote", "programmes", "next_step",
    "next_step_due_on", "changed_at",
)  # fmt: skip
_SAME = (
    "id", "handle", "version", "revision", "weekly_minutes", "main_job_minutes", "next_step",
    "next_step_due_on", "submitted_at", "confirmed_at", "changed_at",
)  # fmt: skip


@read("/candidates", name="list_candidates")
async def list_candidates(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    q: Words = "",
    in_state: Annotated[CandidateState | None, QueryParameter(name="state")] = None,
    tier: FromQuery[Tier | None] = None,
    kind: FromQuery[Kind | None] = None,
    page: PageNumber = 1,
) -> Listing[CandidateRow]:
    """Everybody who has sent a registration, latest change first; `q` looks in what they say."""
    asked = {"q": q, "state": in_state, "tier": tier, "kind": kind}
    filters = {name: (str(value),) for name, value in asked.items() if value}
    wanted = ListState(request.url.path, page, "changed", is_descending=True, filters=filters)
    async with reading(actor):
        found, total = await queries_lists.search(wanted)
    return listing(request, [_row(row) for row in found], total, page)


@read("/candidates/{candidate_id:uuid}", name="get_candidate")
async def get_candidate(
    actor: NamedDependency[Actor], candidate_id: FromPath[UUID]
) -> CandidateOut:
    """One person by pseudonym."""
    async with reading(actor):
        candidate = await _sent(candidate_id)
        whole = await queries.whole(candidate)
    return CandidateOut(
        **{name: getattr(candidate, name) for name in _SAME},
        state=CandidateState(candidate.state),
        kind=Kind(candidate.kind),
        tier=Tier(candidate.tier),
        profile=_profile(queries_notices.redacted_record(whole.record)),
    )


@act("/candidates/{candidate_id:uuid}/screening", name="screen_candidate")
async def screen_candidate(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    candidate_id: FromPath[UUID],
    data: JSONBody[ScreenIn],
    idempotency_key: IdempotencyKey = None,
) -> Moved:
    """Decide about a registration: the decision of the account that the token acts for."""

    async with reading(actor):
        await _sent(candidate_id)

    async def decide() -> UUID:
        await service_screening.screen(
            actor, candidate_id, data.decision, reason=data.reason, note=data.note, seen=data.seen
        )
        return candidate_id

    await receipts.once(actor, receipt_key(request, idempotency_key), decide)
    async with reading(actor):
        candidate = await queries.get(candidate_id)
    return Moved(candidate.id, candidate.state, candidate.version)


async def _sent(candidate_id: UUID) -> Candidate:
    """A registration that was sent: drafts are their writers' own.

    Raises:
        NotFound
    """
    candidate = await queries.get(candidate_id)
    if candidate.state == CandidateState.DRAFT:
        raise NotFound(f"candidate {candidate_id} is a draft")
    return candidate


def _row(row: queries_lists.Row) -> CandidateRow:
    return CandidateRow(
        **{name: row[name] for name in _SAME_IN_ROWS},
        state=CandidateState(row["state"]),
        kind=Kind(row["kind"]),
        tier=Tier(row["tier"]),
        headline=queries_notices.redacted(row["headline"]),
        public_years=float(row["public_years"]),
        available_from=month(row["available_from"]),
        available_to=month(row["available_to"]),
    )


def _profile(record: CandidateRecord) -> ProfileOut:
    return ProfileOut(**{name: getattr(record, name) for name in ProfileOut.__struct_fields__})


router = api_router("candidates", [list_candidates, get_candidate, screen_candidate])
