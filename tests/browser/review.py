"""The review screen, as a coordinator works with it."""

from tests.browser.visitor import Visitor
from tests.patience import eventually

_BASE, _TOTAL = ".ctb tr.base td.num", ".ctb tr.sum td.num"
_PARTS = ".ctb tbody tr:not(.base):not(.side):not(.sum) td.num"


async def begin(coordinator: Visitor, title: str) -> None:
    """Take a need in at triage, and wait on the review screen until its people are ranked."""
    await coordinator.opens("/triage")
    await coordinator.follows(title)
    await coordinator.presses("受け付ける")
    await coordinator.sees("受け付けました")
    await coordinator.opens("/review?view=all")
    await coordinator.follows(title)
    await coordinator.sees("一致度の高い順", "点数の内訳")


async def adds_up(coordinator: Visitor) -> None:
    """The numbers of the breakdown, as they stand on the page, make the number on top."""
    base, total = await coordinator.reads(_BASE), await coordinator.reads(_TOTAL)
    parts = await coordinator.page.locator(_PARTS).all_inner_texts()
    assert len(parts) >= 3
    assert _number(base) + sum(map(_number, parts)) == _number(total)
    assert await coordinator.reads(".verdict .big b") == total


async def look_at(coordinator: Visitor, handle: str) -> None:
    """Choose somebody in the list, and wait until the pane shows the person anew."""
    page = coordinator.page
    await page.evaluate("document.querySelector('#detail article').id = 'before'")
    await page.locator(".cands").get_by_role("link", name=handle).click()
    await page.wait_for_selector(f"article:not(#before) #cd-h:has-text('{handle}')")


async def approve(coordinator: Visitor) -> None:
    """Approve by keys alone, with a reason and a comment."""
    await coordinator.page.keyboard.press("a")
    assert await coordinator.page.evaluate("document.activeElement.id") == "reason"
    await coordinator.page.locator("#reason").select_option(index=1)
    await coordinator.page.locator("#comment").fill("経歴と時間を確認しました。")
    await coordinator.page.keyboard.press("Control+Enter")
    await coordinator.sees("承認しました")


async def ask_at_once(coordinator: Visitor) -> None:
    """Approve somebody and let the question go out now."""
    await approve(coordinator)
    await coordinator.presses("今すぐ送る")

    async def has_gone() -> bool:
        await coordinator.page.reload()
        said = await coordinator.reads("#decision")
        return "打診中" in said or "依頼中" in said

    await eventually(has_gone, "the person is asked")


def _number(text: str) -> int:
    return int(text.strip().replace("−", "-").replace("±", ""))
