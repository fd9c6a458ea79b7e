"""What other systems send and get about proposed people."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from talentpool.kit.fields import Text
from talentpool.kit.rest import Instant, Seen
from talentpool.placements.schemas import SelectionKind
from talentpool.placements.states import Side
from talentpool.programmes.schemas import Flow
from talentpool.reviews.states import Band, ProposalState

Clock = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class SelectionIn(Seen, frozen=True, kw_only=True):
    """When and how the municipality selects."""

    kind: SelectionKind
    held_on: date
    starts_at: Clock | None = None
    place: Annotated[str, Meta(max_length=500)] = ""

    @property
    def begins(self) -> time | None:
        """The hour at which it begins, if one was said."""
        return time.fromisoformat(self.starts_at) if self.starts_at else None


class SelectIn(Seen, frozen=True, kw_only=True):
    """The person is chosen; an order among several is optional."""

    position: Annotated[int, Meta(ge=1, le=99)] | None = None


class NotSelectIn(Seen, frozen=True, kw_only=True):
    """The person is not chosen, and why."""

    reason: Annotated[str, Meta(max_length=80)]
    note: Annotated[Text, Meta(max_length=2000)] = ""


class SelectionOut(msgspec.Struct, frozen=True, kw_only=True):
    """The municipality's selection, and its result once there is one."""

    kind: str
    held_on: date
    starts_at: str | None
    place: str
    result: str | None
    reason: str | None
    position: int | None


class ProposalOut(msgspec.Struct, frozen=True, kw_only=True):
    """A person proposed for a need. Instead of a score there is a band, and what speaks for them.

    What stands behind it (`asked_at` to `is_referred`) is for coordinators only.
    """

    id: UUID
    candidate: UUID
    handle: str
    headline: str
    flow: Flow
    state: ProposalState
    version: int
    band: Band | None
    why: list[str]
    waits_for: Side | None
    terms_revision: int | None
    selection: SelectionOut | None
    changed_at: Instant
    asked_at: Instant | UnsetType | None = UNSET
    reply_by: date | UnsetType | None = UNSET
    answered_at: Instant | UnsetType | None = UNSET
    contact_due_at: Instant | UnsetType | None = UNSET
    state_reason: str | UnsetType | None = UNSET
    is_referred: bool | UnsetType = UNSET
