"""What the sides of a placement see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from talentpool.kit.errors import IllegalMove
from talentpool.needs.tables import Terms
from talentpool.placements.tables import Selection

Row = dict[str, Any]


async def terms(need_id: UUID) -> list[Row]:
    """All that was ever stated of a need's terms, the oldest first."""
    return await Terms.select().where(Terms.need == need_id).order_by(Terms.revision)


async def terms_in_force(need_id: UUID) -> Row:
    """The terms as they stand.

    Raises:
        IllegalMove: none were stated, so nobody can be asked.
    """
    stated = await terms(need_id)
    if not stated:
        raise IllegalMove(f"need {need_id} has no terms", code="terms_missing")
    return stated[-1]


def differences(before: Row, after: Row) -> dict[str, tuple[Any, Any]]:
    """What changed between two revisions of the terms: field -> (before, after)."""
    old, new = before["fields"], after["fields"]
    return {
        name: (old.get(name), new.get(name))
        for name in [*old, *(n for n in new if n not in old)]
        if old.get(name) != new.get(name)
    }


async def selections(proposal_ids: Sequence[UUID]) -> dict[UUID, Row]:
    """The date in force of each of these proposals."""
    if not proposal_ids:
        return {}
    rows = await Selection.select().where(
        Selection.proposal.is_in(list(proposal_ids)), Selection.superseded_at.is_null()
    )
    return {row["proposal"]: row for row in rows}
