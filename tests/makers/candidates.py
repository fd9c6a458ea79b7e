"""Rows of registrations."""

from typing import Any
from uuid import UUID, uuid4

from talentpool.actor import Actor, Role, system
from talentpool.candidates import queries
from talentpool.candidates.schemas import CandidateRecord
from talentpool.candidates.service import new_handle
from talentpool.candidates.states import CandidateState
from talentpool.candidates.tables import Candidate, Career, Claim
from talentpool.kit.forms import parse
from talentpool.kit.scope import current, elevated, scope
from tests.makers import marks


async def a_person(name: str = marks.NAME, email: str = marks.EMAIL) -> UUID:
    """An identity."""
    person = uuid4()
    async with scope(system()), elevated("register_person"):
        await current().connection.execute(
            "insert into person (id, name, kana, email, phone, birth_on)"
            " values ($1, $2, $3, $4, $5, $6)",
            person,
            name,
            marks.KANA,
            email,
            marks.PHONE,
            marks.BORN_ON,
        )
    return person


async def a_candidate(
    state: CandidateState = CandidateState.ACTIVE,
    *,
    claims: dict[str, int] | None = None,
    career: str = "",
    **columns: Any,
) -> Candidate:
    """A registration; *claims* maps labels to levels, *career* is what was done in one job."""
    person = columns.pop("person", None) or await a_person()
    async with scope(system()):
        row = Candidate(
            person=person,
            handle=new_handle(5),
            state=str(state),
            weekly_minutes=columns.pop("weekly_minutes", 480),
            **columns,
        )
        await Candidate.insert(row)
        owner: dict[str, Any] = {"candidate": row.id, "person": person}
        if career:
            await Career.insert(
                Career(**owner, position=0, organization="架空市役所", description=career)
            )
        for position, (label, level) in enumerate((claims or {}).items()):
            await Claim.insert(Claim(**owner, position=position, label=label, level=level))
        await current().connection.execute("update pool_generation set generation = generation + 1")
        return await queries.get(row.id)


def as_person(candidate: Candidate) -> Actor:
    """The candidate, signed in."""
    return Actor(Role.CANDIDATE, account=uuid4(), person=candidate.person)


def a_record(ref: str = "X-1", **fields: Any) -> CandidateRecord:
    """A complete registration as a file brings it; *fields* replace those that matter."""
    return parse(CandidateRecord, {**_RECORD, "ref": ref, **fields})


_RECORD: dict[str, Any] = {
    "name": "神山 𠮷郎",
    "name_kana": "カミヤマ ヨシロウ",
    "birth_date": "1979-05-03",
    "email": "kamiyama@example.jp",
    "phone": "03-1234-5678",
    "tier": "practical",
    "headline": "窓口の流れを描き直す人",
    "free_text": "現場の人と付せんで流れを描きます。",
    "specialties": ["service_counter", "tools_bpr"],
    "skills": [
        {
            "label": "業務フローの整理",
            "level": 4,
            "years": 6.5,
            "career": 0,
            "evidence_kind": "career",
        },
        {"label": "ポルトガル語", "level": 2, "last_used": "2025-03", "evidence": "研究会で発表"},
    ],
    "career": [
        {
            "organization": "架空市役所",
            "organization_kind": "municipality",
            "role": "主任",
            "from": "2015-04",
            "to": "2022-03",
            "public_sector": True,
            "description": "窓口の改善を担当し、\n申請書を減らした。",
        },
        {"organization": "架空システム", "role": "PM", "from": "2022-04"},
    ],
    "public_experience": {"years": 7, "kinds": ["municipality_staff"], "businesses": ["戸籍"]},
    "qualifications": ["応用情報技術者", "社内資格A"],
    "qualification_dates": [{"label": "応用情報技術者", "obtained": "2012-06"}],
    "preferences": {
        "hours_per_week": 7.75,
        "slots": ["mon_am", "tue_eve", "sun_pm"],
        "from": "2026-12",
        "to": "2027-11",
        "remote": "hybrid",
        "area_codes": ["139017", "131016"],
        "programs": ["placement_fiscal", "outreach"],
    },
    "affiliated_vendors": ["架空ベンダー株式会社"],
    "employer": "架空システム",
    "recent_clients": ["架空区"],
    "side_job_permission": "yes",
    "side_job_permission_until": "2027-03-31",
    "main_job_hours": 38.75,
    "appointment_types": ["fiscal_part_time"],
    "min_pay": {"amount": 2500, "unit": "hour"},
    "onsite_days_per_month": 2,
    "evidence_links": ["https://example.jp/work"],
    "basic_course_on": "2026-01-15",
    "conditions_met": ["weekly_hours"],
    "conditions_unmet": ["office_tools"],
}
