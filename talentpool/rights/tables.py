"""Wishes to be forgotten, who was, and what time has taken. Only this slice writes here."""

from uuid import UUID as Id

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from talentpool.rights.states import ErasureState


class Erasure(Table, tablename="erasure"):
    """Somebody's wish to be forgotten, and what became of it."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default=ErasureState.FILED)
    person = UUID()
    candidate = UUID(null=True, default=None)
    filed_at = Timestamptz()
    proposed_by = UUID(null=True, default=None)
    proposed_at = Timestamptz(null=True, default=None)
    decided_by = UUID(
        null=True, default=None, help_text="Never who proposed it; null: played again"
    )
    decided_at = Timestamptz(null=True, default=None)
    answer = Text(help_text="Why not, or not now; the person reads it")

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The person's own trail."""
        return None, self.person


class ErasureJournal(Table, tablename="erasure_journal"):
    """Who was forgotten, by id. A file outside the database holds the same lines."""

    person = UUID(primary_key=True)
    cause = Text(help_text="rights.states.Cause")
    erased_at = Timestamptz()


class RetentionRun(Table, tablename="retention_run"):
    """What one run has forgotten by one rule."""

    id = UUID(primary_key=True)
    run = UUID()
    rule = Text(help_text="Code of a rule in data/retention.toml")
    row_count = Integer()
    at = Timestamptz()
