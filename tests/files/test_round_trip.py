"""What was imported comes back, in every format, and can be imported again without a change."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talentpool.actor import Role
from talentpool.files import service, service_export
from talentpool.files.schemas import RECORDS, Format, Kind, Result
from talentpool.kit.errors import Invalid
from tests.makers.accounts import an_actor

ODD = "=1+1；a;b\\\\c'\n「二行目」①㈱髙"
PERIOD = {"from": "2027-01", "to": "2028-03"}
# With every field that a form takes, and texts that tables are bad at.
FULL = {
    Kind.CANDIDATES: {
        "ref": "=C;1",
        "name": "髙橋 花",
        "name_kana": "タカハシ ハナ",
        "birth_date": "1980-05-01",
        "email": "hana@example.jp",
        "phone": "+81312345678",
        "tier": "special",
        "kind": "staff_expert",
        "target_group": "special",
        "headline": "@窓口の改善",
        "free_text": ODD,
        "specialties": ["tools_bpr", "other"],
        "skills": [
            {
                "label": "kintone;設計",
                "level": 4,
                "years": 2.5,
                "last_used": "2026-03",
                "career": 1,
                "evidence_kind": "career",
                "evidence": ODD,
            },
            {"label": "-未知の技能", "level": 1},
        ],
        "career": [
            {"organization": "㈱さくら", "from": "2015-04", "to": "2020-03", "description": ODD},
            {
                "organization": "青波市",
                "organization_kind": "municipality",
                "role": "+主任",
                "from": "2020-04",
                "public_sector": True,
            },
        ],
        "public_experience": {
            "years": 6.5,
            "kinds": ["municipality_staff"],
            "businesses": ["tax"],
            "steps": ["1"],
        },
        "qualifications": ["登録セキスペ", "a\\;b"],
        "qualification_dates": [{"label": "登録セキスペ", "obtained": "2019-10"}],
        "preferences": {
            "hours_per_week": 3.875,
            "slots": ["mon_am", "sun_eve"],
            **PERIOD,
            "remote": "hybrid",
            "area_codes": ["139017", "011002"],
            "programs": ["outreach", "placement_fiscal"],
        },
        "affiliated_vendors": ["'㈱さくら"],
        "employer": "㈱さくら",
        "recent_clients": ["青波市"],
        "side_job_permission": "yes",
        "side_job_permission_until": "2028-03-31",
        "main_job_hours": 38.75,
        "appointment_types": ["fiscal_part_time"],
        "min_pay": {"amount": 1500, "unit": "hour"},
        "onsite_days_per_month": 4,
        "evidence_links": ["https://example.jp/a;b"],
        "basic_course_on": "2026-04-01",
        "conditions_met": ["office_tools"],
        "conditions_unmet": ["field_work"],
    },
    Kind.NEEDS: {
        "ref": "-N;1",
        "title": "+予約の見直し",
        "municipality": "青波市",
        "municipality_code": "139017",
        "program": "hands_on",
        "current_issue": ODD,
        "desired_outcome": ODD,
        "category": "tools_bpr",
        "required_skills": ["kintone;設計", "a\\;b"],
        "preferred_skills": ["=RPA"],
        "required_qualifications": ["登録セキスペ"],
        "required_public_experience": True,
        "period": PERIOD,
        "hours_per_week": 7.33,
        "slots": ["mon_am", "sun_eve"],
        "location_code": "139017",
        "remote": "hybrid",
        "headcount": 2,
        "vendor_conflicts": ["㈱さくら"],
        "requester_name": "青波市",
        "section": "情報政策課",
        "public_title": "募集の題",
        "public_text": ODD,
        "appointment_type": "fiscal_part_time",
        "terms": {"duties": ODD, "term": PERIOD, "pay": "時間額1,420円"},
        "budget": {"status": "secured", "amount": 10**12},
        "network_model": "alpha_dash",
        "menus": ["tools_bpr"],
        "businesses": ["tax"],
        "step": "1",
        "tools": ["kintone"],
        "as_is": ODD,
        "to_be": ODD,
        "deliverables": ["報告;1"],
        "kpis": [{"name": "待ち時間", "unit": "分", "now": 19.5, "target": -3, "result": 0.001}],
        "legal_deadline": "2027-03-31",
        "onsite_days_per_month": 2,
        "procurement_involved": True,
        "roles": [{"role": "=進行役", "hours_per_week": 3.875, "skills": ["BPR", "a;b"]}],
        "orders_given_by": "情報政策課長",
        "contact": "内線 2315",
        "answers": {"who": ODD, "place": "市役所"},
        "require_all_skills": True,
        "skill_levels": [{"label": "=RPA", "level": 3}],
    },
}
ROOT = Path(__file__).parents[2]
DEMO = ROOT / "talentpool" / "demo" / "data"


@pytest.fixture
async def coordinator(db):
    return await an_actor(Role.COORDINATOR)


async def _take(actor, kind: Kind, content: bytes) -> Result:
    checked = await service.check(actor, kind, content)
    assert [str(problem) for problem in checked.problems] == []
    return await service.take(actor, kind, checked.records)


def _without_blanks(record: Any) -> Any:
    """*record* without what says nothing: defaults that a file may leave out."""
    if isinstance(record, dict):
        said = {name: _without_blanks(value) for name, value in record.items()}
        return {name: value for name, value in said.items() if value}
    return [_without_blanks(item) for item in record] if isinstance(record, list) else record


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV, Format.XLSX])
async def test_an_export_imported_again_changes_nothing(coordinator, kind, form):
    await _take(coordinator, kind, (DEMO / f"{kind}.jsonl").read_bytes())
    is_people = kind is Kind.CANDIDATES
    content = await service_export.export(coordinator, kind, form, with_identity=is_people)

    result = await _take(coordinator, kind, content)

    assert (result.added, result.changed) == (0, 0)
    assert result.unchanged > 20


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_record_with_every_field_comes_back_as_it_was_sent(coordinator, kind):
    sent = FULL[kind]
    assert set(sent) == {field.encode_name for field in msgspec.structs.fields(RECORDS[kind])}

    await _take(coordinator, kind, json.dumps(sent).encode())

    is_people = kind is Kind.CANDIDATES
    content = await service_export.export(coordinator, kind, Format.JSONL, with_identity=is_people)
    assert _without_blanks(json.loads(content)) == sent


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("form", list(Format))
async def test_a_record_with_every_field_survives_every_format(coordinator, kind, form):
    await _take(coordinator, kind, json.dumps(FULL[kind]).encode())
    is_people = kind is Kind.CANDIDATES
    content = await service_export.export(coordinator, kind, form, with_identity=is_people)

    result = await _take(coordinator, kind, content)

    assert result == Result(unchanged=1)


async def test_an_export_keeps_the_order_of_keys_wherever_it_was_imported(coordinator):
    refs = [f"C-{number}" for number in (3, 1, 2)]
    await _take(coordinator, Kind.CANDIDATES, "\n".join(f'{{"ref":"{r}"}}' for r in refs).encode())

    content = await service_export.export(coordinator, Kind.CANDIDATES, Format.JSONL)

    assert [json.loads(line)["ref"] for line in content.splitlines()] == sorted(refs)


async def test_people_come_out_without_names_unless_a_purpose_is_given(coordinator):
    await _take(coordinator, Kind.CANDIDATES, (DEMO / "candidates.jsonl").read_bytes())

    content = await service_export.export(coordinator, Kind.CANDIDATES, Format.JSONL)

    assert b'"name"' not in content
    assert b"example.jp" not in content


# The minus sign is written by Python's codec all the same, as a full-width hyphen-minus.
@pytest.mark.parametrize("character", ["𠮷", "−", "〜"])
async def test_a_character_that_cp932_cannot_say_is_named_before_anything_is_written(
    coordinator, character
):
    sent = {"ref": "a", "headline": f"{character}野"}
    await _take(coordinator, Kind.CANDIDATES, json.dumps(sent).encode())

    with pytest.raises(Invalid) as refused:
        await service_export.export(coordinator, Kind.CANDIDATES, Format.CP932)

    (error,) = refused.value.fields["format"]
    assert error.facts == {"line": 2, "name": "headline", "character": character}
