"""Somebody at a browser, who goes by the words on the screen."""

import re
import shutil
from urllib.parse import urlsplit

from playwright.async_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    expect,
)

from tests.browser.inspection import WIDTHS, violations
from tests.patience import eventually

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
_HANDLE = re.compile(r"候補-\w+")
PATIENCE = 20_000  # milliseconds; the machine may be busy with the other half of the tests


async def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium."""
    return await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)


class Visitor:
    """A window of a browser of its own, and whatever it complained about."""

    def __init__(self, context: BrowserContext, page: Page, address: str) -> None:
        self._context = context
        self.page = page
        self.address = address
        self._complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(f"script: {error}"))
        context.on("request", self._watch)

    @classmethod
    async def arrive(
        cls, browser: Browser, address: str, size: str = "desk", *, scripts: bool = True
    ) -> "Visitor":
        """Open a window that nobody has used, with or without JavaScript."""
        width, height = WIDTHS[size]
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        context.set_default_timeout(PATIENCE)
        return cls(context, await context.new_page(), address)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser itself notes answers of 400 and more; whether they are right, tests say.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._complaints.append(f"console: {message.text}")

    def _watch(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob"} and asked.netloc != urlsplit(self.address).netloc:
            self._complaints.append(f"left the origin: {request.url}")

    def take_complaints(self) -> list[str]:
        """What the browser complained about since it was last asked."""
        complaints, self._complaints = self._complaints, []
        return complaints

    async def leave(self) -> None:
        """Close the window; whatever the browser complained about is a failure."""
        await self._context.close()
        assert self.take_complaints() == []

    async def opens(self, path: str) -> int:
        """Go to an address; its status."""
        return (await self.answer(path)).status

    async def answer(self, path: str) -> Response:
        """Go to an address; what the service answered."""
        answer = await self.page.goto(self.address + path)
        assert answer is not None
        return answer

    async def fetch(self, path: str) -> APIResponse:
        """Get a file as this person."""
        return await self._context.request.get(self.address + path)

    async def enters_as(self, name: str) -> None:
        """Use the demonstration's door."""
        await self.opens("/demonstration")
        await self.presses(name)
        await self.page.wait_for_url(lambda url: "/demonstration" not in url)

    async def presses(self, name: str) -> None:
        """Press the button that says *name*, and wait for the page after it."""
        await self._button(name).click()
        await self.page.wait_for_load_state()

    async def follows(self, name: str) -> None:
        """Follow the link that says *name*."""
        await self.page.get_by_role("link").filter(has_text=name).first.click()
        await self.page.wait_for_load_state()

    async def writes(self, label: str, text: str) -> None:
        """Write *text* into the box labelled *label*."""
        await self._control(label, "input, textarea").fill(text)

    async def chooses(self, label: str, within: str | None = None) -> None:
        """Tick the box, or take the choice, labelled *label*."""
        place: Page | Locator = self.page
        if within is not None:
            place = self.page.get_by_role("group", name=within)
        await place.locator("label", has_text=label).first.click()

    async def ticks(self, label: str) -> None:
        """Tick the box labelled *label*."""
        await self.page.get_by_label(label).first.check()

    async def unfolds(self, words: str) -> None:
        """Open the folded part that says *words*."""
        await self.page.locator("summary", has_text=words).first.click()

    async def dates(self, legend: str, year: int, month: int, day: int | None = None) -> None:
        """Write a date, or a month, into the boxes of the group called *legend*."""
        group = self.page.get_by_role("group", name=legend)
        for unit, number in (("年", year), ("月", month), ("日", day)):
            if number is not None:
                await group.get_by_role("textbox", name=unit, exact=True).fill(str(number))

    async def picks(self, label: str, option: str) -> None:
        """Take *option* from the list labelled *label*."""
        await self._control(label, "select").select_option(label=option)

    async def hands_in(self, filename: str, content: str, kind: str) -> None:
        """Send a file on the page of files."""
        await self.chooses(kind, within="内容")
        payload = FilePayload(name=filename, mimeType="text/csv", buffer=content.encode())
        await self.page.locator("input[type=file]").set_input_files(payload)
        await self.presses("内容を確認する")

    async def sees(self, *words: str) -> None:
        """All of *words* are to be read on the page, now or in a moment."""
        for text in words:
            await expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)

    async def waits_for(self, words: str, at: str) -> None:
        """Look at the page *at* again and again until it says *words*: others work on it."""

        async def is_there() -> bool:
            await self.opens(at)
            return words in await self.reads("main")

        await eventually(is_there, f"{words} at {at}")

    async def never_reads(self, *words: str) -> None:
        """None of *words* stands on the page."""
        text = await self.page.locator("body").inner_text()
        assert [word for word in words if word in text] == [], self.page.url

    async def reads(self, selector: str) -> str:
        """The words of one part of the page."""
        return await self.page.locator(selector).first.inner_text()

    async def handle(self) -> str:
        """The name by which this page calls somebody."""
        found = _HANDLE.search(await self.reads("main"))
        assert found is not None
        return found[0]

    async def finds_nothing_amiss(self) -> None:
        """The page as it stands passes axe and fits into the window."""
        assert await violations(self.page) == [], self.page.url
        fits = await self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        assert fits, f"{self.page.url} is wider than the window"

    def _control(self, label: str, kinds: str) -> Locator:
        return self.page.get_by_label(_begins(label)).and_(self.page.locator(kinds)).first

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name).first


def _begins(label: str) -> re.Pattern[str]:
    """A label's words; 必須 or 任意 stands behind them."""
    return re.compile(rf"^{re.escape(label)}")
