"""The review screen in Chromium: keys, focus, widths, without scripts; nothing for axe to say."""

import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from talentpool.kit.processes import wait_until
from talentpool.kit.security import cookie_name
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings
from tests.makers.needs import sql
from tests.reviews.case import Case
from tests.run.service import ROOT, environment, free_port, get

pytestmark = pytest.mark.usefixtures("db")
AXE = (Path(__file__).parents[1] / "browser/vendor/axe-4.14.1.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1440, 900), "laptop": (1366, 660), "phone": (390, 844)}


@pytest.fixture(scope="module")
def port(urls: ServerUrls, settings: Settings) -> Iterator[int]:
    """A web process on the tests' database."""
    chosen = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "talentpool.cli", "web"],
        cwd=ROOT,
        env=environment(
            TALENTPOOL_DATA_DIR=str(settings.data_dir),
            TALENTPOOL_DEMONSTRATION="0",
            DATABASE_URL=urls.web,
            DATABASE_WORKER_URL=urls.worker,
            REDIS_URL=urls.redis,
            PORT=str(chosen),
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: get(chosen, "/healthz")[0] == 200, 60)
    yield chosen
    process.terminate()
    process.wait(20)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield started
        await started.close()


@pytest.fixture
async def case(client, settings) -> Case:
    return await Case(client, settings).prepare()


@pytest.fixture
def visit(browser: Browser, case: Case, port: int, settings: Settings) -> Callable[..., Any]:
    """A page of the case at an address, in a window of a size."""

    @asynccontextmanager
    async def open_page(path: str, size: str = "desk", **options: Any) -> AsyncIterator[Page]:
        width, height = SIZES[size]
        viewport = {"width": width, "height": height}
        context = await browser.new_context(viewport=viewport, **options)
        name = cookie_name(settings, "session")
        base = f"http://localhost:{port}"
        await context.add_cookies([{"name": name, "value": case.client.cookies[name], "url": base}])
        page = await context.new_page()
        await page.goto(base + path)
        yield page
        await context.close()

    return open_page


async def _violations(page: Page) -> list[str]:
    await page.evaluate(AXE)
    found = await page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
    )
    return list(found)


@pytest.mark.parametrize("size", SIZES)
async def test_axe_has_nothing_to_say_and_nothing_is_wider_than_the_window(visit, case, size):
    chosen = "&".join(f"c={person.id}" for person in case.people)
    paths = [case.url, "/review", f"{case.url}/compare?{chosen}", "/scorer", "/review/keys"]

    for path in paths:
        async with visit(path, size) as page:
            assert await _violations(page) == [], path
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= SIZES[size][0], path


async def test_keys_lead_from_person_to_person_to_a_decision_and_back(visit, case):
    async with visit(case.url) as page:
        await page.keyboard.press("j")
        await page.wait_for_selector(f"#cd-h:has-text('{case.people[1].handle}')")
        await page.keyboard.press("a")
        assert await page.evaluate("document.activeElement.id") == "reason"

        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector(".err-line")
        assert await _violations(page) == []
        await page.select_option("#reason", "approve:spread_chances")
        await page.fill("#comment", "機会が偏らないようにしました。")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_selector(".flash")
        assert await _violations(page) == []
        assert await page.inner_text(".cand.is-cur .c-state") == "承認"

        await page.keyboard.press("u")
        await page.wait_for_selector(".flash:has-text('判断を取り消しました。')")
        assert await page.inner_text(".cand.is-cur .c-state") == "未判断"


async def test_keys_rest_in_fields_while_composing_and_when_switched_off(visit, case):
    async with visit(case.url) as page:
        await page.fill("#q", "")
        await page.press("#q", "a")
        assert not await page.is_checked("#d-approve")

        await page.focus("#main")
        await page.evaluate(
            "document.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'a', isComposing: true, bubbles: true}))"
        )
        assert not await page.is_checked("#d-approve")

        await page.keyboard.press("?")
        await page.uncheck("#keys-on")
        await page.click("dialog button")
        await page.keyboard.press("h")
        assert not await page.is_checked("#d-hold")


async def test_a_decision_works_without_scripts(visit, case):
    async with visit(case.url, java_script_enabled=False) as page:
        await page.click("label[for=d-hold]")
        await page.select_option("#reason", "hold:compare_more")
        await page.click("text=判断を記録する")
        assert "保留にしました。" in await page.inner_text(".flash")

        await page.click(".flash button")
        assert "判断を取り消しました。" in await page.inner_text(".flash")

    assert await sql("select state from proposal") == "suggested"


async def test_the_way_of_a_decision_on_a_phone(visit, case):
    async with visit(case.url, "phone") as page:
        assert await page.is_visible("label[for=d-approve]")
        assert not await page.is_visible("#reason")

        await page.click("label[for=d-approve]")

        assert await page.is_visible("#reason")
        assert await page.is_visible("text=本人に届く文")
        assert await _violations(page) == []
