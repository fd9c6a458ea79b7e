"""A watch over the whole suite: what holds a mark of a person where none belongs.

The makers' people carry marks. While the tests do what they do, everything that leaves a trace is
looked at: each line of log as production writes it, URLs asked for and given, pages of errors,
tasks, notices, the trail and the access log after each test, and at the end the servers' logs,
Valkey and the mails. What is found is told by its place, never by its words.
"""

import contextlib
import html
import json
import logging
import os
import re
from collections.abc import Sequence
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TextIO, cast
from urllib.parse import quote, quote_plus

import asyncpg
import httpx
import msgspec
from arq import create_pool

from talentpool.kit import queue
from talentpool.kit.log import configure_logging
from talentpool.kit.settings import Mode, Settings

TABLES = ("outbox", "notice", "audit_event", "access_log")
_ADDRESS = re.compile(r'\b(?:href|action|src|hx-\w+)="(?!mailto:|tel:)([^"]*)"')
_ERRORS = {403, 404, 500, 503}
_LOGS = ("*.log", "*.out")


class Watch:
    """Looks for *marks*, in every spelling in which they may travel."""

    def __init__(self, marks: Sequence[str]) -> None:
        spellings = {spelling for mark in marks for spelling in _spellings(mark)}
        self._marks = re.compile("|".join(re.escape(text) for text in sorted(spellings)), re.I)
        self._handler: logging.Handler | None = None
        self.found: set[str] = set()
        self.looked: dict[str, int] = {}

    def look(self, place: str, text: str) -> None:
        """Note *place* when there is a mark in *text*, and which test it was."""
        kind = place.partition(":")[0]
        self.looked[kind] = self.looked.get(kind, 0) + 1
        if self._marks.search(text):
            test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
            self.found.add(f"{place} ({test})")

    def listen(self, settings: Settings) -> None:
        """Hear the log as production writes it; again, when somebody has set it up anew."""
        if self._handler is not None and self._handler in logging.getLogger().handlers:
            return
        with contextlib.redirect_stderr(cast("TextIO", _Ear(self))):
            configure_logging(msgspec.structs.replace(settings, mode=Mode.PRODUCTION))
        (self._handler,) = logging.getLogger().handlers

    async def asked(self, request: httpx.Request) -> None:
        """A browser is about to ask for something."""
        self.look("URL asked for", str(request.url))

    async def answered(self, answer: httpx.Response) -> None:
        """What a browser was told: where to go, what went wrong, which links there are."""
        about = f"{answer.request.method} answered by {answer.status_code}"
        self.look(f"Location: {about}", answer.headers.get("location", ""))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        page = (await answer.aread()).decode("utf-8", "replace")
        if answer.status_code in _ERRORS:
            self.look(f"page of an error: {about}", page)
        addresses = " ".join(_ADDRESS.findall(page)) if self._marks.search(page) else ""
        self.look(f"links: {about}", html.unescape(addresses))

    async def look_into_tables(self, eye: asyncpg.Connection) -> None:
        """All rows that anybody may read without being told who somebody is."""
        for table in TABLES:
            for row in await eye.fetch(f"select t::text from {table} t"):
                self.look(f"table: {table}", row[0])

    async def look_into_valkey(self, url: str) -> None:
        """All keys and what they hold."""
        valkey = await create_pool(queue.redis_settings(url))
        for key in await valkey.keys("*"):
            self.look("Valkey", f"{key!r} {await valkey.dump(key)!r}")
        await valkey.aclose()

    def look_into_files(self, folder: Path) -> None:
        """Logs of servers and processes, and mails that were kept."""
        for log in sorted(path for pattern in _LOGS for path in folder.rglob(pattern)):
            self.look(f"file: {log.name}", log.read_text("utf-8", "replace"))
        for file in folder.rglob("mail/*.eml"):
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            body = mail.get_body()
            text = body.get_content() if body else ""
            self.look(f"mail: {file.parents[1].name}", f"{mail['Subject']} {text}")


class _Ear:
    """Stands where the log is written to."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def write(self, line: str) -> int:
        """A line of log, or the end of one."""
        if line.strip():
            self._watch.look("log", line)
        return len(line)

    def flush(self) -> None:
        """Nothing is kept back."""


def _spellings(mark: str) -> set[str]:
    """As it is, in URLs, in JSON, and as bytes are shown."""
    shown = repr(mark.encode())[2:-1]
    return {mark, quote(mark), quote_plus(mark), json.dumps(mark)[1:-1], shown}
