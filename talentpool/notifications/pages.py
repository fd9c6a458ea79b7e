"""The inbox, what comes by mail and, in development, the mail itself."""

import re
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from talentpool.actor import Actor
from talentpool.kit import mail
from talentpool.kit.forms import blank, fill
from talentpool.kit.http import fragment, local_path, page, redirect
from talentpool.kit.scope import reading
from talentpool.notifications import queries, service
from talentpool.notifications.schemas import MailSettingForm

_LINK = re.compile(r"(https?://\S+)")


@get("/notices", name="notifications.inbox")
async def inbox(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        notices = await queries.inbox(actor)
    has_unread = any(notice.read_at is None for notice in notices)
    return page("notifications/inbox.html", notices=notices, has_unread=has_unread)


@get("/notices/count", name="notifications.count")
async def count(actor: NamedDependency[Actor]) -> Template:
    """The bell: a fragment for the header."""
    async with reading(actor):
        unread = await queries.unread(actor)
    return fragment("notifications/_count.html", count=unread)


@post("/notices/{notice_id:uuid}/open", name="notifications.open", status_code=200)
async def open_notice(actor: NamedDependency[Actor], notice_id: FromPath[UUID]) -> Redirect:
    path = await service.mark_read(actor, notice_id)
    return redirect(local_path(path or None, "/notices"))


@post("/notices/read", name="notifications.mark_all_read", status_code=200)
async def mark_all_read(actor: NamedDependency[Actor]) -> Redirect:
    await service.mark_all_read(actor)
    return redirect("/notices")


@get("/account/mail", name="notifications.mail_setting")
async def mail_setting(actor: NamedDependency[Actor]) -> Template:
    async with reading(actor):
        wanted = await queries.mail_setting(actor)
    return page("notifications/mail_setting.html", form=blank(MailSettingForm, wanted))


@post("/account/mail", name="notifications.choose_mail", status_code=200)
async def choose_mail(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Redirect:
    form = await fill(MailSettingForm, request)
    await service.choose_mail(actor, form.value)
    return redirect("/account", flash="flash.saved")


@get("/dev/mail", name="notifications.kept_mail")
async def kept_mail(request: Request[Any, Any, Any]) -> Template:
    kept = mail.kept(request.app.state.settings)
    return page("notifications/kept_mail.html", mails=[_shown(message) for message in kept])


def _shown(message: EmailMessage) -> dict[str, Any]:
    """A mail with its links apart, so that they can be followed."""
    parts = [
        {"text": text, "is_link": number % 2 == 1}
        for number, text in enumerate(_LINK.split(message.get_content()))
    ]
    return {
        "subject": message["Subject"],
        "to": message["To"],
        "date": message["Date"],
        "parts": parts,
    }


router = Router(
    "/",
    route_handlers=[inbox, count, open_notice, mark_all_read, mail_setting, choose_mail],
)
development_router = Router("/", route_handlers=[kept_mail])
