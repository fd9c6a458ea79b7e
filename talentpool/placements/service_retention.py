"""What a selection leaves behind when its time is over: the result, and no words."""

from uuid import UUID

from talentpool.placements.tables import Selection


async def blank_words(selection_ids: list[UUID]) -> None:
    """Blank notes and places of old selections; in the current scope, the service's own."""
    await Selection.update({Selection.note: "", Selection.place: ""}).where(
        Selection.id.is_in(selection_ids)
    )
