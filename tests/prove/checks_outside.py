"""Small checks of what comes from outside: files, mail, the environment, other roles."""

from datetime import UTC, datetime
from email.errors import MessageError
from pathlib import Path

from talentpool.files import spreadsheet
from talentpool.kit import bootstrap
from talentpool.kit.mail import Post, open_post, post
from talentpool.kit.servers import ServerUrls
from talentpool.kit.settings import Settings, SettingsError
from tests.prove.hostile import made
from tests.prove.walk import settings_of

_REFUSED = ("bomb", "thousand entries", "far cell", "far row", "macro", "external link")
_WEAK = "changeme" * 8
_PRODUCTION = {
    "TALENTPOOL_MODE": "production",
    "TALENTPOOL_SECRET_KEY": _WEAK,
    "PUBLIC_URL": "https://talent.example.jp",
    "SMTP_URL": "smtp://mail.example.jp",
    "MAIL_FROM": "talent@example.jp",
}


async def archives(urls: ServerUrls) -> list[str]:
    """A workbook that would unpack into too much is not unpacked."""
    files = dict(made())
    return [name for name in _REFUSED if _is_taken(files[name])]


def _is_taken(content: bytes) -> bool:
    try:
        spreadsheet.inspect(content, spreadsheet.LIMITS["page"])
    except spreadsheet.Refused:
        return False
    return True


async def mail_header(urls: ServerUrls) -> list[str]:
    """A line break in a subject does not become a header."""
    open_post(settings_of(urls))
    try:
        mail = _mail(post())
    except (ValueError, MessageError):
        return []
    return ["a second recipient"] if "\nBcc: evil" in mail else []


def _mail(where: Post) -> str:
    composed = where.compose(
        "a@example.jp", "Subject\r\nBcc: evil@example.jp", "x", key="k", at=datetime.now(UTC)
    )
    return composed.as_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


async def weak_secret(urls: ServerUrls) -> list[str]:
    """The service does not start for the public with a secret that can be guessed."""
    try:
        Settings.from_environment({**_PRODUCTION, "TALENTPOOL_DATA_DIR": str(Path("/nowhere"))})
    except SettingsError:
        return []
    return ["a secret that can be guessed"]


async def strong_role(urls: ServerUrls) -> list[str]:
    """The service does not start with a role that no policy binds."""
    try:
        await bootstrap.refuse_strong_role(urls.owner)
    except bootstrap.StrongRole:
        return []
    return ["a role that owns the tables"]
