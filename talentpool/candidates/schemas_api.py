"""What other systems get of registrations: by pseudonym, without anything that names the person."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.candidates.schemas import (
    CareerRecord,
    PreferencesRecord,
    PublicExperienceRecord,
    SkillRecord,
)
from talentpool.candidates.states import CandidateState, Kind, Tier
from talentpool.kit.fields import Text
from talentpool.kit.rest import Instant, Seen

Decision = Literal["accept", "call_to_interview", "start_screening", "hold", "return", "decline"]


class ScreenIn(Seen, frozen=True, kw_only=True):
    """A coordinator's decision about a registration."""

    decision: Decision
    reason: Annotated[str, Meta(max_length=80)] | None = None
    note: Annotated[Text, Meta(max_length=2000)] = ""


class CandidateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A registration in a list; people are called 候補-`handle`."""

    id: UUID
    handle: str
    state: CandidateState
    kind: Kind
    tier: Tier
    headline: str
    specialties: list[str]
    public_years: float
    weekly_minutes: int | None
    available_from: str | None
    available_to: str | None
    remote: str | None
    programmes: list[str]
    next_step: str
    next_step_due_on: date | None
    changed_at: Instant


class ProfileOut(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody offers; addresses, age and sex in free text are masked."""

    headline: str
    free_text: str
    target_group: str
    specialties: list[str]
    skills: list[SkillRecord]
    career: list[CareerRecord]
    public_experience: PublicExperienceRecord | None
    qualifications: list[str]
    preferences: PreferencesRecord | None
    affiliated_vendors: list[str]
    appointment_types: list[str]
    onsite_days_per_month: int | None
    basic_course_on: date | None


class CandidateOut(msgspec.Struct, frozen=True, kw_only=True):
    """One registration by pseudonym."""

    id: UUID
    handle: str
    state: CandidateState
    version: int
    revision: int
    kind: Kind
    tier: Tier
    weekly_minutes: int | None
    main_job_minutes: int | None
    next_step: str
    next_step_due_on: date | None
    submitted_at: Instant | None
    confirmed_at: Instant | None
    changed_at: Instant
    profile: ProfileOut
