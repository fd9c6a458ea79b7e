"""A registration as one record, and back: what forms save, files bring and exports give.

The one place that knows which field of the record lies in which column.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from talentpool.candidates.schemas import (
    CandidateRecord,
    CareerRecord,
    PreferencesRecord,
    PublicExperienceRecord,
    SkillRecord,
    slot_mask,
)
from talentpool.kit.text import fold

MINUTES = 60
Row = dict[str, Any]


class Resolution(Protocol):
    """What somebody meant by a label; None where nobody knows."""

    @property
    def code(self) -> str | None:
        """A code of the vocabulary."""
        ...


class Meanings(msgspec.Struct, frozen=True):
    """What the labels of some records stand for."""

    skills: Mapping[str, str | None]
    qualifications: Mapping[str, str | None]


class PartRows(msgspec.Struct, frozen=True):
    """The rows that a record becomes beside the registration's own."""

    careers: list[Row]
    claims: list[Row]
    qualifications: list[Row]


def columns(record: CandidateRecord) -> Row:
    """The registration's own columns. Identity is not among them."""
    public = record.public_experience or PublicExperienceRecord()
    wish = record.preferences or PreferencesRecord()
    return {
        "kind": str(record.kind),
        "tier": str(record.tier),
        "target_group": record.target_group,
        "headline": record.headline,
        "free_text": record.free_text,
        "specialties": record.specialties,
        "public_years": Decimal(str(public.years)),
        "public_kinds": list(public.kinds),
        "public_businesses": public.businesses,
        "public_steps": public.steps,
        "weekly_minutes": _minutes(wish.hours_per_week),
        "slots": slot_mask(wish.slots),
        "available_from": first_day(wish.from_),
        "available_to": first_day(wish.to),
        "remote": wish.remote,
        "area_codes": wish.area_codes,
        "programmes": wish.programs,
        "appointment_types": record.appointment_types,
        "onsite_days_per_month": record.onsite_days_per_month,
        "min_pay": msgspec.to_builtins(record.min_pay),
        "employer": record.employer,
        "recent_clients": record.recent_clients,
        "side_job_permission": record.side_job_permission,
        "side_job_permission_until": record.side_job_permission_until,
        "main_job_minutes": _minutes(record.main_job_hours),
        "affiliated_vendors": record.affiliated_vendors,
        "evidence_links": record.evidence_links,
        "basic_course_on": record.basic_course_on,
        "conditions_met": record.conditions_met,
        "conditions_unmet": record.conditions_unmet,
        "search": _search_text(record),
    }


def _search_text(record: CandidateRecord) -> str:
    """Everything that somebody may look for a person by, folded; who they are is not in it."""
    texts = [record.headline, *record.qualifications]
    texts += [skill.label for skill in record.skills]
    texts += [text for entry in record.career for text in (entry.organization, entry.role)]
    return fold("\n".join(texts))


def with_programmes(record: CandidateRecord, spelling: Mapping[str, str]) -> CandidateRecord:
    """*record* with its programmes spelt otherwise: files say `outreach`, we `consultation`."""
    wish = record.preferences
    if wish is None:
        return record
    programs = [spelling.get(name, name) for name in wish.programs]
    return replace(record, preferences=replace(wish, programs=programs))


def done_pages(record: CandidateRecord) -> list[str]:
    """The pages of the registration that a record from elsewhere has answered."""
    wish = record.preferences or PreferencesRecord()
    answered = {
        "basics": record.name and record.name_kana and record.birth_date,
        "contact": record.email,
        "career": record.career,
        "fields": record.headline or record.free_text or record.specialties,
        "skills": record.skills,
        "public": record.public_experience,
        "qualifications": record.qualifications,
        "time": wish.hours_per_week and wish.from_ and wish.to,
        "wishes": wish.remote and wish.programs,
        "standing": record.side_job_permission,
        "questions": record.conditions_met or record.conditions_unmet,
    }
    return sorted(page for page, value in answered.items() if value)


def meanings(
    found: Iterable[CandidateRecord],
    skill: Callable[[str], Resolution],
    qualification: Callable[[str], Resolution],
) -> Meanings:
    """What the labels of *found* stand for; each is looked up once, as that takes a while."""
    records = list(found)
    skills = {entry.label for record in records for entry in record.skills}
    titles = {label for record in records for label in record.qualifications}
    return Meanings(
        {label: skill(label).code for label in skills},
        {label: qualification(label).code for label in titles},
    )


def parts(record: CandidateRecord, known: Meanings) -> PartRows:
    """The rows of careers, claims and qualifications; labels are resolved, and kept as written."""
    careers = [_career_row(entry, position) for position, entry in enumerate(record.career)]
    claims = [
        _claim_row(skill, position, careers, known) for position, skill in enumerate(record.skills)
    ]
    obtained = {held.label: held.obtained for held in record.qualification_dates}
    qualifications = [
        {
            "id": uuid4(),
            "position": position,
            "label": label,
            "qualification": known.qualifications[label],
            "obtained_on": first_day(obtained.get(label)),
        }
        for position, label in enumerate(record.qualifications)
    ]
    return PartRows(careers, claims, qualifications)


def _career_row(entry: CareerRecord, position: int) -> Row:
    return {
        "id": uuid4(),
        "position": position,
        "organization": entry.organization,
        "organization_kind": entry.organization_kind,
        "role": entry.role,
        "from_month": first_day(entry.from_),
        "to_month": first_day(entry.to),
        "is_public": entry.public_sector,
        "description": entry.description,
    }


def _claim_row(skill: SkillRecord, position: int, careers: list[Row], known: Meanings) -> Row:
    return {
        "id": uuid4(),
        "position": position,
        "label": skill.label,
        "skill": known.skills[skill.label],
        "level": skill.level,
        "years": Decimal(str(skill.years)),
        "last_used_on": first_day(skill.last_used),
        "career": None if skill.career is None else careers[skill.career]["id"],
        "evidence_kind": skill.evidence_kind or "",
        "evidence_text": skill.evidence,
    }


def still_verified(claims: list[Row], verified: dict[tuple[str, int], Row]) -> list[Row]:
    """*claims*, those verified whose label and level were verified before."""
    return [
        claim | {name: before[name] for name in ("verified_by", "verified_at")}
        if (before := verified.get((claim["label"], claim["level"])))
        else claim
        for claim in claims
    ]


def first_day(text: str | None) -> date | None:
    """The first day of a month written `YYYY-MM`."""
    return date.fromisoformat(f"{text}-01") if text else None


def month(day: date | None) -> str | None:
    """A stored month as `YYYY-MM`."""
    return day.strftime("%Y-%m") if day else None


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * MINUTES)
