"""Engagements. Only engagements.service writes here."""

from uuid import UUID as Id

from piccolo.columns import UUID, Array, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from talentpool.engagements.states import EngagementState


class Engagement(Table, tablename="engagement"):
    """One person's agreed work for one need."""

    id = UUID(primary_key=True)
    need = UUID()
    candidate = UUID()
    person = UUID()
    proposal = UUID()
    municipality = Text()
    flow = Text()
    state = Text(default=EngagementState.PREPARING)
    version = Integer(default=1)
    from_on = Date()
    to_on = Date()
    weekly_minutes = Integer()
    appointment_type = Text(null=True, default=None)
    appointed_on = Date(null=True, default=None)
    checklist = Array(Text(), help_text="What of the reception is done")
    state_reason = Text(null=True, default=None)
    report = Text(help_text="What came of it, in the words of whoever reported")
    created_at = Timestamptz()
    started_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    extends = UUID(null=True, default=None, help_text="The engagement that this one goes on with")
    offered_to_on = Date(null=True, default=None, help_text="A longer term, not yet answered")
    offered_weekly_minutes = Integer(null=True, default=None)
    offered_at = Timestamptz(null=True, default=None)

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """Both sides' trail."""
        return self.municipality, self.person
