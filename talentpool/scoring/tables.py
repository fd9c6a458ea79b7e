"""Versions of the scorer. Only scoring.service writes here."""

from uuid import UUID as Id

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class ScorerVersion(Table, tablename="scorer_version"):
    """One scorer that was published; its tables are in the library or in an artifact."""

    id = UUID(primary_key=True)
    name = Text()
    kind = Text(help_text="expert (made by hand) or learned")
    digest = Text(help_text="sha256 of the tables")
    state = Text()
    version = Integer(default=1)
    published_by = UUID(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """Nobody's."""
        return None, None
