"""A placement from the request to the appointment, as all who take part see it."""

from tests.browser import requesting, review
from tests.browser.days import day
from tests.browser.visitor import Visitor

TITLE = "広報の電子版の記事を担う人"
PUBLIC_TITLE = "広報の電子版の記者"
EARLIER = "公式ホームページの更新と記事づくりを担う人"
WORDS = ("任用", "労働条件", "選考")


async def test_a_placement_goes_from_the_request_to_the_appointment(arrive):
    officer = await arrive("青波市 情報政策課")
    await requesting.copy(officer, EARLIER, TITLE, PUBLIC_TITLE, 人数="1")
    candidate = await arrive("佐藤 美咲", size="phone")
    await candidate.opens("/my")
    handle = await candidate.handle()

    coordinator = await arrive("野田 真紀")
    await review.begin(coordinator, TITLE)
    people = coordinator.page.url
    await review.adds_up(coordinator)
    await _decide_by_keys(coordinator)
    await _compare(coordinator)
    await review.look_at(coordinator, handle)
    await review.adds_up(coordinator)
    await review.ask_at_once(coordinator)
    sibling = await _ask_another(coordinator, handle)

    await _consent(candidate)
    await _refer(coordinator, people, handle)
    await _select(officer, handle)
    await _accept_terms(candidate)
    await _appoint(officer, handle)

    await _everybody_is_told(candidate, coordinator, people, sibling)


async def _decide_by_keys(coordinator: Visitor) -> None:
    """J and K lead from person to person, A approves, U takes it back."""
    first = await coordinator.reads("#cd-h")
    await coordinator.page.keyboard.press("j")
    await coordinator.page.wait_for_selector(f"#cd-h:not(:has-text('{first}'))")
    await coordinator.page.keyboard.press("k")
    await coordinator.page.wait_for_selector(f"#cd-h:has-text('{first}')")
    await review.approve(coordinator)
    await coordinator.finds_nothing_amiss()
    await coordinator.page.keyboard.press("u")
    await coordinator.sees("判断を取り消しました。")


async def _compare(coordinator: Visitor) -> None:
    for box in (await coordinator.page.locator(".cand input").all())[:2]:
        await box.check()
    await coordinator.page.keyboard.press("c")
    await coordinator.sees("候補者の比較（2名）")
    await coordinator.finds_nothing_amiss()
    await coordinator.follows("審査に戻る")


async def _ask_another(coordinator: Visitor, handle: str) -> str:
    names = coordinator.page.locator(".cands .c-name a")
    other = next(name for name in await names.all_inner_texts() if name != handle)
    await review.look_at(coordinator, other)
    await review.ask_at_once(coordinator)
    return other


async def _consent(candidate: Visitor) -> None:
    await candidate.waits_for(PUBLIC_TITLE, at="/my/proposals")
    await candidate.follows(PUBLIC_TITLE)
    await candidate.sees("任用", "労働条件", "同意すると伝わること")
    await candidate.finds_nothing_amiss()
    await candidate.ticks("上の労働条件と、伝わることを確認し")
    await candidate.presses("紹介に同意する")
    await candidate.sees("紹介に同意しました。")


async def _refer(coordinator: Visitor, people: str, handle: str) -> None:
    await coordinator.page.goto(people)
    await review.look_at(coordinator, handle)
    await coordinator.follows("このあとの手続へ進む")
    await coordinator.follows(f"紹介する{handle}")
    await coordinator.sees("自治体は次の内容を見られます")
    await coordinator.presses("この内容で紹介する")
    await coordinator.sees("自治体に紹介しました。")


async def _select(officer: Visitor, handle: str) -> None:
    """The municipality sees the person, asks for the name, fixes a day and chooses."""
    await officer.opens("/needs/all")
    await officer.follows(TITLE)
    await officer.follows("紹介された候補")
    await officer.never_reads("佐藤 美咲")
    await officer.follows(handle)
    await officer.picks("目的", "自治体の選考")
    await officer.presses("目的を記録して表示する")
    await officer.sees("佐藤 美咲")
    await officer.chooses("面接", within="選考の方法")
    await officer.writes("日付", day(7))
    await officer.writes("場所", "市役所3階 会議室")
    await officer.presses("日程を保存する")
    await officer.sees("選考の日程を保存し、本人に知らせました。", "選考日程あり")
    await officer.finds_nothing_amiss()
    await officer.follows(handle)
    await officer.presses("内定にする")
    await officer.sees("内定にし、本人に知らせました。")


async def _accept_terms(candidate: Visitor) -> None:
    await candidate.page.reload()
    await candidate.sees("内定です。", "市役所3階 会議室", *WORDS)
    await candidate.ticks("今の労働条件で任用されることに同意します。")
    await candidate.presses("労働条件に同意する")
    await candidate.sees("労働条件に同意しました。")


async def _appoint(officer: Visitor, handle: str) -> None:
    await officer.follows(handle)
    await officer.sees(*WORDS, "任用を登録してください。")
    await officer.follows("任用を登録する")
    await officer.writes("任用の日", day(14))
    await officer.writes("期間の始まり", day(14))
    await officer.writes("期間の終わり", day(70))
    await officer.writes("1週間の時間", "4時間")
    await officer.presses("任用を登録する")
    await officer.sees("任用を登録し、時間を確保しました。", handle, "4時間")
    await officer.finds_nothing_amiss()


async def _everybody_is_told(
    candidate: Visitor, coordinator: Visitor, people: str, sibling: str
) -> None:
    await candidate.opens("/notices")
    await candidate.sees("任用が決まりました。期間と時間を確認してください。")
    await candidate.opens("/my/hours")
    await candidate.sees("4時間")
    await coordinator.page.goto(people)
    await review.look_at(coordinator, sibling)
    assert "終了" in await coordinator.reads("#decision")
    await coordinator.opens("/notices")
    await coordinator.sees(
        "打診した人が、紹介に同意しました。", "内定した人が、条件に同意しました。"
    )
