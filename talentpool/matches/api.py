"""The ranking of a need: exact, for those who decide and those who examine, and nobody else."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from talentpool.actor import Actor
from talentpool.kit.errors import NotFound
from talentpool.kit.paging import PAGE_SIZE
from talentpool.kit.rest import Instant, Listing, PageNumber, api_router, listing, offset_of, read
from talentpool.kit.scope import reading
from talentpool.matches import queries


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a run. `parts` (signed points by factor) and `base` add up to `score`.

    `low` and `high`: the score if everything unconfirmed turned out one way or the other. An
    examiner gets no `handle`.
    """

    rank: int
    candidate: UUID
    handle: str | None
    is_eligible: bool
    score: int
    low: int
    high: int
    parts: dict[str, int]
    failed: list[str]
    to_check: list[str]


class RankingOut(msgspec.Struct, frozen=True, kw_only=True):
    """The newest run of a need, with all that it depended on."""

    run: UUID
    need: UUID
    need_revision: int
    scorer: str
    generation: int
    input_hash: str
    finished_at: Instant
    pool_size: int
    eligible: int
    base: int
    people: Listing[Place]


@read("/needs/{need_id:uuid}/ranking", name="get_ranking")
async def get_ranking(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    need_id: FromPath[UUID],
    page: PageNumber = 1,
) -> RankingOut:
    """Who was ranked for a need last, the eligible first. A score is shown and never decides."""
    async with reading(actor):
        latest = await queries.latest_run(need_id)
        if latest is None:
            raise NotFound(f"need {need_id} has no run")
        run = await queries.run(latest.id)
        found, total = await queries.places(latest.id, limit=PAGE_SIZE, offset=offset_of(page))
    return RankingOut(
        run=run["id"],
        need=run["need"],
        need_revision=run["need_revision"],
        scorer=run["scorer_name"],
        generation=run["generation"],
        input_hash=run["input_hash"],
        finished_at=run["finished_at"],
        pool_size=run["pool_size"],
        eligible=run["eligible_count"],
        base=run["base"],
        people=listing(request, [_place(row) for row in found], total, page),
    )


def _place(row: queries.Row) -> Place:
    return Place(
        rank=row["rank"],
        candidate=row["candidate"],
        handle=row["handle"],
        is_eligible=row["is_eligible"],
        score=row["points"],
        low=row["low"],
        high=row["high"],
        parts=row["parts"],
        failed=_codes(row["failures"]),
        to_check=_codes(row["checks"]),
    )


def _codes(items: list[dict[str, Any]]) -> list[str]:
    return sorted({item["code"] for item in items})


router = api_router("matching", [get_ranking])
