"""案件一覧 and 状況: what a coordinator would otherwise keep in a spreadsheet."""

from tests.browser.days import day

TITLE = "情報セキュリティポリシーを、町の実情に合わせて作り直したい"


async def test_the_next_step_is_changed_in_the_list_and_the_address_keeps_the_view(arrive):
    coordinator = await arrive("野田 真紀")
    await coordinator.opens("/cases?due=overdue")
    await coordinator.sees(TITLE, "期限切れ")
    row = coordinator.page.get_by_role("row").filter(has_text=TITLE)

    await row.get_by_role("link", name="変える").click()
    await coordinator.writes("次にすること", "町の担当課に電話で日程を確かめる")
    await coordinator.writes("期限", day(9))
    await coordinator.presses("保存する")

    assert "due=overdue" in coordinator.page.url
    await coordinator.never_reads(TITLE)
    await coordinator.opens("/cases")
    await coordinator.sees("町の担当課に電話で日程を確かめる")
    await coordinator.finds_nothing_amiss()
    file = await coordinator.fetch("/cases/cases.csv")
    assert "町の担当課に電話で日程を確かめる" in await file.text()


async def test_a_memo_of_a_call_is_the_last_contact(arrive):
    coordinator = await arrive("野田 真紀")
    await coordinator.opens("/cases")
    await coordinator.follows(TITLE)
    memos = coordinator.page.url.replace("/needs/", "/memos/need/")

    await coordinator.page.goto(memos)
    await coordinator.chooses("電話")
    await coordinator.writes("内容", "月末に返事をもらう")
    await coordinator.presses("記録する")

    await coordinator.sees("月末に返事をもらう")


async def test_the_numbers_are_said_with_what_they_are_counted_from(arrive):
    planner = await arrive("浜口 理沙")

    await planner.follows("状況")

    await planner.sees("受け付けた", "件のうち", "中央値", "90％が収まる日数", "うち未開始")
    await planner.sees("任用が決まった人", "目標", "今週の時間", "合う人がいない要請")
