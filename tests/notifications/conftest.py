"""A real mail server on loopback, which can be told to refuse, to hesitate and to hang up."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from talentpool.kit.mail import open_post
from talentpool.kit.settings import Settings


class Mailbox:
    """Takes mail, and answers DATA as it is told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.hangs_up = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail unless told otherwise."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            mail: Any = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append(mail)
        if self.hangs_up:
            self.hangs_up = False
            server.transport.close()
        return answer


@pytest.fixture
async def mailbox(settings: Settings, db: None) -> AsyncIterator[Mailbox]:
    """The mail server that the worker sends to."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(box, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    open_post(msgspec.structs.replace(settings, smtp_url=f"smtp://127.0.0.1:{port}"))
    yield box
    open_post(settings)
    server.close()
