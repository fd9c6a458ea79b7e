"""Forms of the clinic, of triage, and of what may be done with a need."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta

from talentpool.accounts.schemas import Id
from talentpool.kit.errors import FieldError
from talentpool.kit.fields import Chosen, Hours, Money, Month, Text
from talentpool.kit.forms import Form

Title = Annotated[str, Meta(max_length=200)]
Story = Annotated[Text, Meta(max_length=10_000)]
Answer = Annotated[Text, Meta(max_length=2_000)]
Note = Annotated[Text, Meta(max_length=2_000)]
Lines = Annotated[Text, Meta(max_length=4_000)]
_FOR_SENDING = {"is_for_sending": True}
Weekly = Annotated[Hours, Meta(ge=30, le=80 * 60, extra=_FOR_SENDING)]
SentMonth = Annotated[Month, Meta(extra=_FOR_SENDING)]
Term = Annotated[Text, Meta(max_length=2_000, extra=_FOR_SENDING)]
LongTerm = Annotated[Text, Meta(max_length=10_000, extra=_FOR_SENDING)]
Amount = Annotated[Money, Meta(ge=0, le=10**12)]
BudgetStatus = Annotated[
    Literal["secured", "requested", "open"], Meta(extra={"labels": "budget_status"})
]
Remote = Annotated[Literal["full", "hybrid", "onsite"], Meta(extra={"labels": "need_remote"})]
Wanted = Annotated[Literal["required", "preferred", "none"], Meta(extra={"labels": "wanted"})]
Slot = Literal[
    "mon_am", "mon_pm", "mon_eve", "tue_am", "tue_pm", "tue_eve", "wed_am", "wed_pm", "wed_eve",
    "thu_am", "thu_pm", "thu_eve", "fri_am", "fri_pm", "fri_eve", "sat_am", "sat_pm", "sat_eve",
    "sun_am", "sun_pm", "sun_eve",
]  # fmt: skip

_LONGEST_LINE = 200
SLOT_NAMES: tuple[str, ...] = get_args(Slot)


class Versioned(Form, frozen=True, kw_only=True):
    """A form about a need as it was when the page was made."""

    seen: int | None = None


class TroubleForm(Versioned, frozen=True, kw_only=True):
    """Step 1: what is hard, in plain words."""

    labels = "need"

    programme: Chosen
    current_issue: Story
    desired_outcome: Story = ""
    title: Title = ""


class WantedSkill(Form, frozen=True, kw_only=True):
    """One suggested skill, confirmed or removed."""

    labels = "need"

    label: str
    want: Wanted = "none"
    level: Annotated[int, Meta(ge=1, le=5)] | None = None


class SuggestionsForm(Versioned, frozen=True, kw_only=True):
    """Step 2: what the words seem to call for, confirmed or removed; nothing is obligatory."""

    labels = "need"

    category: str | None = None
    menus: list[str] = []
    skills: list[WantedSkill] = []
    other_skills: Lines = ""
    businesses: list[str] = []
    step: str | None = None
    roles: list[str] = []
    tools: Lines = ""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """Each line is one label."""
        return _check_lines(self, "other_skills", "tools")


class QuestionsForm(Versioned, frozen=True, kw_only=True):
    """Step 3: at most nine questions in plain words."""

    labels = "need"

    who: Answer = ""
    how_often: Answer = ""
    since_when: Answer = ""
    by_when: Answer = ""
    legal_deadline: Month | None = None
    if_nothing: Answer = ""
    vendor: Answer = ""
    budget_status: BudgetStatus | None = None
    budget_amount: Amount | None = None
    place: Answer = ""
    contact: Annotated[Text, Meta(max_length=500)] = ""


class KpiForm(Form, frozen=True, kw_only=True):
    """One number that is to change."""

    labels = "kpi"

    name: Title
    unit: Title = ""
    now: float | None = None
    target: float | None = None


class ConditionsForm(Versioned, frozen=True, kw_only=True):
    """Step 4: when, where, how much, with whom."""

    labels = "need"

    from_month: SentMonth | None = None
    to_month: SentMonth | None = None
    weekly_minutes: Weekly | None = None
    slots: list[Slot] = []
    remote: Remote | None = None
    location: str = ""
    onsite_days_per_month: Annotated[int, Meta(ge=0, le=31)] | None = None
    headcount: Annotated[int, Meta(ge=1, le=99)] = 1
    qualifications: Lines = ""
    public_experience: bool = False
    vendor_conflicts: Lines = ""
    appointment_type: str | None = None
    orders_given_by: Title = ""
    as_is: Story = ""
    to_be: Story = ""
    deliverables: Lines = ""
    kpis: list[KpiForm] = []

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The period has a direction; each line is one label."""
        yield from _check_period(self.from_month, self.to_month, "to_month")
        yield from _check_lines(self, "qualifications", "vendor_conflicts", "deliverables")


class PlacementForm(Versioned, frozen=True, kw_only=True):
    """Step 5 of a placement: what registrants read, and the working conditions."""

    labels = "terms"

    public_title: Annotated[str, Meta(max_length=200, extra=_FOR_SENDING)] = ""
    public_text: LongTerm = ""
    duties: LongTerm = ""
    duties_change_range: Term = ""
    term_from: SentMonth | None = None
    term_to: SentMonth | None = None
    trial_period: Term = ""
    place: Term = ""
    place_change_range: Term = ""
    work_hours: Term = ""
    breaks: Term = ""
    days_off: Term = ""
    overtime: Term = ""
    pay: Term = ""
    pay_ordinance: Term = ""
    insurance: Term = ""
    renewal_criteria: Term = ""
    renewal_limit: Term = ""
    employer: Term = ""
    smoking_measures: Term = ""

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The term has a direction."""
        return _check_period(self.term_from, self.term_to, "term_to")


class QuestionForm(Versioned, frozen=True, kw_only=True):
    """A coordinator returns a need with a question."""

    labels = "triage"

    text: Note


class AnswerForm(Form, frozen=True, kw_only=True):
    """The municipality answers."""

    labels = "triage"

    answer: Annotated[Text, Meta(max_length=4_000)]


class ReasonForm(Versioned, frozen=True, kw_only=True):
    """Why something ends."""

    labels = "triage"

    reason: Chosen
    note: Note = ""


class NoteForm(Versioned, frozen=True, kw_only=True):
    """A remark that goes with a decision."""

    labels = "triage"

    note: Note = ""


class RequireAllForm(Versioned, frozen=True, kw_only=True):
    """Whether required skills are a hard condition."""

    labels = "triage"

    is_required: bool = False


class ConvertForm(Versioned, frozen=True, kw_only=True):
    """A consultation becomes a project or an opening."""

    labels = "triage"

    programme: Chosen
    note: Note = ""


class NextStepForm(Versioned, frozen=True, kw_only=True):
    """Who does what next, by when."""

    labels = "triage"

    assignee: Id | None = None
    next_step: Annotated[str, Meta(max_length=500)] = ""
    next_step_due_on: date | None = None


class ApprovalForm(Form, frozen=True, kw_only=True):
    """Since when the municipality's own approval (庁内決裁) is under way, and until when."""

    labels = "need"

    approval_since: date
    approval_expected_on: date | None = None

    def check(self) -> Iterable[tuple[str, FieldError]]:
        """The approval has a direction."""
        if self.approval_expected_on and self.approval_expected_on < self.approval_since:
            yield "approval_expected_on", FieldError("period_reversed")


def _check_period(
    start: str | None, end: str | None, name: str
) -> Iterable[tuple[str, FieldError]]:
    if start and end and end < start:
        yield name, FieldError("period_reversed")


def _check_lines(form: Form, *names: str) -> Iterable[tuple[str, FieldError]]:
    for name in names:
        if any(len(line) > _LONGEST_LINE for line in getattr(form, name).splitlines()):
            yield name, FieldError("line_too_long", {"max": _LONGEST_LINE})
