"""Needs as files carry them: the other direction of `service_import`."""

from collections.abc import AsyncIterator
from datetime import date

import msgspec

from talentpool.kit.formats import as_hours
from talentpool.needs import queries
from talentpool.needs.queries import Whole
from talentpool.needs.schemas import SLOT_NAMES
from talentpool.needs.schemas_interchange import (
    Answers,
    Budget,
    KpiRecord,
    NeedRecord,
    Period,
    RoleRecord,
    SkillLevel,
)
from talentpool.needs.states import NeedState
from talentpool.needs.tables import Need
from talentpool.programmes import queries as programmes
from talentpool.taxonomy import queries as taxonomy
from talentpool.taxonomy.schemas import MunicipalityOut

# The body under which those stand that came without a code and are on no list.
UNLISTED = "900028"
_UNFINISHED = [NeedState.DRAFT, NeedState.CLARIFYING, NeedState.WITHDRAWN]
_BATCH = 200


async def records() -> AsyncIterator[NeedRecord]:
    """All needs that were handed in, as far as the scope's actor may see them."""
    found = Need.objects().where(Need.state.not_in([str(state) for state in _UNFINISHED]))
    needs = await found.order_by(Need.created_at).order_by(Need.number)
    for start in range(0, len(needs), _BATCH):
        for whole in await queries.wholes(needs[start : start + _BATCH]):
            yield await record(whole)


async def record(whole: Whole) -> NeedRecord:
    """One need as a file says it, losslessly: what was written comes back as it was."""
    need = whole.need
    body = await taxonomy.find_municipality(need.municipality)
    programme = await programmes.find(need.programme)
    return NeedRecord(
        ref=need.ref or need.number,
        title=need.title,
        municipality=_name_of(need, body),
        municipality_code=None if need.municipality == UNLISTED else need.municipality,
        program=programme.interchange_name if programme else need.programme,
        current_issue=need.current_issue,
        desired_outcome=need.desired_outcome,
        category=need.category,
        required_skills=whole.labels("required"),
        preferred_skills=whole.labels("preferred"),
        required_qualifications=whole.labels("qualification"),
        required_public_experience=need.public_experience,
        period=Period(from_=month(need.from_month), to=month(need.to_month)),
        hours_per_week=as_hours(need.weekly_minutes) if need.weekly_minutes else None,
        slots=slot_names(need.slots),
        location_code=need.location_code,
        remote=need.remote,
        headcount=need.headcount,
        vendor_conflicts=need.vendor_conflicts,
        requester_name="" if need.municipality == UNLISTED else need.requester_name,
        section=need.section_name,
        public_title=whole.opening.public_title if whole.opening else "",
        public_text=whole.opening.public_text if whole.opening else "",
        appointment_type=need.appointment_type,
        terms=whole.stated_terms if whole.terms else None,
        budget=_budget(need),
        network_model=need.network_model,
        menus=need.menus,
        businesses=need.businesses,
        step=need.step,
        tools=need.tools,
        as_is=need.as_is,
        to_be=need.to_be,
        deliverables=need.deliverables,
        kpis=msgspec.convert(need.kpis, list[KpiRecord]),
        legal_deadline=need.legal_deadline,
        onsite_days_per_month=need.onsite_days_per_month,
        procurement_involved=need.procurement_involved,
        roles=msgspec.convert(need.roles, list[RoleRecord]),
        orders_given_by=need.orders_given_by,
        contact=need.contact,
        answers=msgspec.convert(need.answers, Answers) if need.answers else None,
        require_all_skills=need.require_all_skills,
        skill_levels=[SkillLevel(label=s.label, level=s.level) for s in whole.skills if s.level],
    )


def _name_of(need: Need, body: MunicipalityOut | None) -> str:
    if need.municipality == UNLISTED:
        return need.requester_name
    return body.name if body else ""


def month(day: date | None) -> str | None:
    """`YYYY-MM`."""
    return f"{day:%Y-%m}" if day else None


def slot_names(mask: int) -> list[str]:
    """The half-days of a bitmask, from Monday morning on."""
    return [name for bit, name in enumerate(SLOT_NAMES) if mask >> bit & 1]


def slot_mask(names: list[str]) -> int:
    """The bitmask of half-days: bit = day * 3 + (0 morning, 1 afternoon, 2 evening)."""
    return sum(1 << SLOT_NAMES.index(name) for name in set(names))


def first_of(month_text: str | None) -> date | None:
    """The first day of `YYYY-MM`, as months are stored."""
    return date.fromisoformat(f"{month_text}-01") if month_text else None


def _budget(need: Need) -> Budget | None:
    if need.budget_status is None and need.budget_amount is None:
        return None
    return Budget(status=need.budget_status, amount=need.budget_amount)
