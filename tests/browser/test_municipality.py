"""An officer says a trouble in plain words and gets a request, a number and a promised date."""

import re

import pytest

from tests.browser import requesting
from tests.browser.visitor import Visitor

TROUBLE = (
    "窓口が混み、待ち時間が1時間を超える日がある。申請は紙の台帳に手で写していて、"
    "担当が1名で兼務している。"
)
FIRST_QUESTION, NUMBER = "だれが困っていますか", re.compile(r"R-\d{4}")
WAYS = {
    "at a desk": {"size": "desk"},
    "on a phone": {"size": "phone"},
    "without scripts": {"size": "desk", "scripts": False},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
async def test_an_officer_turns_a_trouble_into_a_request_without_naming_a_skill(arrive, way):
    officer = await arrive("三浦 静香", **way)
    await officer.follows("支援を要請する")

    await _tell_the_trouble(officer)
    await officer.sees("書いた内容から、支援の候補を挙げました", "「窓口が混」「待ち時間」から")
    if way["size"] == "phone":
        await officer.finds_nothing_amiss()
    await officer.presses("保存して次へ")
    await _answer_the_questions(officer)
    await officer.sees("条件を教えてください", "確認済みの人材")
    await requesting.say_when(officer, "4")

    await officer.sees("内容を確認してください", "市民課の窓口の職員6名", "週4時間")
    await officer.presses("送信する")
    await officer.sees("送信しました。番号は", "までに回答します。", "受付待ち")
    number = NUMBER.search(await officer.reads("main"))
    assert number is not None
    await _print_it(officer, number[0])


async def test_the_page_says_how_many_people_each_condition_costs(arrive):
    officer = await arrive("三浦 静香")
    await officer.follows("支援を要請する")
    await _tell_the_trouble(officer)
    await officer.presses("保存して次へ")
    await officer.presses("保存して次へ")
    await requesting.say_when(officer, "40")

    await officer.sees("が、今の条件をすべて満たします。", "1つの条件を外すと増える人数です。")
    strict = await officer.reads(".reach b")

    await officer.follows("変更する：条件")
    await officer.writes("1週間の時間", "2")
    await officer.presses("保存して次へ")
    await officer.sees("が、今の条件をすべて満たします。")
    assert await officer.reads(".reach b") != strict


async def test_an_officer_answers_a_question_and_sends_again(arrive):
    officer = await arrive("三浦 静香")
    await requesting.ask(officer, "返ってくる要請", TROUBLE, hours="4")
    coordinator = await arrive("野田 真紀")
    await coordinator.opens("/triage")
    await coordinator.follows("返ってくる要請")
    await coordinator.writes("質問", "窓口はいくつありますか。")
    await coordinator.presses("質問を送る")

    await officer.opens("/needs")
    await officer.follows("返ってくる要請")
    await officer.sees("窓口はいくつありますか。")
    await officer.writes("回答", "5つです。")
    await officer.presses("回答する")
    await officer.follows("内容を確認して送信する")
    await officer.presses("送信する")
    await officer.sees("受付待ち", "5つです。")


async def _tell_the_trouble(officer: Visitor) -> None:
    await officer.sees("困っていることを教えてください")
    await officer.chooses("伴走型サポート", within="支援の種類")
    await officer.writes("困っていること", TROUBLE)
    await officer.writes("どうなるとよいか", "待ち時間を短くしたい。")
    await officer.presses("保存して次へ")


async def _answer_the_questions(officer: Visitor) -> None:
    await officer.sees("状況を、分かる範囲で教えてください")
    await officer.writes(FIRST_QUESTION, "市民課の窓口の職員6名と、来庁する住民")
    await officer.writes("どのくらいの頻度で起きますか", "毎日。3月と4月は特に多い。")
    await officer.writes("いつごろから続いていますか", "2年前から")
    await officer.writes("いつまでに解決したいですか", "来年の3月まで")
    await officer.writes("何もしないと、どうなりますか", "職員が続かない。")
    await officer.writes("関係する事業者はありますか", "みなも情報システム")
    await officer.chooses("まだ決まっていない", within="予算はありますか")
    await officer.writes("どこで困っていますか", "本庁舎1階の窓口")
    await officer.writes("連絡先", "情報政策課 内線1234")
    await officer.presses("保存して次へ")


async def _print_it(officer: Visitor, number: str) -> None:
    """The sheet for the town's own approval, with boxes to sign and the number."""
    await officer.follows("庁内決裁用に印刷")
    await officer.sees("支援要請書（庁内決裁用）", "部長", "課長", "係長", "費用負担の区分", number)
    await officer.sees("架空データ", "令和")
    await officer.page.emulate_media(media="print")
    paper = await officer.page.locator("main").bounding_box()
    assert paper is not None
    assert await officer.page.pdf(format="A4", prefer_css_page_size=True)
