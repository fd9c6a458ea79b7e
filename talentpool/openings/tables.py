"""Who was shown which opening. Only openings.service writes here."""

from uuid import UUID as Id

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class Interest(Table, tablename="interest"):
    """One registrant and one opening."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    candidate = UUID()
    person = UUID()
    version = Integer(default=1)
    why = JSONB(help_text="Factors that speak for it, most first")
    shown_at = Timestamptz()
    answer = Text(null=True, default=None, help_text="interested, not_now")
    reason = Text(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The person's own trail: a municipality learns of interest when there is consent."""
        return None, self.person
