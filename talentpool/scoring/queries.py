"""Which scorer is in force."""

from typing import Any

from talentpool.scoring.tables import ScorerVersion


async def in_force() -> ScorerVersion | None:
    """The published version; None before the first is."""
    return await ScorerVersion.objects().where(ScorerVersion.state == "published").first()


async def history() -> list[dict[str, Any]]:
    """All versions, newest first."""
    return await ScorerVersion.select().order_by(ScorerVersion.created_at, ascending=False)
