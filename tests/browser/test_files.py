"""People and needs come and go as files, by page."""

import json

import pytest

COLUMNS = "ref,title,municipality,municipality_code,program,current_issue"
BAD = f"""{COLUMNS}
N-9001,申請の電子化,桜ケ瀬町,139068,outreach,紙の申請が多い。
N-9002,窓口の案内,桜ケ瀬町,139069,outreach,案内が足りない。
N-9003,台帳の整理,桜ケ瀬町,139068,sharing,台帳が紙のまま。
"""
GOOD = f"""{COLUMNS}
N-9001,申請の電子化,桜ケ瀬町,139068,outreach,紙の申請が多い。
"""


async def test_a_file_is_refused_line_by_line_then_taken_whole_and_given_back(arrive):
    coordinator = await arrive("岩瀬 航")
    await coordinator.follows("取込・出力")

    await coordinator.hands_in("needs.csv", BAD, kind="支援要請")
    await coordinator.sees("直すところが2件あります。", "桜ケ瀬町", "まだ何も取り込んでいません。")
    lines = await coordinator.page.locator("main td:first-child").all_inner_texts()
    assert lines == ["3", "4"]
    await coordinator.finds_nothing_amiss()

    await coordinator.follows("直したファイルを送る")
    await coordinator.hands_in("needs.csv", GOOD, kind="支援要請")
    await coordinator.sees("直すところはありません。", "1件を取り込めます。")
    await coordinator.presses("取り込む")
    await coordinator.sees("取り込みが終わりました。", "追加1件")
    await coordinator.opens("/triage")
    await coordinator.sees("申請の電子化")

    exported = await coordinator.fetch("/files/export/needs/jsonl")
    rows = [json.loads(line) for line in (await exported.text()).splitlines()]
    assert {"N-9001"} < {row["ref"] for row in rows}


@pytest.mark.parametrize("form", ["csv", "cp932", "xlsx", "jsonl"])
async def test_a_file_of_people_holds_no_names(arrive, form):
    coordinator = await arrive("岩瀬 航")

    answer = await coordinator.fetch(f"/files/export/candidates/{form}")

    assert answer.status == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "佐藤".encode("cp932" if form == "cp932" else "utf-8") not in await answer.body()


async def test_a_file_that_is_none_is_refused_on_the_page(arrive):
    coordinator = await arrive("岩瀬 航")
    await coordinator.opens("/files")

    await coordinator.hands_in("people.xlsx", "これは表ではありません", kind="人材")

    await coordinator.sees("見出しの下に、1件も書かれていません。")
    await coordinator.finds_nothing_amiss()
