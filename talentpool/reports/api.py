"""Open cases and the numbers for other systems."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from talentpool.actor import Actor
from talentpool.kit import clock
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import Listing, PageNumber, Words, api_router, listing, offset_of, read
from talentpool.kit.scope import reading
from talentpool.needs.states import NeedState
from talentpool.reports import queries
from talentpool.reports.schemas import Case, Numbers, Target


class DaysOut(msgspec.Struct, frozen=True, kw_only=True):
    """From the submission to the start of work; needs that are still open count until today."""

    flow: str
    needs: int
    of_these_open: int
    median_days: float | None
    ninetieth_percentile_days: float | None
    later_than_promised: int


class WeekOut(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes of this week over all people of the pool."""

    people: int
    offered_minutes: int
    held_minutes: int
    booked_minutes: int


class StatusOut(msgspec.Struct, frozen=True, kw_only=True):
    """The page of numbers, each with what it is out of."""

    as_of: date
    promised_days: int
    open_needs: int
    all_needs: int
    oldest_open_need_days: int | None
    matched_nobody: int
    matched_needs: int
    bodies_without_need: int
    bodies: int
    days_to_start: list[DaysOut]
    target_groups: list[Target]
    this_week: WeekOut


@read("/cases", name="list_cases")
async def list_cases(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    q: Words = "",
    in_state: Annotated[NeedState | None, QueryParameter(name="state")] = None,
    page: PageNumber = 1,
) -> Listing[Case]:
    """Every open need with its next step, last contact and what became of those asked."""
    asked = {"q": q, "state": in_state}
    filters = {name: str(value) for name, value in asked.items() if value}
    async with reading(actor):
        found = await queries.cases(filters, "due", is_descending=False)
    shown = found[offset_of(page) : offset_of(page) + PAGE_SIZE]
    return listing(request, shown, len(found), page)


@read("/status", name="get_status")
async def get_status(actor: NamedDependency[Actor]) -> StatusOut:
    """How it goes, in numbers."""
    async with reading(actor):
        return _status(await queries.numbers(), clock.today())


def _status(found: Numbers, today: date) -> StatusOut:
    return StatusOut(
        as_of=today,
        promised_days=queries.PROMISED_DAYS,
        open_needs=found.open_needs,
        all_needs=found.all_needs,
        oldest_open_need_days=found.oldest_days,
        matched_nobody=found.matched_nobody,
        matched_needs=found.matched,
        bodies_without_need=found.bodies_without,
        bodies=found.bodies,
        days_to_start=[
            DaysOut(
                flow=row.flow,
                needs=row.count,
                of_these_open=row.open_count,
                median_days=row.median,
                ninetieth_percentile_days=row.ninetieth,
                later_than_promised=row.late,
            )
            for row in found.durations
        ],
        target_groups=found.targets,
        this_week=WeekOut(
            people=found.hours.people,
            offered_minutes=found.hours.offered,
            held_minutes=found.hours.held,
            booked_minutes=found.hours.booked,
        ),
    )


router = api_router("reports", [list_cases, get_status])
