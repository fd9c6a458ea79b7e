"""Registering in a browser without JavaScript: nothing typed is lost, nobody is shut out."""

import re
from typing import Any

import httpx
import pytest

from talentpool.actor import Role, system
from talentpool.candidates import queries
from talentpool.candidates.states import CandidateState
from talentpool.kit.scope import scope
from tests.candidates.registering import (
    BASICS,
    CAREER,
    CONTACT,
    SKILL,
    STANDING,
    TIME,
    Registrant,
)
from tests.makers.accounts import an_account, browse_as, rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def registrant(client, settings) -> Registrant:
    return await Registrant(client, settings).begin()


def alert(page: httpx.Response) -> str:
    """The words of the summary of errors."""
    found = re.search(r'id="error-summary".*?</div>', page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


async def test_somebody_with_a_career_registers_and_waits_for_screening(registrant):
    await registrant.fill_in()

    check = await registrant.client.get("/my/profile/check")
    sent = await registrant.submit()

    row = await registrant.row()
    home = await registrant.client.get("/my")
    assert "神山 花子" in check.text
    assert "カミヤマ ハナコ" in check.text
    assert sent.headers["location"] == "/my"
    assert row["state"] == CandidateState.SUBMITTED
    assert row["next_step_due_on"] is not None
    assert "登録を受け付けました。" in home.text.replace("<wbr>", "")
    assert "コーディネーターが内容を確認します" in home.text


async def test_a_student_without_any_career_finishes(registrant):
    await registrant.fill_in(career=False)

    await registrant.submit()

    assert (await registrant.row())["state"] == CandidateState.SUBMITTED
    (claim,) = await rows("select career, evidence_kind, evidence_text from claim")
    assert claim == {
        "career": None,
        "evidence_kind": "school",
        "evidence_text": "卒業研究で予約の仕組みを作った。",
    }


async def test_sending_notes_the_consent_to_screening_once(registrant):
    await registrant.fill_in()

    await registrant.submit()

    found = await rows("select purpose, text_version, municipality from consent")
    assert found == [{"purpose": "screening", "text_version": "screening-1", "municipality": None}]


async def test_without_consent_nothing_is_sent(registrant):
    await registrant.fill_in()

    refused = await registrant.send("/my/profile/check")

    assert refused.status_code == 422
    assert "登録審査のための利用に同意する場合は" in alert(refused)
    assert (await registrant.row())["state"] == CandidateState.DRAFT


async def test_what_is_not_done_is_named_and_not_sent(registrant):
    await registrant.step("basics", BASICS)

    refused = await registrant.submit()

    assert refused.status_code == 422
    assert 'href="/my/profile/time"' in refused.text
    assert (await registrant.row())["state"] == CandidateState.DRAFT


async def test_a_draft_begins_with_the_button_and_not_by_looking(client, settings):
    account = await an_account(Role.CANDIDATE)
    await browse_as(client, settings, account)

    welcome = await client.get("/my")
    tasks = await client.get("/my/profile")

    assert "登録を始める" in welcome.text
    assert tasks.status_code == 404
    assert await rows("select id from candidate") == []


async def test_beginning_twice_begins_once(registrant):
    await registrant.send("/my/start")

    assert len(await rows("select id from candidate")) == 1


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("basics", {**BASICS, "name": ""}, "氏名を入力してください。"),
    ("basics", {**BASICS, "name": "あ" * 81}, "氏名は、80字以内で入力してください。今は81字です。"),
    ("basics", {**BASICS, "name": "山田\u202e太郎"}, "使えない文字"),
    ("basics", {**BASICS, "kana": "yamada"}, "フリガナは、カタカナかひらがなで入力してください。"),
    ("basics", {**BASICS, "birth_on.day": "31"}, "生年月日には、実在する日付を入力してください。"),
    ("contact", {**CONTACT, "email": "at example"}, "メールアドレスの形式で入力してください。"),
    ("fields", {"evidence_links": "ftp://example.jp"}, "https:// から始まるアドレス"),
    ("fields", {"specialties": "astrology"}, "一覧にない値があります：astrology"),
    ("public", {}, "経験の種類を選択してください。"),
    ("public", {"kinds": ["none", "cio_adviser"]}, "同時に選べません。"),
    ("public", {"kinds": "cio_adviser", "years": "71"}, "0から70までの範囲"),
    ("time", {**TIME, "weekly_minutes": "0"}, "範囲で入力してください。"),
    ("time", {**TIME, "weekly_minutes": "90"}, "範囲で入力してください。"),
    ("time", {**TIME, "to_month.year": "2026"}, "いつまで働けますかは、始まりより後に"),
    ("wishes", {"remote": "hybrid", "programs": "hands_on"}, "通える自治体を選択してください。"),
    ("wishes", {"remote": "full"}, "参加したい事業を選択してください。"),
    ("standing", {}, "お勤め先の副業の許可を選択してください。"),
    ("standing", {**STANDING, "recent_clients": "あ" * 201}, "200字以内"),
    ("questions", {"answers.0.code": "office_tools"}, "答えを選択してください。"),
    ("skills", {}, "スキルを1つ以上追加してください。"),
]


@pytest.mark.parametrize(("step", "form", "sentence"), WRONG)
async def test_wrong_input_is_said_in_words_and_kept(registrant, step, form, sentence):
    refused = await registrant.step(step, form)

    assert refused.status_code == 422
    assert sentence in alert(refused)
    for typed in form.values():
        if isinstance(typed, str) and typed and "\u202e" not in typed:
            assert typed in refused.text


ENTRIES: list[tuple[str, dict[str, Any], str]] = [
    ("career", {**CAREER, "organization": ""}, "勤め先や団体を入力してください。"),
    ("career", {**CAREER, "to_month.year": "2017", "to_month.month": "1"}, "始まりより後に"),
    ("career", {**CAREER, "description": "あ" * 10_001}, "10000字以内"),
    ("skills", {**SKILL, "level": "6"}, "1から5までの範囲"),
    ("skills", {**SKILL, "level": ""}, "どれくらいできますかを入力してください。"),
    ("skills", {**SKILL, "evidence_kind": "career"}, "どの職歴ですかを選択してください。"),
    ("skills", {**SKILL, "evidence_kind": "school"}, "どんなことをしましたかを入力してください。"),
]


@pytest.mark.parametrize(("name", "form", "sentence"), ENTRIES)
async def test_a_wrong_entry_is_said_in_words_and_kept(registrant, name, form, sentence):
    refused = await registrant.send(f"/my/profile/{name}/new", **form)

    assert refused.status_code == 422
    assert sentence in alert(refused)
    assert await rows("select id from career union all select id from claim") == []


async def test_autosave_keeps_what_is_half_typed_and_shows_it_again(registrant):
    kept = await registrant.send("/my/profile/time?autosave=1", weekly_minutes="週に二")

    again = await registrant.client.get("/my/profile/time")

    assert (kept.status_code, kept.content) == (204, b"")
    assert 'value="週に二"' in again.text
    assert "前回の続きです" in again.text
    assert (await registrant.row())["weekly_minutes"] is None


async def test_a_draft_is_read_by_nobody_else(registrant):
    await registrant.send("/my/profile/time?autosave=1", weekly_minutes="秘密")

    for role in (Role.COORDINATOR, Role.EXPERT, Role.ADMINISTRATOR):
        reader = await an_account(role)
        who = type(registrant.actor)(role, account=reader.id)
        assert await rows("select id from candidate_draft", who=who) == []
    assert await rows("select id from candidate_draft") == []
    assert len(await rows("select id from candidate_draft", who=registrant.actor)) == 1


async def test_half_a_name_is_kept_with_the_identity_and_not_as_a_draft(registrant):
    await registrant.send("/my/profile/basics?autosave=1", name="神山 花子")

    again = await registrant.client.get("/my/profile/basics")

    assert 'value="神山 花子"' in again.text
    assert await rows("select page from candidate_draft", who=registrant.actor) == []
    assert "basics" not in (await registrant.row())["done_tasks"]


async def test_leaving_with_something_wrong_loses_nothing(registrant):
    left = await registrant.step("time", {"weekly_minutes": "たくさん"}, leave="1")

    tasks = await registrant.client.get("/my/profile")
    again = await registrant.client.get("/my/profile/time")
    assert left.headers["location"] == "/my/profile"
    assert "入力中" in tasks.text
    assert "たくさん" in again.text


async def test_saving_a_page_ends_its_draft(registrant):
    await registrant.send("/my/profile/time?autosave=1", weekly_minutes="9")

    await registrant.step("time", TIME)

    assert await rows("select id from candidate_draft", who=registrant.actor) == []


async def test_what_a_database_cannot_keep_is_refused_and_not_a_fault(registrant):
    answer = await registrant.send("/my/profile/fields?autosave=1", headline="a\0b")

    assert answer.status_code == 422


async def test_entries_are_put_in_order_and_removed_with_buttons(registrant):
    for organization in ("一社", "二社", "三社"):
        await registrant.send("/my/profile/career/new", **{**CAREER, "organization": organization})
    await registrant.send("/my/profile/skills/new", **SKILL, evidence_kind="career", career="2")

    await registrant.send("/my/profile/career/2/move", up="true")
    await registrant.send("/my/profile/career/0/remove")

    found = await rows("select id, organization from career order by position")
    (claim,) = await rows("select career from claim")
    assert [row["organization"] for row in found] == ["三社", "二社"]
    assert claim["career"] == found[0]["id"]


async def test_a_skill_outlives_the_career_entry_that_backed_it(registrant):
    await registrant.send("/my/profile/career/new", **CAREER)
    await registrant.send("/my/profile/skills/new", **SKILL, evidence_kind="career", career="0")

    await registrant.send("/my/profile/career/0/remove")

    (claim,) = await rows("select label, career, evidence_kind from claim")
    assert claim == {"label": SKILL["label"], "career": None, "evidence_kind": ""}


async def test_an_entry_that_was_moved_meanwhile_is_not_overwritten(registrant):
    await registrant.send("/my/profile/career/new", **CAREER)
    before = (await registrant.row())["version"]
    await registrant.send("/my/profile/career/new", **{**CAREER, "organization": "二社"})

    late = await registrant.send(
        "/my/profile/career/0", **{**CAREER, "organization": "遅い変更"}, seen=str(before)
    )

    assert late.status_code == 409
    found = await rows("select organization from career order by position")
    assert [row["organization"] for row in found] == [CAREER["organization"], "二社"]


async def test_labels_are_resolved_and_unknown_ones_kept(registrant):
    await registrant.send("/my/profile/skills/new", label="ﾊﾟﾜｰｵｰﾄﾒｲﾄ", level="2")
    await registrant.send("/my/profile/skills/new", label="ポルトガル語", level="4")

    page = await registrant.client.get("/my/profile/skills")

    known, unknown = await rows("select label, skill from claim order by position")
    assert known["skill"] is not None
    assert unknown == {"label": "ポルトガル語", "skill": None}
    assert "一覧にない言葉です。このまま残し、担当者が確認します。" in page.text


async def test_the_career_suggests_skills_that_nobody_has_to_name(registrant):
    await registrant.send("/my/profile/career/new", **CAREER)

    page = await registrant.client.get("/my/profile/skills")

    assert "職歴の文章から見つけた言葉" in page.text
    assert "/my/profile/skills/new?label=" in page.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("本籍は青波市です。", "書かなくてよいこと"),
        ("45歳です。メールは taro@example.jp です。", "だれかがわかる言葉"),
        ("神山花子と申します。", "氏名"),
    ],
)
async def test_what_is_never_asked_is_pointed_out_and_not_refused(registrant, text, sentence):
    await registrant.step("basics", BASICS)

    saved = await registrant.step("fields", {"free_text": text})

    page = await registrant.client.get("/my/profile/fields")
    assert saved.status_code == 303
    assert sentence in page.text


async def test_the_basic_course_is_recommended_to_newcomers(registrant):
    await registrant.fill_in()
    await registrant.submit()

    home = await registrant.client.get("/my")

    assert "基礎講座" in home.text


async def test_pages_and_entries_that_do_not_exist_are_not_found(registrant):
    for path in ("/my/profile/horoscope", "/my/profile/career/7", "/my/profile/horoscope/new"):
        assert (await registrant.client.get(path)).status_code == 404


async def test_every_page_of_the_registration_is_there_before_and_after(registrant):
    steps = (
        "basics", "contact", "career", "fields", "skills", "public", "qualifications", "time",
        "wishes", "standing", "questions",
    )  # fmt: skip
    paths = [f"/my/profile/{step}" for step in steps]
    paths += ["/my/profile", "/my/profile/check", "/my", "/my/view", "/my/pause", "/my/withdraw"]
    paths += ["/my/profile/career/new", "/my/profile/skills/new"]
    before = [(await registrant.client.get(path)).status_code for path in paths]

    await registrant.fill_in()
    await registrant.submit()

    after = [(await registrant.client.get(path)).status_code for path in paths]
    assert (before, after) == ([200] * len(paths), [200] * len(paths))


async def test_the_record_of_the_forms_is_whole(registrant):
    await registrant.fill_in()

    async with scope(system()):
        whole = await queries.whole(await queries.get(await registrant.id()))

    record = whole.record
    assert record.preferences.hours_per_week == 7.75
    assert record.preferences.slots == ["mon_am", "sat_eve"]
    assert record.skills[0].career == 0
    assert record.qualifications == ["応用情報技術者"]
    assert record.conditions_met
    assert not record.conditions_unmet
