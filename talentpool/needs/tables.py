"""Needs and what hangs on them. Only needs.service writes here."""

from uuid import UUID as Id

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Date,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from talentpool.needs.states import NeedState


class Need(Table, tablename="need"):
    """What one public body asks for, in its own words and in the ones that matching reads."""

    id = UUID(primary_key=True)
    number = Text(help_text="What people call it: R-2031")
    # Hides Piccolo's `Table.ref`, which only joins by column name use.
    ref = Text(  # type: ignore[assignment]
        null=True, default=None, help_text="The sender's key, of an imported need"
    )
    municipality = Text(help_text="taxonomy.Municipality")
    requester_name = Text(help_text="Where it asks under another name")
    section = UUID(null=True, default=None, help_text="accounts.Section that owns it")
    section_name = Text(help_text="As written in a file")
    programme = Text(help_text="programmes.Programme.key: decides the flow")
    state = Text(default=NeedState.DRAFT)
    version = Integer(default=1)
    revision = Integer(default=1, help_text="Counts changes that matching would see")
    title = Text()
    current_issue = Text()
    desired_outcome = Text()
    as_is = Text()
    to_be = Text()
    answers = JSONB(help_text="The clinic's questions: see schemas.Answers")
    contact = Text()
    category = Text(null=True, default=None)
    menus = Array(Text())
    businesses = Array(Text())
    step = Text(null=True, default=None)
    tools = Array(Text())
    roles = JSONB(default="[]", help_text="A team: list of schemas.RoleRecord")
    network_model = Text(null=True, default=None)
    public_experience = Boolean()
    from_month = Date(null=True, default=None, help_text="First day of the first month")
    to_month = Date(null=True, default=None, help_text="First day of the last month")
    weekly_minutes = Integer(null=True, default=None)
    slots = Integer(help_text="Bitmask: day * 3 + (0 am, 1 pm, 2 evening); 0 = any")
    location_code = Text(null=True, default=None)
    remote = Text(null=True, default=None, help_text="full, hybrid, onsite")
    onsite_days_per_month = Integer(null=True, default=None)
    headcount = Integer(default=1)
    vendor_conflicts = Array(Text(), help_text="Vendors in contract, as written")
    require_all_skills = Boolean(help_text="Set by a coordinator: skills become a hard condition")
    appointment_type = Text(null=True, default=None)
    orders_given_by = Text()
    budget_status = Text(null=True, default=None)
    budget_amount = BigInt(null=True, default=None, help_text="Yen")
    procurement_involved = Boolean(null=True, default=None)
    legal_deadline = Text(null=True, default=None, help_text="YYYY-MM or YYYY-MM-DD")
    deliverables = Array(Text())
    kpis = JSONB(default="[]", help_text="List of schemas.KpiRecord")
    done_steps = Array(Text(), help_text="Steps of the clinic that were saved")
    converted_from = Text(null=True, default=None, help_text="The programme it began in")
    copied_from = UUID(null=True, default=None)
    state_reason = Text(null=True, default=None)
    state_note = Text()
    approval_since = Date(null=True, default=None, help_text="庁内決裁中 since")
    approval_expected_on = Date(null=True, default=None)
    officer = UUID(null=True, default=None, help_text="Account in charge at the municipality")
    assignee = UUID(null=True, default=None, help_text="Coordinator in charge")
    next_step = Text(help_text="As typed; empty: what the state suggests")
    next_step_due_on = Date(null=True, default=None)
    promised_reply_on = Date(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    opened_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    changed_at = Timestamptz()

    def belongs_to(self) -> tuple[str | None, Id | None]:
        """The municipality's trail; nobody's person."""
        return self.municipality, None


class NeedSkill(Table, tablename="need_skill"):
    """A skill or qualification asked for."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    position = Integer()
    kind = Text(help_text="required, preferred, qualification")
    label = Text(help_text="As written")
    code = Text(
        null=True, default=None, help_text="Of the vocabulary; null where the label isn't known"
    )
    level = Integer(null=True, default=None, help_text="1 to 5; null: not said")


class Terms(Table, tablename="terms"):
    """The working conditions of a placement need, as stated at one time."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    revision = Integer(help_text="The highest is in force")
    fields = JSONB(help_text="schemas.TermsRecord")
    stated_by = UUID(null=True, default=None)
    stated_at = Timestamptz()


class Opening(Table, tablename="opening"):
    """What registrants may read of a placement need."""

    need = UUID(primary_key=True)
    municipality = Text()
    programme = Text()
    appointment_type = Text(null=True, default=None)
    public_title = Text()
    public_text = Text()
    from_month = Date(null=True, default=None)
    to_month = Date(null=True, default=None)
    weekly_minutes = Integer(null=True, default=None)
    slots = Integer()
    location_code = Text(null=True, default=None)
    remote = Text(null=True, default=None)
    headcount = Integer(default=1)
    is_open = Boolean()
    opened_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)


class Question(Table, tablename="question"):
    """What a coordinator asked about a need, and what the municipality answered."""

    id = UUID(primary_key=True)
    need = UUID()
    municipality = Text()
    text = Text()
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz()
    answer = Text()
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
