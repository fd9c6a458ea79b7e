"""Candidate profiles. Only candidates.service writes here; who the person is, is in identity."""

from uuid import UUID as Id

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Date,
    Integer,
    Numeric,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from talentpool.candidates.states import CandidateState, Kind, Tier


class Candidate(Table, tablename="candidate"):
    """One person's offer: what they can do, when, where and on which terms."""

    id = UUID(primary_key=True)
    person = UUID(help_text="identity.Person")
    handle = Text(help_text="What coordinators call the person: 候補-<handle>")
    # Hides Piccolo's `Table.ref`, which only joins by column name use.
    ref = Text(  # type: ignore[assignment]
        null=True, default=None, help_text="The sender's key, of an imported registration"
    )
    kind = Text(default=Kind.REGISTERED)
    tier = Text(default=Tier.PRACTICAL)
    target_group = Text()
    state = Text(default=CandidateState.DRAFT)
    version = Integer(default=1)
    revision = Integer(default=1, help_text="Counts changes that matching would see")
    headline = Text()
    free_text = Text()
    specialties = Array(Text(), help_text="Categories of needs")
    public_years = Numeric()
    public_kinds = Array(Text())
    public_businesses = Array(Text())
    public_steps = Array(Text())
    weekly_minutes = Integer(null=True, default=None)
    slots = Integer(help_text="Bitmask: day * 3 + (0 am, 1 pm, 2 evening); 0 = any")
    available_from = Date(null=True, default=None, help_text="First day of the month")
    available_to = Date(null=True, default=None, help_text="First day of the last month")
    remote = Text(null=True, default=None)
    area_codes = Array(Text())
    programmes = Array(Text())
    appointment_types = Array(Text())
    onsite_days_per_month = Integer(null=True, default=None)
    min_pay = JSONB(null=True, default=None, help_text="{amount, unit}")
    employer = Text()
    recent_clients = Array(Text(), help_text="Of the last two years")
    side_job_permission = Text(null=True, default=None)
    side_job_permission_until = Date(null=True, default=None)
    main_job_minutes = Integer(null=True, default=None)
    affiliated_vendors = Array(Text())
    evidence_links = Array(Text())
    basic_course_on = Date(null=True, default=None)
    conditions_met = Array(Text(), help_text="Questions of the target group answered with yes")
    conditions_unmet = Array(Text(), help_text="Those answered with no")
    done_tasks = Array(Text(), help_text="Pages of the registration that were saved complete")
    state_reason = Text(null=True, default=None)
    state_note = Text()
    paused_until = Date(null=True, default=None)
    assignee = UUID(null=True, default=None, help_text="Coordinator in charge")
    next_step = Text(help_text="Empty: what the state asks for")
    next_step_due_on = Date(null=True, default=None)
    search = Text(help_text="What the registration says, folded for finding; never shown")
    submitted_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    changed_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """Nobody's municipality; the person's own."""
        return None, self.person


class Draft(Table, tablename="candidate_draft"):
    """What somebody has typed on a page of the registration and not yet saved."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    page = Text()
    typed = JSONB()
    saved_at = Timestamptz()


class Career(Table, tablename="career"):
    """One entry of a career."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    position = Integer()
    organization = Text()
    organization_kind = Text()
    role = Text()
    from_month = Date(null=True, default=None)
    to_month = Date(null=True, default=None, help_text="Null: it goes on")
    is_public = Boolean()
    description = Text()


class Claim(Table, tablename="claim"):
    """A skill that the person says to have, and what speaks for it."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    position = Integer()
    label = Text(help_text="As written")
    skill = Text(
        null=True, default=None, help_text="Code of the vocabulary; null where it isn't known"
    )
    level = Integer(help_text="1 to 5")
    years = Numeric()
    last_used_on = Date(null=True, default=None)
    career = UUID(null=True, default=None)
    evidence_kind = Text()
    evidence_text = Text()
    verified_by = UUID(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)


class HeldQualification(Table, tablename="held_qualification"):
    """A qualification, as written and as resolved."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    position = Integer()
    label = Text()
    qualification = Text(null=True, default=None)
    obtained_on = Date(null=True, default=None)


class ScreeningDecision(Table, tablename="screening_decision"):
    """What a coordinator decided about a registration, and why."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    verb = Text()
    reason = Text(null=True, default=None)
    note = Text()
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz()


class Interview(Table, tablename="interview"):
    """An expert's recorded interview; tier ① can't become active without one."""

    id = UUID(primary_key=True)
    candidate = UUID()
    person = UUID()
    interviewer = UUID(null=True, default=None)
    conducted_by = Text(default="expert")
    held_on = Date()
    outcome = Text()
    note = Text()
    recorded_at = Timestamptz()


class PoolGeneration(Table, tablename="pool_generation"):
    """One row: how often the pool has changed in matching's eyes."""

    id = Integer(primary_key=True)
    generation = BigInt()
