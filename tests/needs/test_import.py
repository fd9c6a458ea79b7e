"""Needs from files and back."""

import json
from pathlib import Path

import msgspec
import pytest

from talentpool.actor import Role
from talentpool.kit.errors import Invalid
from talentpool.kit.scope import scope
from talentpool.needs import queries, queries_records, service_clinic, service_import
from talentpool.needs.schemas import SLOT_NAMES
from talentpool.needs.schemas_interchange import NeedRecord, Outcome, TermsRecord
from talentpool.needs.states import NeedState
from tests.makers import accounts as makers
from tests.makers.needs import sql

pytestmark = pytest.mark.usefixtures("db")

PLAIN = {
    "ref": "N-1",
    "title": "窓口の待ち時間",
    "municipality": "青波市",
    "municipality_code": "139017",
    "program": "outreach",
    "current_issue": "窓口が混んでいる。",
    "required_skills": ["BPR（業務改革）", "ホゲホゲ術"],
    "period": {"from": "2027-01", "to": "2027-03"},
    "hours_per_week": 7.75,
    "slots": ["mon_am", "wed_eve"],
    "remote": "hybrid",
    "location_code": "139017",
}


def a_record(**fields: object) -> NeedRecord:
    """A record that is right."""
    return msgspec.convert({**PLAIN, **fields}, NeedRecord)


@pytest.fixture
async def coordinator():
    return await makers.an_actor(Role.COORDINATOR)


async def exported(actor) -> list[dict]:
    async with scope(actor):
        return [record.plain() async for record in queries_records.records()]


def _in_order_of_the_week(line: dict) -> dict:
    return {**line, "slots": [name for name in SLOT_NAMES if name in line["slots"]]}


async def demonstration(root: Path) -> list[dict]:
    lines = (root / "talentpool" / "demo" / "data" / "needs.jsonl").read_text("utf-8")
    return [json.loads(line) for line in lines.splitlines()]


async def test_every_need_of_the_demonstration_comes_back_as_it_was_sent(coordinator, root):
    sent = await demonstration(root)

    for line in sent:
        await service_import.upsert(coordinator, msgspec.convert(line, NeedRecord))

    assert await exported(coordinator) == [_in_order_of_the_week(line) for line in sent]


async def test_a_need_made_by_form_survives_export_and_import(coordinator, as_worker):
    officer = await makers.an_actor(Role.OFFICER)
    columns = {
        "programme": "consultation",
        "title": "予約をネットに",
        "current_issue": "電話が鳴りやまない。",
        "answers": {"who": "地域振興課", "place": "集会所13館"},
        "contact": "内線1234",
        "menus": ["tools_bpr"],
        "budget_status": "open",
    }
    need_id = await service_clinic.begin(officer, columns)
    await service_clinic.submit(officer, need_id)
    (before,) = await exported(coordinator)
    async with scope(coordinator):
        number = (await queries.get(need_id)).number

    again = await service_import.upsert(coordinator, msgspec.convert(before, NeedRecord))
    elsewhere = {**before, "municipality": "若葉台市", "municipality_code": "139025", "ref": "X"}
    moved = await service_import.upsert(coordinator, msgspec.convert(elsewhere, NeedRecord))

    assert before["ref"] == number
    assert (again.need, again.outcome) == (need_id, Outcome.UNCHANGED)
    after = {record["ref"]: record for record in await exported(coordinator)}
    assert moved.outcome is Outcome.ADDED
    assert {**after["X"], "network_model": before["network_model"]} == {
        **elsewhere,
        "location_code": before["location_code"],
    }


async def test_the_same_ref_updates_and_never_duplicates(coordinator):
    first = await service_import.upsert(coordinator, a_record())
    same = await service_import.upsert(coordinator, a_record())
    changed = await service_import.upsert(coordinator, a_record(title="別の件名"))

    assert first.outcome is Outcome.ADDED
    assert same.outcome is Outcome.UNCHANGED
    assert changed.outcome is Outcome.CHANGED
    assert {first.need, same.need, changed.need} == {first.need}
    assert await sql("select count(*) from need") == 1


async def test_labels_stay_as_written_and_are_resolved_where_they_can_be(coordinator):
    taken = await service_import.upsert(coordinator, a_record())

    rows = await makers.rows(
        "select label, code from need_skill where need = $1 order by position", taken.need
    )
    assert rows[0]["label"] == "BPR（業務改革）"
    assert rows[0]["code"] == "bpr"
    assert rows[1] == {"label": "ホゲホゲ術", "code": None}


async def test_imported_needs_wait_for_triage_unless_they_are_to_be_opened(coordinator):
    waiting = await service_import.upsert(coordinator, a_record())
    opened = await service_import.upsert(coordinator, a_record(ref="N-2"), open_=True)

    assert waiting.state == NeedState.SUBMITTED
    assert opened.state == NeedState.OPEN
    proposals = await makers.rows("select args from outbox where job = 'matches.propose'")
    assert [row["args"] for row in proposals] == [{"need": str(opened.need)}]


async def test_an_incomplete_one_is_not_opened(coordinator):
    taken = await service_import.upsert(
        coordinator, a_record(program="hands_on", hours_per_week=None), open_=True
    )

    assert taken.state == NeedState.SUBMITTED


async def test_a_placement_without_terms_is_ranked_but_not_advertised(coordinator):
    record = a_record(program="placement_fiscal", public_text="募集します。")

    taken = await service_import.upsert(coordinator, record, open_=True)

    async with scope(coordinator):
        opening = await queries.find_opening(taken.need)
    assert taken.state == NeedState.OPEN
    assert not opening.is_open
    assert opening.opened_at is None


async def test_a_placement_that_becomes_a_project_is_advertised_no_longer(coordinator):
    stated = {name: "あり" for name in TermsRecord.__struct_fields__ if name != "term"}
    terms = {**stated, "term": {"from": "2027-01", "to": "2027-03"}}
    face = {"public_text": "募集します。", "terms": terms}
    await service_import.upsert(
        coordinator, a_record(program="placement_fiscal", **face), open_=True
    )
    shown = await makers.rows("select is_open, public_text from opening")

    await service_import.upsert(coordinator, a_record(program="hands_on", **face))

    closed = await makers.rows("select is_open, public_text from opening")
    assert shown == [{"is_open": True, "public_text": "募集します。"}]
    assert closed == [{"is_open": False, "public_text": "募集します。"}]


@pytest.mark.parametrize(
    ("fields", "at", "code"),
    [
        ({"municipality_code": "139018"}, "municipality_code", "unknown_municipality_near"),
        ({"program": "everything"}, "program", "bad_choice"),
        ({"program": "adviser_issue"}, "program", "bad_choice"),
        ({"category": "magic"}, "category", "bad_choice"),
        ({"period": {"from": "2027-03", "to": "2027-01"}}, "period.to", "period_reversed"),
        ({"title": "あ\u0000い"}, "title", "bad_characters"),
        ({"required_skills": ["a\u202eb"]}, "required_skills", "bad_characters"),
    ],
)
async def test_what_is_wrong_is_said_by_field_and_nothing_is_taken(coordinator, fields, at, code):
    with pytest.raises(Invalid) as refused:
        await service_import.upsert(coordinator, a_record(**fields))

    assert [error.code for error in refused.value.fields[at]] == [code]
    assert await sql("select count(*) from need") == 0


async def test_a_body_is_found_by_its_name_where_there_is_no_code(coordinator):
    taken = await service_import.upsert(coordinator, a_record(municipality_code=None))

    assert await sql("select municipality from need where id = $1", taken.need) == "139017"


async def test_a_body_on_no_list_asks_under_the_name_it_was_written_with(coordinator):
    written = a_record(municipality_code=None, municipality="青浪市")

    taken = await service_import.upsert(coordinator, written)

    assert await sql("select requester_name from need where id = $1", taken.need) == "青浪市"
    async with scope(coordinator):
        (given,) = [record async for record in queries_records.records()]
    assert (given.municipality, given.municipality_code) == ("青浪市", None)
    assert given.requester_name == ""


async def test_an_officer_imports_for_the_own_body_only():
    officer = await makers.an_actor(Role.OFFICER)

    taken = await service_import.upsert(officer, a_record())
    with pytest.raises(Invalid) as refused:
        await service_import.upsert(officer, a_record(ref="N-2", municipality_code="139025"))

    assert taken.state == NeedState.SUBMITTED
    assert "municipality_code" in refused.value.fields


async def test_one_bodys_key_says_nothing_about_anothers():
    first = await makers.an_actor(Role.OFFICER)
    second = await makers.an_actor(Role.OFFICER, municipality="139025")
    await service_import.upsert(first, a_record())

    taken = await service_import.upsert(
        second, a_record(municipality="若葉台市", municipality_code="139025")
    )

    assert taken.outcome is Outcome.ADDED
    assert await sql("select count(*) from need where ref = 'N-1'") == 2


async def test_a_coordinator_brings_in_line_the_need_of_the_body_that_a_record_names(coordinator):
    second = {"municipality": "若葉台市", "municipality_code": "139025"}
    await service_import.upsert(await makers.an_actor(Role.OFFICER), a_record())
    other = await makers.an_actor(Role.OFFICER, municipality="139025")
    await service_import.upsert(other, a_record(**second))

    taken = await service_import.upsert(coordinator, a_record(title="待ち時間の短縮", **second))

    assert taken.outcome is Outcome.CHANGED
    assert await sql("select count(*) from need where ref = 'N-1'") == 2
    title = "select title from need where municipality = $1"
    assert await sql(title, "139025") == "待ち時間の短縮"
    assert await sql(title, "139017") == PLAIN["title"]


async def test_whether_skills_are_insisted_on_is_the_coordinators_choice_in_a_file_as_on_the_page(
    coordinator,
):
    officer = await makers.an_actor(Role.OFFICER)

    with pytest.raises(Invalid) as refused:
        await service_import.upsert(officer, a_record(require_all_skills=True))
    await service_import.upsert(coordinator, a_record(require_all_skills=True))
    (line,) = await exported(officer)
    taken = await service_import.upsert(officer, a_record(require_all_skills=True, title="新しい"))
    with pytest.raises(Invalid) as lifted:
        await service_import.upsert(officer, a_record(title="新しい"))

    assert list(refused.value.fields) == list(lifted.value.fields) == ["require_all_skills"]
    assert line["require_all_skills"] is True
    assert taken.outcome is Outcome.CHANGED
