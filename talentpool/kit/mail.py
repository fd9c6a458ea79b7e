"""Plain-text mail: written from a template, sent by SMTP; in development kept for `/dev/mail`.

Nothing here knows what a mail is about.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
from jinja2 import Environment

from talentpool.kit.settings import Settings
from talentpool.kit.templates import make_environment

SENDER_NAME = "talentpool"
FOLDER = "mail"
_SECONDS = 10
_PORTS = {"smtp": 25, "smtps": 465}
_MOST_KEPT = 200
_NEVER = 500
_opened: dict[str, "Post"] = {}


class MailRefused(Exception):
    """The server will not take this mail, now or later."""


class MailUncertain(Exception):
    """The connection broke after the text had gone: whether it was taken is not known."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail goes: a server, or a folder of the development machine."""

    settings: Settings
    environment: Environment

    def write(self, kind: str, **context: Any) -> str:
        """The text of a mail: its own template's, or that of any notice."""
        names = [f"{FOLDER}/{kind}.txt", f"{FOLDER}/notice.txt"]
        return self.environment.select_template(names).render(context).strip() + "\n"

    def address(self, path: str) -> str:
        """A path of ours as a link that can be mailed."""
        return self.settings.public_url + path

    def compose(self, to: str, subject: str, text: str, *, key: str, at: datetime) -> EmailMessage:
        """A mail; the same *key* makes the same Message-ID, by which doubles are known."""
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = formataddr((SENDER_NAME, self.settings.mail_from))
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = message_id(key, self.settings.mail_from)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    async def send(self, message: EmailMessage) -> None:
        """Hand *message* to the server, or keep it.

        Raises:
            MailRefused: the server says no for good.
            MailUncertain: it may have been taken.
            aiosmtplib.SMTPException, OSError: it was surely not taken; try again later.
        """
        if self.settings.smtp_url is None:
            self._keep(message)
            return
        await _hand_over(message, self.settings.smtp_url)

    def _keep(self, message: EmailMessage) -> None:
        folder = _folder(self.settings)
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:12]
        at = message["Date"].datetime.strftime("%Y%m%d%H%M%S")
        (folder / f"{at}-{digest}.eml").write_bytes(message.as_bytes())


def open_post(settings: Settings) -> None:
    """Say where this process sends its mail."""
    plain = make_environment(settings).overlay(autoescape=False)
    _opened["post"] = Post(settings, plain)


def post() -> Post:
    """Where this process sends its mail.

    Raises:
        RuntimeError: nobody has said it.
    """
    try:
        return _opened["post"]
    except KeyError:
        raise RuntimeError("the post is not open (talentpool.kit.mail.open_post)") from None


def kept(settings: Settings) -> list[EmailMessage]:
    """The mails that no server took, newest first; for development."""
    files = sorted(_folder(settings).glob("*.eml"), reverse=True)[:_MOST_KEPT]
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [parser.parsebytes(file.read_bytes()) for file in files]


def _folder(settings: Settings) -> Path:
    return settings.data_dir / FOLDER


def message_id(key: str, sender: str) -> str:
    """The Message-ID that goes with *key*."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


async def _hand_over(message: EmailMessage, url: str) -> None:
    """Talk SMTP step by step, to know whether a failure came before or after the text had gone."""
    parts = urlsplit(url)
    client = aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        use_tls=parts.scheme == "smtps",
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        timeout=_SECONDS,
    )
    async with client:
        try:
            await client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            _judge(max(refused.code for refused in error.recipients))
            raise
        except aiosmtplib.SMTPResponseException as error:
            _judge(error.code)
            raise
        except (ConnectionError, TimeoutError) as error:
            raise MailUncertain(type(error).__name__) from None


def _judge(code: int) -> None:
    """RFC 5321, section 4.2.1: 4xx means later, 5xx means never."""
    if code >= _NEVER:
        raise MailRefused(str(code)) from None
