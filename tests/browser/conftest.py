"""One demonstration, one browser and one mail server for all tests of this folder.

They share a process of the test run, for the demonstration takes its time to load. Each test
brings its own people and needs, or takes those of the demonstration that no other test takes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser import place
from tests.browser.mailbox import Mailbox
from tests.browser.place import Place
from tests.browser.visitor import Visitor, launch

Arrive = Callable[..., Awaitable[Visitor]]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder in one process."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
async def mailbox() -> AsyncIterator[Mailbox]:
    """The mail server."""
    box = await Mailbox().open()
    yield box
    box.close()


@pytest.fixture(scope="session")
async def demonstration(
    tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> AsyncIterator[Place]:
    """The service as it is shown to people."""
    folder = tmp_path_factory.mktemp("demonstration")
    variables = {"TALENTPOOL_DEMONSTRATION": "1", "SMTP_URL": mailbox.url}
    async with place.running(folder, **variables) as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        started = await launch(playwright)
        yield started
        await started.close()


@pytest.fixture
async def arrive(browser: Browser, demonstration: Place) -> AsyncIterator[Arrive]:
    """Lets people arrive, each in a window of their own; `name` is whom the door is opened for."""
    visitors: list[Visitor] = []

    async def come(name: str = "", size: str = "desk", *, scripts: bool = True) -> Visitor:
        visitor = await Visitor.arrive(browser, demonstration.address, size, scripts=scripts)
        visitors.append(visitor)
        if name:
            await visitor.enters_as(name)
        return visitor

    yield come
    for visitor in visitors:
        await visitor.leave()
