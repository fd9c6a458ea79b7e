"""What comes in and goes out: the registration as one record, the same for forms and for files.

The names in JSON are those of the interchange format; `from` and `program` are its spelling.
Months are `YYYY-MM`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta, field

from talentpool.candidates.states import Kind, Tier
from talentpool.kit.errors import FieldError
from talentpool.kit.fields import ChosenNumber, Email, Kana, Month, Phone, Text
from talentpool.kit.forms import Form

Slot = Literal[
    "mon_am", "mon_pm", "mon_eve", "tue_am", "tue_pm", "tue_eve", "wed_am", "wed_pm", "wed_eve",
    "thu_am", "thu_pm", "thu_eve", "fri_am", "fri_pm", "fri_eve", "sat_am", "sat_pm", "sat_eve",
    "sun_am", "sun_pm", "sun_eve",
]  # fmt: skip
SLOTS: tuple[Slot, ...] = get_args(Slot)
Remote = Annotated[
    Literal["full", "hybrid", "onsite_ok"], Meta(extra={"labels": "candidate_remote"})
]
PublicKind = Annotated[
    Literal[
        "municipality_staff", "prefecture_staff", "national_staff", "fiscal_year_appointee",
        "cio_adviser", "si_public", "public_corporation", "none",
    ],
    Meta(extra={"labels": "public_kind"}),
]  # fmt: skip
SideJobPermission = Annotated[
    Literal["yes", "not_needed", "asking", "no"], Meta(extra={"labels": "side_job_permission"})
]
EvidenceKind = Annotated[
    Literal["career", "school", "project"], Meta(extra={"labels": "evidence_kind"})
]
OrganizationKind = Annotated[
    Literal[
        "municipality", "prefecture", "state", "public_corporation", "it_company", "company",
        "school", "self_employed", "other",
    ],
    Meta(extra={"labels": "organization_kind"}),
]  # fmt: skip
PayUnit = Annotated[Literal["hour", "day", "month"], Meta(extra={"labels": "pay_unit"})]
Level = Annotated[ChosenNumber, Meta(ge=1, le=5)]
Years = Annotated[float, Meta(ge=0, le=70)]
Name = Annotated[str, Meta(max_length=200)]
Story = Annotated[Text, Meta(max_length=10_000)]
WeeklyHours = Annotated[float, Meta(ge=0.25, le=60)]


class SkillRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A skill as written, and what speaks for it."""

    labels = "claim"

    label: Name
    level: Level
    years: Years = 0.0
    last_used: Month | None = None
    career: Annotated[int, Meta(ge=0)] | None = None
    evidence_kind: EvidenceKind | None = None
    evidence: Annotated[Text, Meta(max_length=2000)] = ""


class CareerRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of a career; `to` is absent while it goes on."""

    labels = "career"

    organization: Name
    role: Name = ""
    from_: Month | None = field(name="from", default=None)
    to: Month | None = None
    public_sector: bool = False
    description: Story = ""
    organization_kind: Name = ""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The end is not before the beginning."""
        if self.from_ and self.to and self.to < self.from_:
            yield "to", FieldError("period_reversed")


class PublicExperienceRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work in or for public administration."""

    labels = "public_experience"

    years: Years = 0.0
    kinds: list[PublicKind] = []
    businesses: list[Name] = []
    steps: list[Name] = []


class PreferencesRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How somebody wants to work."""

    labels = "preferences"

    hours_per_week: WeeklyHours | None = None
    slots: list[Slot] = []
    from_: Month | None = field(name="from", default=None)
    to: Month | None = None
    remote: Remote | None = None
    area_codes: list[Annotated[str, Meta(pattern=r"^\d{6}$")]] = []
    programs: list[Name] = []

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The end is not before the beginning."""
        if self.from_ and self.to and self.to < self.from_:
            yield "to", FieldError("period_reversed")


class PayRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least pay somebody asks for: a condition to confirm, never points."""

    labels = "pay"

    amount: Annotated[int, Meta(ge=0, le=10_000_000)]
    unit: PayUnit


class QualificationDate(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a qualification was obtained; its label is one of the record's qualifications."""

    labels = "held_qualification"

    label: Name
    obtained: Month


class CandidateRecord(Form, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole registration, identity included."""

    labels = "candidate"

    ref: Name | None = None
    name: Name | None = None
    name_kana: Kana | None = None
    birth_date: date | None = None
    email: Email | None = None
    phone: Phone | None = None
    tier: Tier = Tier.PRACTICAL
    kind: Kind = Kind.REGISTERED
    target_group: Name = ""
    headline: Name = ""
    free_text: Story = ""
    specialties: list[Name] = []
    skills: Annotated[list[SkillRecord], Meta(max_length=100)] = []
    career: Annotated[list[CareerRecord], Meta(max_length=100)] = []
    public_experience: PublicExperienceRecord | None = None
    qualifications: list[Name] = []
    qualification_dates: list[QualificationDate] = []
    preferences: PreferencesRecord | None = None
    affiliated_vendors: list[Name] = []
    employer: Name = ""
    recent_clients: list[Name] = []
    side_job_permission: SideJobPermission | None = None
    side_job_permission_until: date | None = None
    main_job_hours: WeeklyHours | None = None
    appointment_types: list[Name] = []
    min_pay: PayRecord | None = None
    onsite_days_per_month: Annotated[int, Meta(ge=0, le=31)] | None = None
    evidence_links: list[Annotated[str, Meta(max_length=2000)]] = []
    basic_course_on: date | None = None
    conditions_met: list[Name] = []
    conditions_unmet: list[Name] = []

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """A skill's evidence is one of the career entries there are."""
        for position, skill in enumerate(self.skills):
            if skill.career is not None and skill.career >= len(self.career):
                yield f"skills.{position}.career", FieldError("no_such_career")


def missing_for_activation(record: CandidateRecord) -> list[str]:
    """The fields without which nobody is activated straight from a file."""
    wanted = {
        "name": record.name,
        "name_kana": record.name_kana,
        "birth_date": record.birth_date,
        "email": record.email,
        "skills": record.skills or record.career,
        "preferences.hours_per_week": record.preferences and record.preferences.hours_per_week,
        "preferences.from": record.preferences and record.preferences.from_,
        "preferences.to": record.preferences and record.preferences.to,
        "preferences.programs": record.preferences and record.preferences.programs,
    }
    return [name for name, value in wanted.items() if not value]


def slot_mask(slots: Iterable[Slot]) -> int:
    """The bitmask of half-days and evenings."""
    return sum({1 << SLOTS.index(slot) for slot in slots})


def slots_of(mask: int) -> list[Slot]:
    """The half-days and evenings of a bitmask, in the order of the week."""
    return [slot for bit, slot in enumerate(SLOTS) if mask >> bit & 1]
