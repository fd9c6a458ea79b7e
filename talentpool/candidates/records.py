"""A registration as one record, and back: what forms save, files bring and exports give.

The one place that knows which field of the record lies in which column.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec

from talentpool.candidates.schemas import (
    CandidateRecord,
    CareerRecord,
    PayRecord,
    PreferencesRecord,
    PublicExperienceRecord,
    SkillRecord,
    slot_mask,
    slots_of,
)
from talentpool.candidates.states import Kind, Tier

MINUTES = 60
Row = dict[str, Any]
Resolve = Callable[[str], str | None]


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
    }


def parts(record: CandidateRecord, resolve_skill: Resolve, resolve_title: Resolve) -> PartRows:
    """The rows of careers, claims and qualifications; labels are resolved, and kept as written."""
    careers = [_career_row(entry, position) for position, entry in enumerate(record.career)]
    claims = [
        _claim_row(skill, position, careers, resolve_skill)
        for position, skill in enumerate(record.skills)
    ]
    dates = [*record.qualification_dates, *[""] * len(record.qualifications)]
    qualifications = [
        {
            "id": uuid4(),
            "position": position,
            "label": label,
            "qualification": resolve_title(label),
            "obtained_on": first_day(dates[position] or None),
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


def _claim_row(skill: SkillRecord, position: int, careers: list[Row], resolve: Resolve) -> Row:
    return {
        "id": uuid4(),
        "position": position,
        "label": skill.label,
        "skill": resolve(skill.label),
        "level": skill.level,
        "years": Decimal(str(skill.years)),
        "last_used_on": first_day(skill.last_used),
        "career": None if skill.career is None else careers[skill.career]["id"],
        "evidence_kind": skill.evidence_kind or "",
        "evidence_text": skill.evidence,
    }


def record_of(
    candidate: Row, careers: list[Row], claims: list[Row], held: list[Row]
) -> CandidateRecord:
    """The record that would make these rows again; without the identity."""
    positions = {career["id"]: position for position, career in enumerate(careers)}
    return CandidateRecord(
        ref=candidate["ref"],
        tier=Tier(candidate["tier"]),
        kind=Kind(candidate["kind"]),
        target_group=candidate["target_group"],
        headline=candidate["headline"],
        free_text=candidate["free_text"],
        specialties=candidate["specialties"],
        skills=[_skill_record(claim, positions) for claim in claims],
        career=[_career_record(career) for career in careers],
        public_experience=_public_record(candidate),
        qualifications=[row["label"] for row in held],
        qualification_dates=_dates(held),
        preferences=_preferences_record(candidate),
        affiliated_vendors=candidate["affiliated_vendors"],
        employer=candidate["employer"],
        recent_clients=candidate["recent_clients"],
        side_job_permission=candidate["side_job_permission"],
        side_job_permission_until=candidate["side_job_permission_until"],
        main_job_hours=_hours(candidate["main_job_minutes"]),
        appointment_types=candidate["appointment_types"],
        min_pay=_pay_record(candidate["min_pay"]),
        onsite_days_per_month=candidate["onsite_days_per_month"],
        evidence_links=candidate["evidence_links"],
        basic_course_on=candidate["basic_course_on"],
    )


def _skill_record(claim: Row, positions: dict[UUID, int]) -> SkillRecord:
    return SkillRecord(
        label=claim["label"],
        level=claim["level"],
        years=float(claim["years"]),
        last_used=month(claim["last_used_on"]),
        career=positions.get(claim["career"]),
        evidence_kind=claim["evidence_kind"] or None,
        evidence=claim["evidence_text"],
    )


def _career_record(career: Row) -> CareerRecord:
    return CareerRecord(
        organization=career["organization"],
        role=career["role"],
        from_=month(career["from_month"]),
        to=month(career["to_month"]),
        public_sector=career["is_public"],
        description=career["description"],
        organization_kind=career["organization_kind"],
    )


def _public_record(candidate: Row) -> PublicExperienceRecord | None:
    record = PublicExperienceRecord(
        years=float(candidate["public_years"]),
        kinds=candidate["public_kinds"],
        businesses=candidate["public_businesses"],
        steps=candidate["public_steps"],
    )
    return None if record == PublicExperienceRecord() else record


def _preferences_record(candidate: Row) -> PreferencesRecord | None:
    record = PreferencesRecord(
        hours_per_week=_hours(candidate["weekly_minutes"]),
        slots=slots_of(candidate["slots"]),
        from_=month(candidate["available_from"]),
        to=month(candidate["available_to"]),
        remote=candidate["remote"],
        area_codes=candidate["area_codes"],
        programs=candidate["programmes"],
    )
    return None if record == PreferencesRecord() else record


def _pay_record(stored: Row | None) -> PayRecord | None:
    return None if stored is None else msgspec.convert(stored, PayRecord)


def _dates(held: list[Row]) -> list[str]:
    dates = [month(row["obtained_on"]) or "" for row in held]
    return dates if any(dates) else []


def first_day(text: str | None) -> date | None:
    """The first day of a month written `YYYY-MM`."""
    return date.fromisoformat(f"{text}-01") if text else None


def month(day: date | None) -> str | None:
    """A stored month as `YYYY-MM`."""
    return day.strftime("%Y-%m") if day else None


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * MINUTES)


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / MINUTES
