"""Rows as one record again: what exports give, and what the pages show and change."""

from typing import Any
from uuid import UUID

import msgspec

from talentpool.candidates.records import month
from talentpool.candidates.schemas import (
    CandidateRecord,
    CareerRecord,
    PayRecord,
    PreferencesRecord,
    PublicExperienceRecord,
    QualificationDate,
    SkillRecord,
    slots_of,
)
from talentpool.candidates.states import Kind, Tier
from talentpool.kit.formats import as_hours

Row = dict[str, Any]


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
        conditions_met=candidate["conditions_met"],
        conditions_unmet=candidate["conditions_unmet"],
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


def _dates(held: list[Row]) -> list[QualificationDate]:
    return [
        QualificationDate(label=row["label"], obtained=obtained)
        for row in held
        if (obtained := month(row["obtained_on"]))
    ]


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else as_hours(minutes)
