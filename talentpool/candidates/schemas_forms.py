"""The pages of a registration as forms: one theme each, all about one record."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta

from talentpool.candidates.schemas import (
    EvidenceKind,
    Level,
    Name,
    OrganizationKind,
    PayUnit,
    PublicKind,
    Remote,
    SideJobPermission,
    Slot,
    Story,
    Years,
)
from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Consent, Email, Hours, Kana, Money, Month, Phone, Text, Url, YesNo
from talentpool.kit.forms import Form

Lines = Annotated[Text, Meta(max_length=4000)]
Weekly = Annotated[Hours, Meta(ge=30, le=60 * 60)]
_LONGEST_LINE = 200


class BasicsForm(Form, frozen=True, kw_only=True):
    """① Who somebody is."""

    labels = "person"

    name: Annotated[str, Meta(max_length=80)]
    kana: Kana
    birth_on: date


class UnfinishedBasicsForm(Form, frozen=True, kw_only=True):
    """The same page left before it was finished."""

    labels = "person"

    name: Annotated[str, Meta(max_length=80)] = ""
    kana: Kana = ""
    birth_on: date | None = None


class ContactForm(Form, frozen=True, kw_only=True):
    """② How to reach them."""

    labels = "person"

    email: Email
    phone: Phone | None = None


class UnfinishedContactForm(Form, frozen=True, kw_only=True):
    """The same page left before it was finished."""

    labels = "person"

    email: Email = ""
    phone: Phone | None = None


class FieldsForm(Form, frozen=True, kw_only=True):
    """③ In which fields somebody is at home, and what they say of themselves."""

    labels = "candidate"

    specialties: list[str] = []
    headline: Annotated[str, Meta(max_length=80)] = ""
    free_text: Story = ""
    evidence_links: Lines = ""


class EmptyForm(Form, frozen=True, kw_only=True):
    """A page whose entries have pages of their own."""


class SkillForm(Form, frozen=True, kw_only=True):
    """③ One skill, and what speaks for it."""

    labels = "claim"

    label: Name
    level: Level
    years: Years = 0.0
    last_used: Month | None = None
    evidence_kind: EvidenceKind | None = None
    career: Annotated[int, Meta(ge=0)] | None = None
    evidence: Annotated[Text, Meta(max_length=2000)] = ""
    seen: int | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """Evidence is one of the career entries, or a work of one's own in words."""
        if self.evidence_kind == "career" and self.career is None:
            yield "career", FieldError("required_choice")
        if self.evidence_kind in ("school", "project") and not self.evidence:
            yield "evidence", FieldError("required")


class CareerForm(Form, frozen=True, kw_only=True):
    """④ One entry of a career."""

    labels = "career"

    organization: Name
    organization_kind: OrganizationKind | None = None
    role: Name = ""
    from_month: Month
    to_month: Month | None = None
    public_sector: bool = False
    description: Story = ""
    seen: int | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The end is not before the beginning."""
        if self.to_month and self.to_month < self.from_month:
            yield "to_month", FieldError("period_reversed")


class PublicForm(Form, frozen=True, kw_only=True):
    """⑤ Work in or for public administration."""

    labels = "public_experience"

    kinds: Annotated[list[PublicKind], Meta(min_length=1)]
    years: Years = 0.0
    businesses: list[str] = []
    steps: list[str] = []
    basic_course_on: date | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """None means none."""
        if "none" in self.kinds and len(self.kinds) > 1:
            yield "kinds", FieldError("none_and_others")


class QualificationRow(Form, frozen=True, kw_only=True):
    """⑥ One qualification."""

    labels = "held_qualification"

    label: Name
    obtained: Month | None = None


class QualificationsForm(Form, frozen=True, kw_only=True):
    """⑥ Qualifications."""

    labels = "held_qualification"

    qualifications: list[QualificationRow] = []


class TimeForm(Form, frozen=True, kw_only=True):
    """⑦ How much and when."""

    labels = "wish"

    weekly_minutes: Weekly
    slots: list[Slot] = []
    from_month: Month
    to_month: Month

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The end is not before the beginning."""
        if self.to_month < self.from_month:
            yield "to_month", FieldError("period_reversed")


class WishesForm(Form, frozen=True, kw_only=True):
    """⑦ Where, in which programmes, on which terms."""

    labels = "wish"

    remote: Remote
    area_codes: list[str] = []
    onsite_days_per_month: Annotated[int, Meta(ge=0, le=31)] | None = None
    programs: Annotated[list[str], Meta(min_length=1)]
    appointment_types: list[str] = []
    min_pay_amount: Annotated[Money, Meta(ge=0, le=10_000_000)] | None = None
    min_pay_unit: PayUnit | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """Whoever comes on site says where to; pay has its unit."""
        if self.remote != "full" and not self.area_codes:
            yield "area_codes", FieldError("required_choice")
        if self.min_pay_amount is not None and self.min_pay_unit is None:
            yield "min_pay_unit", FieldError("required_choice")


class StandingForm(Form, frozen=True, kw_only=True):
    """⑦ The main job, and whom somebody is bound to: conflicts of interest."""

    labels = "standing"

    employer: Name = ""
    side_job_permission: SideJobPermission
    side_job_permission_until: date | None = None
    main_job_minutes: Weekly | None = None
    recent_clients: Lines = ""
    affiliated_vendors: Lines = ""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """Each line is one name."""
        for name in ("recent_clients", "affiliated_vendors"):
            longest = max(map(len, getattr(self, name).splitlines()), default=0)
            if longest > _LONGEST_LINE:
                yield name, FieldError("too_long", {"max": _LONGEST_LINE, "now": longest})


class AnswerRow(Form, frozen=True, kw_only=True):
    """One question of the target group."""

    labels = "answer"

    code: str
    answer: YesNo


class QuestionsForm(Form, frozen=True, kw_only=True):
    """The questions of the target group, answered by oneself."""

    labels = "answer"

    answers: list[AnswerRow] = []


class SubmitForm(Form, frozen=True, kw_only=True):
    """What is agreed to on sending."""

    labels = "submission"

    consent: Consent
    seen: int | None = None


class LinkLine(Form, frozen=True, kw_only=True):
    """One web address, to check those of a text with one a line."""

    labels = "candidate"

    evidence_links: Url


class MoveForm(Form, frozen=True, kw_only=True):
    """Where an entry goes."""

    up: bool = False
    seen: int | None = None
