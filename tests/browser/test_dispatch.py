"""A hands-on project from the request to work; no word of employment on any of its pages."""

from datetime import UTC, datetime, timedelta

from tests.browser import requesting, review
from tests.browser.visitor import Visitor

TITLE = "公園の予約をネットに変えたい"
EARLIER = "集会所の予約を、電話と紙からネットに変えたい"
NEVER = ("任用", "労働条件", "選考")
EXPERT = "葛󠄀西 慎一"


async def test_a_project_reaches_work_and_speaks_of_no_appointment(arrive):
    officer = await arrive("青波市 情報政策課")
    await requesting.copy(officer, EARLIER, TITLE, **{"1週間の時間": "2"})
    need = officer.page.url
    await _reads_nothing_of_employment(officer, need, f"{need}/print")
    expert = await arrive(EXPERT)
    await expert.opens("/my/hours")

    coordinator = await arrive("野田 真紀")
    await review.begin(coordinator, TITLE)
    await review.adds_up(coordinator)
    await review.look_at(coordinator, await _handle_of_the_expert(arrive))
    await review.ask_at_once(coordinator)

    await _accept(expert)
    planner = await arrive("浜口 理沙")
    await _plan(planner)
    await _reads_nothing_of_employment(planner, planner.page.url, need)
    await _confirm(officer, need)
    await _at_work(officer, expert)
    await _reads_nothing_of_employment(officer, need, f"{need}/plan", f"{need}/plan/print")


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
    await planner.chooses("ツール導入・BPR", within="支援メニュー")
    await planner.writes("目標", "予約の流れを見直し、2か所の公園で試します。")
    await planner.writes("始まる日", _day(14))
    await planner.writes("終わる日", _day(42))
    await planner.writes("1人あたりの1週間の時間", "2時間")
    await planner.presses("区市町村に示す")
    await planner.sees("計画を区市町村に示しました。", "区市町村が確認中")


async def _confirm(officer: Visitor, need: str) -> None:
    await officer.opens("/notices")
    await officer.sees("支援の計画ができました。内容を確認してください。")
    await officer.page.goto(f"{need}/plan")
    await officer.sees("予約の流れを見直し、2か所の公園で試します。", "候補-")
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


def _day(days: int) -> str:
    """The day so many days from now, as a date field takes it."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
