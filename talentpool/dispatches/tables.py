"""Plans. Only dispatches.service writes here."""

from uuid import UUID as Id

from piccolo.columns import UUID, Array, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from talentpool.dispatches.states import PlanState


class Plan(Table, tablename="plan"):
    """What is to be done for one need, by when, how much a week."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    state = Text(default=PlanState.DRAFT)
    version = Integer(default=1)
    menus = Array(Text())
    goals = Text()
    from_on = Date(null=True, default=None)
    to_on = Date(null=True, default=None)
    weekly_minutes = Integer(null=True, default=None, help_text="Of each member")
    note = Text()
    comment = Text(help_text="Why the municipality returned it")
    planner = UUID(null=True, default=None)
    proposed_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    changed_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The municipality's trail."""
        return self.municipality, None
