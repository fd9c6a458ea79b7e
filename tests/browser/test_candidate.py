"""Somebody registers, is screened, answers an opening: on a phone, without scripts, a student."""

import pytest

from tests.browser import registering
from tests.browser.visitor import Visitor

OPENING = "電子契約と電子決裁の案内係"


async def test_a_candidate_registers_on_a_phone_is_accepted_and_answers_an_opening(arrive, mailbox):
    candidate = await _joined(arrive, mailbox, "shirasagi")
    await registering.say_who(candidate, "白鷺 花子", "しらさぎ はなこ")
    await registering.tell_a_career(candidate)
    await candidate.presses("保存して次へ")
    await registering.name_a_skill(candidate, evidence="仕事")
    await registering.tell_the_rest(candidate)
    await registering.send(candidate)
    await candidate.sees("登録を受け付けました")

    coordinator = await arrive("岩瀬 航")
    await coordinator.follows("登録審査")
    await coordinator.follows(await candidate.handle())
    await coordinator.sees("かもめ印刷株式会社", "電子契約")
    await coordinator.never_reads("白鷺", "shirasagi@example.jp")
    await coordinator.presses("登録する")
    await coordinator.sees("登録しました。")
    await coordinator.opens("/triage")
    await coordinator.follows("電子契約と電子決裁の問い合わせに答える人")
    await coordinator.presses("受け付ける")
    await coordinator.sees("受け付けました")

    await candidate.waits_for(OPENING, at="/my/openings")
    await candidate.finds_nothing_amiss()
    await candidate.follows(OPENING)
    await candidate.sees("労働条件", "時間額1,510円")
    await candidate.chooses("話を聞いてみたい")
    await candidate.presses("返事をする")
    await candidate.sees("「話を聞いてみたい」と伝えました。")
    await candidate.opens("/notices")
    await candidate.sees("登録が終わりました。")


@pytest.mark.parametrize("evidence", ["仕事", "学校や研究"], ids=["with a career", "as a student"])
async def test_registering_works_on_a_phone_without_scripts(arrive, mailbox, evidence):
    is_student = evidence != "仕事"
    candidate = await _joined(arrive, mailbox, "kamome" if is_student else "tobi", scripts=False)

    await registering.say_who(candidate, "海鵜 次郎", "ウミウ ジロウ")
    if not is_student:
        await registering.tell_a_career(candidate)
    await candidate.presses("保存して次へ")
    await registering.name_a_skill(candidate, evidence)
    await registering.tell_the_rest(candidate)
    await registering.send(candidate)

    await candidate.sees("登録を受け付けました", "コーディネーターが内容を確認します")


async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(arrive, mailbox):
    candidate = await _joined(arrive, mailbox, "hiyodori")

    await candidate.follows("氏名と生年月日を入力する")
    await candidate.writes("氏名", "鵯 三郎")
    await candidate.writes("フリガナ", "漢字")
    await candidate.dates("生年月日", 1988, 2, 30)
    await candidate.presses("保存して次へ")

    await candidate.sees("実在する日付を入力してください")
    assert (await candidate.page.title()).startswith("エラー：")
    assert await candidate.page.get_by_label("フリガナ").input_value() == "漢字"
    assert await candidate.page.get_by_label("氏名").input_value() == "鵯 三郎"
    await candidate.finds_nothing_amiss()


async def _joined(arrive, mailbox, name: str, *, scripts: bool = True) -> Visitor:
    """Somebody at a phone who has asked for the link and opened it."""
    visitor: Visitor = await arrive(size="phone", scripts=scripts)
    await visitor.opens("/")
    await visitor.follows("人材として登録する")
    await visitor.writes("メールアドレス", f"{name}@example.jp")
    await visitor.presses("リンクを送る")
    await visitor.sees("メールを送りました")
    await registering.join(visitor, await mailbox.link(f"{name}@example.jp"), name)
    return visitor
