"""What happens later: links are mailed, notices delivered, and slices below have their say."""

from typing import Any
from urllib.parse import urlencode

import aiosmtplib

from talentpool.kit import mail
from talentpool.kit.labels import label, labels
from talentpool.kit.mail import MailRefused
from talentpool.kit.security import sign
from talentpool.notifications import service
from talentpool.notifications.schemas import OutgoingMail
from talentpool.notifications.states import MailState
from talentpool.outbox import service as outbox
from talentpool.outbox.service import Task

# Where the links that are their own proof lead.
_DOORS = {
    "sign_up_link": "/join/",
    "candidate_link": "/join/",
    "member_link": "/invitations/",
    "reset_link": "/password-reset/",
}


async def invite(task: Task) -> None:
    """Mail the link of an invitation."""
    async with outbox.effect(task) as actor:
        await service.mail_invitation(actor, task.uuid("invitation"))


async def tell(task: Task) -> None:
    """Tell the owner of an account what a slice below has put into the outbox."""
    account = task.uuid("account")
    facts: dict[str, Any] = task.args["facts"]
    async with outbox.effect(task) as actor:
        await service.notify(
            actor,
            task.args["kind"],
            account=account,
            subject="account",
            subject_id=account,
            path="/account",
            key=f"tell:{task.id}",
            **facts,
        )


async def deliver(task: Task) -> None:
    """Mail one notice: once, or twice with the second marked, when it is not known of the first."""
    outgoing = await service.begin_sending(task.actor(), task.uuid("notice"))
    outcome = await _send(task, outgoing) if outgoing else None
    async with outbox.effect(task) as actor:
        if outgoing and outcome:
            await service.end_sending(actor, outgoing.id, outcome)


async def _send(task: Task, outgoing: OutgoingMail) -> MailState:
    post = mail.post()
    sentence = label(f"notice.{outgoing.kind}", **outgoing.facts)
    title = labels().find(f"mail_subject.{outgoing.kind}") or sentence
    text = post.write(outgoing.kind, sentence=sentence, link=_link(outgoing), facts=outgoing.facts)
    subject = label("mail_subject.repeat", subject=title) if outgoing.is_repeat else title
    message = post.compose(outgoing.to, subject, text, key=outgoing.key, at=outgoing.at)
    try:
        await post.send(message)
    except MailRefused:
        return MailState.REFUSED
    except (aiosmtplib.SMTPException, OSError):
        await service.end_sending(task.actor(), outgoing.id, MailState.PENDING)
        raise
    return MailState.SENT


def _link(outgoing: OutgoingMail) -> str:
    """A door of its own, a page of ours, or a page of ours behind the door to an account."""
    post = mail.post()
    if outgoing.invitation is None or (outgoing.has_account and outgoing.kind not in _DOORS):
        return post.address(outgoing.path or "/notices")
    token = sign(post.settings, "invitation", outgoing.invitation.hex)
    onward = f"?{urlencode({'next': outgoing.path})}" if outgoing.path else ""
    return post.address(_DOORS.get(outgoing.kind, "/join/") + token + onward)
