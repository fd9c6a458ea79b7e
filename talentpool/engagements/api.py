"""Agreed work for other systems: what is under way, of whom by pseudonym, for how long a week."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from talentpool.actor import Actor
from talentpool.engagements import queries
from talentpool.engagements.states import EngagementState
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import Instant, Listing, PageNumber, api_router, listing, offset_of, read
from talentpool.kit.scope import reading
from talentpool.programmes.schemas import Flow


class EngagementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person's agreed work for one need."""

    id: UUID
    need: UUID
    need_number: str
    title: str
    municipality: str
    municipality_name: str
    candidate: UUID
    handle: str
    flow: Flow
    state: EngagementState
    version: int
    from_on: date
    to_on: date
    weekly_minutes: int


class EngagementOut(EngagementRow, frozen=True, kw_only=True):
    """The same with its course and what came of it."""

    proposal: UUID
    appointment_type: str | None
    appointed_on: date | None
    done_of_reception: list[str]
    state_reason: str | None
    report: str
    created_at: Instant
    started_at: Instant | None
    closed_at: Instant | None


@read("/engagements", name="list_engagements")
async def list_engagements(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    in_state: Annotated[EngagementState | None, QueryParameter(name="state")] = None,
    flow: FromQuery[Flow | None] = None,
    page: PageNumber = 1,
) -> Listing[EngagementRow]:
    """The work of one's own municipality, or for staff all of it; what begins first comes first."""
    asked = {"state": in_state, "flow": flow}
    filters = {name: str(value) for name, value in asked.items() if value}
    async with reading(actor):
        found = await queries.visible(filters)
    shown = [_row(row) for row in found[offset_of(page) : offset_of(page) + PAGE_SIZE]]
    return listing(request, shown, len(found), page)


@read("/engagements/{engagement_id:uuid}", name="get_engagement")
async def get_engagement(
    actor: NamedDependency[Actor], engagement_id: FromPath[UUID]
) -> EngagementOut:
    """One engagement."""
    async with reading(actor):
        row = await queries.one(engagement_id)
    return EngagementOut(
        **msgspec.structs.asdict(_row(row)),
        **{name: row[name] for name in _MORE},
        done_of_reception=row["checklist"],
    )


def _row(row: queries.Row) -> EngagementRow:
    return EngagementRow(
        **{name: row[name] for name in _SAME},
        flow=Flow(row["flow"]),
        state=EngagementState(row["state"]),
    )


_SAME = tuple(name for name in EngagementRow.__struct_fields__ if name not in {"state", "flow"})
_MORE = tuple(
    name
    for name in EngagementOut.__struct_fields__
    if name not in {*EngagementRow.__struct_fields__, "done_of_reception"}
)

router = api_router("engagements", [list_engagements, get_engagement])
