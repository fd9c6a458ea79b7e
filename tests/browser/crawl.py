"""Walks a role's pages along their links: each kind of page once or twice, at two widths."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.async_api import APIResponse, Error, Response

from tests.browser.inspection import WIDTHS, faults
from tests.browser.visitor import Visitor

MOST_OF_A_KIND = 2  # the second need, person or plan is usually in another state
_CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"
_OTHERS = "/dev/mail"  # a mailbox: its links are other people's
_BAD = 400


class Crawl:
    """One role's pages, and what was wrong with them."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._kinds: Counter[str] = Counter()
        self._known: set[str] = set()
        self._waiting: deque[str] = deque()
        self.visited: list[str] = []
        self.faults: list[str] = []

    async def walk(self, *beginnings: str) -> "Crawl":
        """Visit everything that can be reached from *beginnings*."""
        self._plan(beginnings)
        while self._waiting:
            path = self._waiting.popleft()
            self.visited.append(path)
            if await self._opens(path):
                await self._look(path)
                if path != _OTHERS:
                    self._plan(await self._visitor.page.evaluate(_LINKS))
        return self

    def _plan(self, links: "list[str] | tuple[str, ...]") -> None:
        for path in self._inside(links):
            if path in self._known or self._kinds[kind(path)] >= MOST_OF_A_KIND:
                continue
            self._known.add(path)
            self._kinds[kind(path)] += 1
            self._waiting.append(path)

    def _inside(self, links: "list[str] | tuple[str, ...]") -> Iterator[str]:
        for link in links:
            parts = urlsplit(link)
            if parts.scheme in {"", "http"} and "lang=" not in parts.query:
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    async def _opens(self, path: str) -> bool:
        """Whether *path* is a page; a file is only fetched."""
        try:
            answer: Response | APIResponse = await self._visitor.answer(path)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            answer = await self._visitor.fetch(path)
        self._note(path, [f"status {answer.status}"] if answer.status >= _BAD else [])
        return answer.headers["content-type"].startswith("text/html")

    async def _look(self, path: str) -> None:
        for name, (width, height) in WIDTHS.items():
            await self._visitor.page.set_viewport_size({"width": width, "height": height})
            self._note(f"{path} ({name})", await faults(self._visitor.page, width))
        self._note(path, self._visitor.take_complaints())

    def _note(self, where: str, wrong: list[str]) -> None:
        self.faults += [f"{where}: {words}" for words in wrong]


def kind(path: str) -> str:
    """Pages that differ only in whom or what they are about, or how a list is sorted, are alike."""
    return _CHANGING.sub("*", urlsplit(path).path)
