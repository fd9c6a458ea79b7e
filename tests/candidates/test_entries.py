"""Career entries and skills: a page each, in order without dragging, labels kept as written."""

from typing import Any

import pytest

from tests.candidates.registering import CAREER, SKILL, Registrant, alert
from tests.makers.accounts import rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def registrant(client, settings) -> Registrant:
    return await Registrant(client, settings).begin()


ENTRIES: list[tuple[str, dict[str, Any], str]] = [
    ("career", {**CAREER, "organization": ""}, "勤め先や団体を入力してください。"),
    ("career", {**CAREER, "to_month.year": "2017", "to_month.month": "1"}, "始まりより後に"),
    ("career", {**CAREER, "from_month.year": "2098"}, "始めた年月は、今日（"),
    ("career", {**CAREER, "organization_kind": "club"}, "選択肢の中から選択してください。"),
    ("career", {**CAREER, "organization": "架空\0社"}, "使えない文字（U+0000）"),
    ("career", {**CAREER, "description": "あ" * 10_001}, "10000字以内"),
    ("skills", {**SKILL, "level": "6"}, "1から5までの範囲"),
    ("skills", {**SKILL, "level": ""}, "どれくらいできるかを選択してください。"),
    ("skills", {**SKILL, "evidence_kind": "career"}, "どの職歴かを選択してください。"),
    ("skills", {**SKILL, "last_used.year": "2098", "last_used.month": "1"}, "以前にしてください。"),
    ("skills", {**SKILL, "evidence_kind": "school"}, "どんなことをしたかを入力してください。"),
]


@pytest.mark.parametrize(("name", "form", "sentence"), ENTRIES)
async def test_a_wrong_entry_is_said_in_words_and_kept(registrant, name, form, sentence):
    refused = await registrant.send(f"/my/profile/{name}/new", **form)

    assert refused.status_code == 422
    assert sentence in alert(refused)
    assert await rows("select id from career union all select id from claim") == []


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


async def test_a_skill_cannot_point_at_a_career_entry_that_is_not_there(registrant):
    await registrant.send("/my/profile/career/new", **CAREER)

    refused = await registrant.send(
        "/my/profile/skills/new", **SKILL, evidence_kind="career", career="9"
    )

    assert refused.status_code == 422
    assert "どの職歴かが指す職歴がありません。" in alert(refused)
    assert await rows("select id from claim") == []
