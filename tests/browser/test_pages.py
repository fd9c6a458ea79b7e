"""Every page that links lead to, as every role, at two widths; and pages of what goes wrong."""

import pytest

from tests.browser.crawl import Crawl
from tests.browser.inspection import WIDTHS, faults

# Whom the door is opened for, and how many pages there are at least.
ROLES = {
    "visitor": ("", 10),
    "candidate": ("佐藤 美咲", 25),
    "officer": ("青波市 情報政策課", 30),
    "manager": ("三浦 静香", 30),
    "coordinator": ("野田 真紀", 60),
    "expert": ("葛󠄀西 慎一", 15),
    "planner": ("浜口 理沙", 20),
    "administrator": ("坂東 学", 15),
    "auditor": ("上村 玲子", 10),
}
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("role", ROLES)
async def test_every_page_is_sound_at_both_widths(arrive, role):
    name, fewest = ROLES[role]
    visitor = await arrive(name)

    crawl = await Crawl(visitor).walk("/")

    assert not crawl.faults, "\n".join(crawl.faults)
    assert len(crawl.visited) >= fewest


@pytest.mark.parametrize(
    ("name", "path", "status", "says"),
    [
        ("", "/nowhere", 404, "見つかりません"),
        ("佐藤 美咲", f"/my/proposals/{NOWHERE}", 404, "見つかりません"),
        ("佐藤 美咲", "/review", 403, "ホームへ戻る"),
        ("青波市 情報政策課", f"/needs/{NOWHERE}", 404, "ホームへ戻る"),
    ],
    ids=["no page", "no proposal", "not for candidates", "no need"],
)
async def test_a_page_that_is_not_there_or_not_yours_shows_the_way_back(
    arrive, name, path, status, says
):
    visitor = await arrive(name)

    assert await visitor.opens(path) == status

    await visitor.sees(says, "架空データ")
    for width, height in WIDTHS.values():
        await visitor.page.set_viewport_size({"width": width, "height": height})
        assert await faults(visitor.page, width) == []


async def test_two_coordinators_at_once_the_second_sees_who_was_first(arrive):
    first, second = await arrive("野田 真紀"), await arrive("岩瀬 航")
    for coordinator in (first, second):
        await coordinator.opens("/review?view=all")
        await coordinator.follows("窓口の手続きのオンライン化")
        await coordinator.page.keyboard.press("h")
        await coordinator.page.locator("#reason").select_option("hold:compare_more")

    await first.presses("判断を記録する")
    await first.sees("保留にしました。")
    await second.presses("判断を記録する")

    await second.sees("野田 真紀", "保留", "内容を確認して、もう一度選択してください。")
    await second.finds_nothing_amiss()


async def test_a_form_that_came_second_shows_what_was_typed_and_leads_back_to_it(arrive):
    first, second = await arrive("野田 真紀"), await arrive("岩瀬 航")
    for coordinator, words in ((first, "町に電話する"), (second, "村の返事を待って、来週また聞く")):
        await coordinator.opens("/candidates?sort=handle&state=active")
        await coordinator.page.locator("main tbody a").first.click()
        await coordinator.page.locator("[name=next_step]").fill(words)

    await first.presses("保存する")
    await second.presses("保存する")

    await second.sees("ほかの人が、内容を変えました", "村の返事を待って、来週また聞く")
    for width, height in WIDTHS.values():
        await second.page.set_viewport_size({"width": width, "height": height})
        assert await faults(second.page, width) == []
    await second.follows("最新の内容を見る")
    assert await second.page.locator("[name=next_step]").input_value() == "町に電話する"
