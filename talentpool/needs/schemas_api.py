"""What other systems send about needs, and what they get."""

from datetime import date
from uuid import UUID

import msgspec

from talentpool.accounts.schemas import Id
from talentpool.kit.rest import Instant, Seen
from talentpool.needs.schemas import Note, Title
from talentpool.needs.schemas_interchange import NeedRecord, Outcome
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need


class ReturnIn(Seen, frozen=True, kw_only=True):
    """The question with which a need goes back."""

    text: Note


class DeclineIn(Seen, frozen=True, kw_only=True):
    """Why a need is not taken up."""

    reason: Title
    note: Note = ""


class NoteIn(Seen, frozen=True, kw_only=True):
    """A remark that goes with a decision."""

    note: Note = ""


class NextStepIn(Seen, frozen=True, kw_only=True):
    """Who does what next, by when; what is left out is emptied."""

    next_step: Title = ""
    next_step_due_on: date | None = None
    assignee: Id | None = None


class NeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A need in a list."""

    id: UUID
    number: str
    ref: str | None
    title: str
    municipality: str
    municipality_name: str
    section: str
    programme: str
    state: NeedState
    version: int
    revision: int
    from_month: str | None
    to_month: str | None
    weekly_minutes: int | None
    next_step: str
    next_step_due_on: date | None
    promised_reply_on: date | None
    submitted_at: Instant | None
    changed_at: Instant


class NeedOut(NeedRow, frozen=True, kw_only=True):
    """A need with the interchange record that would make it again."""

    assignee: UUID | None
    state_reason: str | None
    state_note: str
    opened_at: Instant | None
    record: NeedRecord


class TakenOut(msgspec.Struct, frozen=True):
    """What taking a record did, and to which need."""

    id: UUID
    number: str
    outcome: Outcome
    state: NeedState
    version: int

    @classmethod
    def of(cls, need: Need, outcome: Outcome) -> "TakenOut":
        """About *need* as it is now."""
        return cls(need.id, need.number, outcome, NeedState(need.state), need.version)
