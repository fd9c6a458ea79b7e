"""Everything that is kept about a person, as the person reads it and takes it along."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from talentpool.candidates.schemas import CandidateRecord
from talentpool.identity.schemas import Access, Identity, OwnConsent


class OwnAccount(msgspec.Struct, frozen=True):
    """How somebody signs in."""

    login_name: str | None
    created_at: datetime


class OwnDraft(msgspec.Struct, frozen=True):
    """What was typed on a page and not saved."""

    page: str
    typed: dict[str, Any]
    saved_at: datetime


class Told(msgspec.Struct, frozen=True):
    """A decision, without who made it."""

    verb: str
    reason: str | None
    decided_at: datetime


class OwnInterview(msgspec.Struct, frozen=True):
    """An interview, without notes."""

    held_on: date
    conducted_by: str
    outcome: str


class OwnRegistration(msgspec.Struct, frozen=True):
    """What somebody offers, and what was decided about it."""

    handle: str
    state: str
    submitted_at: datetime | None
    confirmed_at: datetime | None
    record: CandidateRecord
    drafts: list[OwnDraft]
    decisions: list[Told]
    interviews: list[OwnInterview]


class OwnSelection(msgspec.Struct, frozen=True):
    """A municipality's selection: its date and result."""

    kind: str
    held_on: date
    result: str | None
    reason: str | None


class OwnProposal(msgspec.Struct, frozen=True):
    """What somebody was asked for: the band, never the score."""

    id: UUID
    flow: str
    state: str
    band: str | None
    why: list[str]
    title: str
    municipality_name: str
    asked_at: datetime
    reply_by: date | None
    answered_at: datetime | None
    terms_revision: int | None
    decisions: list[Told]
    selections: list[OwnSelection]


class OwnEngagement(msgspec.Struct, frozen=True):
    """Agreed work."""

    id: UUID
    flow: str
    state: str
    municipality_name: str
    from_on: date
    to_on: date
    weekly_minutes: int
    appointment_type: str | None
    appointed_on: date | None
    started_at: datetime | None
    closed_at: datetime | None
    report: str


class OwnHours(msgspec.Struct, frozen=True):
    """Minutes of a week that were held or booked for a municipality."""

    week: date
    kind: str
    minutes: int
    municipality_name: str
    made_at: datetime
    released_at: datetime | None


class OwnOpening(msgspec.Struct, frozen=True):
    """An opening that was shown, and what was said to it."""

    title: str
    municipality_name: str
    why: list[Any]
    shown_at: datetime
    answer: str | None
    reason: str | None
    answered_at: datetime | None
    withdrawn_at: datetime | None


class OwnNotice(msgspec.Struct, frozen=True):
    """Something that somebody was told."""

    kind: str
    facts: dict[str, Any]
    due_at: datetime
    read_at: datetime | None
    mail_state: str


class OwnErasure(msgspec.Struct, frozen=True):
    """A wish to be forgotten."""

    id: UUID
    version: int
    state: str
    filed_at: datetime
    decided_at: datetime | None
    answer: str


class OwnData(msgspec.Struct, frozen=True):
    """All of it."""

    taken_on: date
    identity: Identity
    account: OwnAccount | None
    registration: OwnRegistration | None
    consents: list[OwnConsent]
    accesses: list[Access]
    proposals: list[OwnProposal]
    engagements: list[OwnEngagement]
    hours: list[OwnHours]
    openings: list[OwnOpening]
    notices: list[OwnNotice]
    erasures: list[OwnErasure]
