"""A need as files carry it: everything a form takes, under the names that other systems use."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talentpool.kit.fields import Month, Text
from talentpool.kit.text import find_refused

Number = float
Line = Annotated[str, Meta(max_length=200)]
Long = Annotated[Text, Meta(max_length=10_000)]
MonthText = Annotated[Month, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
SLOT_PATTERN = r"^(mon|tue|wed|thu|fri|sat|sun)_(am|pm|eve)$"
Slot = Annotated[str, Meta(pattern=SLOT_PATTERN)]
Remote = Annotated[str, Meta(pattern="^(full|hybrid|onsite)$")]
Weekly = Annotated[float, Meta(ge=0.25, le=80)]


class Outcome(StrEnum):
    """What taking a record did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Part(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A group of fields inside a record."""


class Period(Part):
    """Whole months, both included."""

    from_: MonthText | None = msgspec.field(name="from", default=None)
    to: MonthText | None = None


class Budget(Part):
    """Whether there is money, and how much, in yen."""

    status: Annotated[str, Meta(pattern="^(secured|requested|open)$")] | None = None
    amount: Annotated[int, Meta(ge=0, le=10**12)] | None = None


class RoleRecord(Part):
    """One role of a team."""

    role: Line
    hours_per_week: Weekly | None = None
    skills: list[Line] = []


class KpiRecord(Part):
    """What is to change, in numbers."""

    name: Line
    unit: Line = ""
    now: Number | None = None
    target: Number | None = None
    result: Number | None = None


class SkillLevel(Part):
    """How well a skill that is asked for should be mastered."""

    label: Line
    level: Annotated[int, Meta(ge=1, le=5)]


class Answers(Part):
    """What the clinic asked in plain words."""

    who: Long = ""
    how_often: Long = ""
    since_when: Long = ""
    by_when: Long = ""
    if_nothing: Long = ""
    vendor: Long = ""
    place: Long = ""


class TermsRecord(Part):
    """Working conditions of a placement (職業安定法 5条の3, 同法施行規則 4条の2)."""

    duties: Long = ""
    duties_change_range: Long = ""
    term: Period = msgspec.field(default_factory=Period)
    trial_period: Long = ""
    place: Long = ""
    place_change_range: Long = ""
    work_hours: Long = ""
    breaks: Long = ""
    days_off: Long = ""
    overtime: Long = ""
    pay: Long = ""
    pay_ordinance: Long = ""
    insurance: Long = ""
    renewal_criteria: Long = ""
    renewal_limit: Long = ""
    employer: Long = ""
    smoking_measures: Long = ""

    def has(self, name: str) -> bool:
        """Whether a condition is stated."""
        return bool(self.term.from_ if name == "term" else getattr(self, name))


class NeedRecord(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One line of a file of needs. Labels are as people write them."""

    ref: Annotated[str, Meta(min_length=1, max_length=200)]
    title: Line
    municipality: Line = ""
    municipality_code: Line | None = None
    program: Line
    current_issue: Long
    desired_outcome: Long = ""
    category: Line | None = None
    required_skills: list[Line] = []
    preferred_skills: list[Line] = []
    required_qualifications: list[Line] = []
    required_public_experience: bool = False
    period: Period = msgspec.field(default_factory=Period)
    hours_per_week: Weekly | None = None
    slots: list[Slot] = []
    location_code: Annotated[str, Meta(pattern="^[0-9]{6}$")] | None = None
    remote: Remote | None = None
    headcount: Annotated[int, Meta(ge=1, le=99)] = 1
    vendor_conflicts: list[Line] = []

    requester_name: Line = ""
    section: Line = ""
    public_title: Line = ""
    public_text: Long = ""
    appointment_type: Line | None = None
    terms: TermsRecord | None = None
    budget: Budget | None = None
    network_model: Line | None = None
    menus: list[Line] = []
    businesses: list[Line] = []
    step: Line | None = None
    tools: list[Line] = []
    as_is: Long = ""
    to_be: Long = ""
    deliverables: list[Line] = []
    kpis: list[KpiRecord] = []
    legal_deadline: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}(-\d{2})?$")] | None = None
    onsite_days_per_month: Annotated[int, Meta(ge=0, le=31)] | None = None
    procurement_involved: bool | None = None
    roles: list[RoleRecord] = []
    orders_given_by: Line = ""
    contact: Annotated[str, Meta(max_length=500)] = ""
    answers: Answers | None = None
    require_all_skills: bool = False
    skill_levels: list[SkillLevel] = []

    def plain(self) -> dict[str, Any]:
        """As a file says it: the main fields always, the optional ones where they say something."""
        return {
            name: _tidy(value)
            for name, value in msgspec.to_builtins(self).items()
            if name in MAIN or value != _UNSAID[name]
        }

    def refused_texts(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Fields with NUL, control, direction or invisible characters, and where these stand."""
        for name, text in _texts(msgspec.to_builtins(self)):
            if found := find_refused(text, allow_lines=True):
                yield name, {"character": found.code, "position": found.position}


_UNSAID = msgspec.to_builtins(NeedRecord(ref="-", title="", program="", current_issue=""))
MAIN = frozenset(list(_UNSAID)[: list(_UNSAID).index("requester_name")])


def _tidy(value: Any) -> Any:
    """Whole numbers without a fraction, at any depth."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _tidy(item) for key, item in value.items()}
    return [_tidy(item) for item in value] if isinstance(value, list) else value


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text at any depth, with the dotted name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)
