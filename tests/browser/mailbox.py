"""A mail server on loopback, and the letters that people find in it."""

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK = re.compile(r"https?://\S+")


class Mailbox:
    """Takes every mail; gives them by whom they are for."""

    def __init__(self) -> None:
        self.url = ""
        self._mails: list[EmailMessage] = []
        self._came = asyncio.Condition()
        self._server: asyncio.Server | None = None

    async def open(self, port: int = 0) -> "Mailbox":
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", port
        )
        self.url = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep what comes."""
        mail: Any = message_from_bytes(envelope.content, policy=policy.default)
        async with self._came:
            self._mails.append(mail)
            self._came.notify_all()
        return "250 OK"

    async def letter(self, to: str, patience: float = 30) -> str:
        """The newest mail to *to*; waits until there is one. What is read is gone."""
        async with self._came:
            await asyncio.wait_for(self._came.wait_for(lambda: self._of(to)), patience)
            newest = self._of(to)[-1]
            self._mails = [mail for mail in self._mails if mail["To"] != to]
        return str(newest.get_content())

    async def link(self, to: str) -> str:
        """The path of the link in the newest mail to *to*."""
        found = _LINK.search(await self.letter(to))
        assert found is not None
        parts = urlsplit(found[0])
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _of(self, to: str) -> list[EmailMessage]:
        return [mail for mail in self._mails if mail["To"] == to]
