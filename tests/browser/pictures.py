"""Takes the pictures of the README of this very build: `python -m tests.browser.pictures`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.browser import place
from tests.browser.visitor import Visitor, launch

TARGET = Path(__file__).parents[2] / "docs" / "pictures"
COORDINATOR, NEED = "野田 真紀", "住民窓口の手続きのオンライン化"


async def main() -> None:
    """The review screen on a desk and on a phone, and the first page."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        async with (
            place.running(Path(folder), TALENTPOOL_DEMONSTRATION="1") as service,
            async_playwright() as playwright,
        ):
            browser = await launch(playwright)
            await _take(browser, service.address)
            await browser.close()


async def _take(browser: Browser, address: str) -> None:
    visitor = await Visitor.arrive(browser, address)
    await visitor.opens("/")
    await visitor.page.screenshot(path=TARGET / "first.png")
    await visitor.enters_as(COORDINATOR)
    await visitor.opens("/review?view=all")
    await visitor.follows(NEED)
    for box in (await visitor.page.locator(".cand input").all())[:2]:
        await box.check()
    await visitor.page.wait_for_load_state("networkidle")
    await visitor.page.screenshot(path=TARGET / "review.png")
    await visitor.page.set_viewport_size({"width": 390, "height": 844})
    await visitor.page.screenshot(path=TARGET / "review-phone.png")
    await visitor.leave()


if __name__ == "__main__":
    asyncio.run(main())
