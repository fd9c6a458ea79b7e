"""Proposals and decisions. Only reviews.service writes here."""

from uuid import UUID as Id

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from talentpool.reviews.states import ProposalState


class Proposal(Table, tablename="proposal"):
    """One person for one need."""

    id = UUID(primary_key=True)
    need = UUID()
    candidate = UUID()
    person = UUID()
    municipality = Text()
    flow = Text(help_text="placement or dispatch: which machine it follows")
    state = Text(default=ProposalState.SUGGESTED)
    version = Integer(default=1)
    run = UUID(null=True, default=None, help_text="The run that the first decision looked at")
    band = Text(null=True, default=None, help_text="What the other sides see instead of a score")
    why = JSONB(help_text="Factors that speak for the person, most first")
    state_reason = Text(null=True, default=None)
    contact_due_at = Timestamptz(null=True, default=None, help_text="Until then: undo")
    asked_at = Timestamptz(null=True, default=None)
    reply_by = Date(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    terms_revision = Integer(
        null=True, default=None, help_text="The terms that the person has agreed to"
    )
    is_referred = Boolean(help_text="The municipality may see it")
    created_at = Timestamptz()
    changed_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The person's trail once they are asked, the municipality's from the referral on."""
        return (
            self.municipality if self.is_referred else None,
            self.person if self.asked_at else None,
        )


class Decision(Table, tablename="decision"):
    """What somebody decided about a proposal."""

    id = UUID(primary_key=True)
    proposal = UUID()
    need = UUID()
    candidate = UUID()
    municipality = Text()
    verb = Text()
    reason = Text(null=True, default=None)
    comment = Text()
    shown = JSONB(help_text="Run, place, points, range, open checks: what the decider saw")
    decided_by = UUID()
    decided_at = Timestamptz()
