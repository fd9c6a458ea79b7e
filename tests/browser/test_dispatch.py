"""A hands-on project from the request to work; no word of employment on any of its pages."""

from tests.browser import requesting, review
from tests.browser.days import day
from tests.browser.visitor import Visitor

TITLE = "市の情報セキュリティの決まりを作り直したい"
TROUBLE = (
    "情報セキュリティポリシーが10年前のままで、監査の指摘に答えられない。"
    "事故が起きたときの手順もなく、CSIRTの担当が兼務の1名だけになっている。"
)
NEVER = ("任用", "労働条件", "選考")
EXPERT = "葛󠄀西 慎一"


async def test_a_project_reaches_work_and_speaks_of_no_appointment(arrive):
    officer = await arrive("青波市 情報政策課")
    await requesting.ask(officer, TITLE, TROUBLE, hours="2")
    need = officer.page.url
    await _reads_nothing_of_employment(officer, need, f"{need}/print")

    coordinator = await arrive("野田 真紀")
    handle = await _handle_of(coordinator, "カサイ")
    await review.begin(coordinator, TITLE)
    await review.adds_up(coordinator)
    await review.look_at(coordinator, handle)
    await review.ask_at_once(coordinator)

    expert = await arrive(EXPERT)
    await _accept(expert)
    planner = await arrive("浜口 理沙")
    await _plan(planner)
    await _reads_nothing_of_employment(planner, planner.page.url, need)
    await _confirm(officer, need)
    await _at_work(officer, expert)
    await _reads_nothing_of_employment(officer, need, f"{need}/plan", f"{need}/plan/print")


async def _handle_of(coordinator: Visitor, kana: str) -> str:
    await coordinator.opens("/candidates")
    await coordinator.unfolds("電話の相手を")
    await coordinator.writes("氏名かフリガナ", kana)
    await coordinator.presses("探す")
    await coordinator.sees("見つかった人")
    return await coordinator.handle()


async def _reads_nothing_of_employment(reader: Visitor, *urls: str) -> None:
    for url in urls:
        await reader.page.goto(url)
        await reader.never_reads(*NEVER)
        await reader.finds_nothing_amiss()


async def _accept(expert: Visitor) -> None:
    await expert.waits_for("青波市", at="/my/proposals")
    await expert.page.locator("main li.current a", has_text="青波市").last.click()
    await expert.sees("お願いすること", "引き受けると伝わること")
    await expert.never_reads(*NEVER)
    await expert.finds_nothing_amiss()
    await expert.ticks("内容と、伝わることを確認し、参加を引き受けます。")
    await expert.presses("引き受ける")
    await expert.sees("参加を引き受けました。")
    await expert.never_reads(*NEVER)


async def _plan(planner: Visitor) -> None:
    await planner.opens("/plans")
    await planner.follows(TITLE)
    await planner.chooses("セキュリティ監査", within="支援メニュー")
    await planner.writes("目標", "ポリシーを書き直し、職員に説明します。")
    await planner.writes("始まる日", day(14))
    await planner.writes("終わる日", day(42))
    await planner.writes("1人あたりの1週間の時間", "2時間")
    await planner.presses("区市町村に示す")
    await planner.sees("計画を区市町村に示しました。", "区市町村が確認中")


async def _confirm(officer: Visitor, need: str) -> None:
    await officer.opens("/notices")
    await officer.sees("支援の計画ができました。内容を確認してください。")
    await officer.page.goto(f"{need}/plan")
    await officer.sees("ポリシーを書き直し、職員に説明します。", "候補-")
    await officer.follows("計画の確認へ進む")
    await officer.never_reads(*NEVER)
    await officer.presses("この計画で進める")
    await officer.sees("計画が確定し、チームの時間を確保しました。")
    await officer.never_reads(*NEVER)


async def _at_work(officer: Visitor, expert: Visitor) -> None:
    await officer.opens("/engagements")
    await officer.follows(TITLE)
    await officer.never_reads(*NEVER)
    await officer.presses("稼働を始めた")
    await officer.sees("稼働中", "2時間")
    await officer.never_reads(*NEVER)
    await expert.opens("/notices")
    await expert.sees("支援の参加が決まりました。期間と時間を確認してください。")
    await expert.opens("/my/engagements")
    await expert.sees("稼働中", "青波市")
