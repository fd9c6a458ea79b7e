"""Registering in a browser without JavaScript: nothing typed is lost, nobody is shut out."""

from typing import Any

import pytest

from talentpool.actor import Role, system
from talentpool.candidates import queries
from talentpool.candidates.states import CandidateState
from talentpool.kit.scope import scope
from tests.candidates.registering import (
    BASICS,
    CONTACT,
    STANDING,
    TIME,
    Registrant,
    alert,
)
from tests.makers.accounts import an_account, browse_as, rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def registrant(client, settings) -> Registrant:
    return await Registrant(client, settings).begin()


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
    ("time", {**TIME, "to_month.year": "2026"}, "いつまで働けるかは、始まりより後に"),
    ("wishes", {"remote": "hybrid", "programs": "hands_on"}, "通える自治体を選択してください。"),
    ("wishes", {"remote": "full"}, "参加したい事業を選択してください。"),
    ("standing", {}, "お勤め先の副業の許可を選択してください。"),
    ("standing", {**STANDING, "recent_clients": "あ" * 201}, "200字以内"),
    ("questions", {"answers.0.code": "office_tools"}, "日ごろ使っていますか。」に答えてください。"),
    ("basics", {**BASICS, "birth_on.year": "2098"}, "生年月日は、今日（"),
    ("public", {"kinds": "cio_adviser", "basic_course_on": "2098-01-01"}, "以前にしてください。"),
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
