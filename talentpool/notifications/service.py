"""Telling people: a notice is a line in the inbox and a mail, put with the decision it follows."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_invitations
from talentpool.accounts.service_invitations import address_key
from talentpool.accounts.states import InvitationKind
from talentpool.accounts.tables import Invitation
from talentpool.actor import Actor
from talentpool.identity import queries as identity
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import current, elevated, verb
from talentpool.notifications.schemas import MailSettingForm, OutgoingMail
from talentpool.notifications.states import MailState
from talentpool.notifications.tables import Notice
from talentpool.outbox import service as outbox

# What protects an account, or was asked for, goes out whatever somebody has switched off.
ALWAYS_MAILED = frozenset({"password_changed", "factor_added", "factor_removed", "opening_digest"})


@verb
async def notify(
    actor: Actor,
    /,
    kind: str,
    *,
    account: UUID | None = None,
    person: UUID | None = None,
    invitation: UUID | None = None,
    subject: str,
    subject_id: UUID | str,
    path: str = "",
    due_in: timedelta | int = 0,
    key: str | None = None,
    **facts: Any,
) -> None:
    """Tell an account or a person something: now, or after *due_in* unless it is cancelled.

    The sentence is the label `notice.<kind>` with *facts*: numbers, dates and codes, never names.
    The mail is `mail/<kind>.txt`, or the same sentence where there is no such file. With a *key*
    that exists already nothing is added. A person without an account gets a link to make one.
    """
    wait = due_in if isinstance(due_in, timedelta) else timedelta(seconds=due_in)
    if person is not None and account is None:
        account = await accounts.of_person(person)
        if account is None:
            invitation = await service_invitations.invite_person(actor, person)
    notice = Notice(
        id=uuid4(),
        key=key,
        kind=kind,
        account=account,
        person=person,
        invitation=invitation,
        subject=subject,
        subject_id=str(subject_id),
        path=path,
        facts=facts,
        created_at=clock.now(),
        due_at=clock.now() + wait,
        mail_state=str(MailState.PENDING),
    )
    async with elevated("notify"):
        added = await Notice.insert(notice).on_conflict(target=Notice.key, action="DO NOTHING")
    if added:
        task = _task(notice.id)
        await outbox.put(
            actor, "notifications.deliver", due_in=wait, key=task, notice=str(notice.id)
        )


@verb
async def cancel(actor: Actor, key: str) -> bool:
    """Take back what has not been mailed; False when it is too late."""
    async with elevated("cancel_notice"):
        cancelled = (
            await Notice.update({Notice.mail_state: str(MailState.CANCELLED)})
            .where(Notice.key == key, Notice.mail_state == str(MailState.PENDING))
            .returning(Notice.id)
        )
    if cancelled:
        await outbox.take_back(_task(cancelled[0]["id"]))
    return bool(cancelled)


async def silence(person: UUID) -> None:
    """Send nothing any more of what was to be told to somebody forgotten; in the current scope."""
    account = await accounts.of_person(person)
    whose = Notice.person == person
    async with elevated("cancel_notices"):
        await Notice.update({Notice.mail_state: str(MailState.CANCELLED)}).where(
            whose if account is None else whose | (Notice.account == account),
            Notice.mail_state == str(MailState.PENDING),
        )


async def drop(notice_ids: list[UUID]) -> None:
    """Drop old notices; in the current scope, which is the service's own."""
    await Notice.delete().where(Notice.id.is_in(notice_ids))


@verb
async def mark_read(actor: Actor, notice_id: UUID) -> str:
    """Note that a notice was seen, and say where it leads.

    Raises:
        NotFound: it is not the actor's.
    """
    rows = (
        await Notice.update({Notice.read_at: clock.now()})
        .where(Notice.id == notice_id)
        .returning(Notice.path)
    )
    if not rows:
        raise NotFound("notice")
    path: str = rows[0]["path"]
    return path


@verb
async def mark_all_read(actor: Actor) -> None:
    """Note that everything told so far was seen."""
    await Notice.update({Notice.read_at: clock.now()}).where(
        (Notice.account == actor.account) | (Notice.person == actor.person),
        Notice.read_at.is_null(),
        Notice.due_at <= clock.now(),
    )


@verb
async def choose_mail(actor: Actor, form: MailSettingForm) -> None:
    """Say what should come by mail."""
    await current().connection.execute(
        _CHOOSE, actor.account, form.wants_notices, form.wants_digest
    )


@verb
async def mail_invitation(actor: Actor, invitation_id: UUID) -> None:
    """Put the mail for a link. Here it is found out whether the address is known already.

    Somebody known who signs up again is reminded that they have an account; somebody unknown who
    asks for a new password gets nothing.
    """
    invitation = await Invitation.objects().get(Invitation.id == invitation_id)
    if invitation is None or invitation.revoked_at is not None:
        return
    kind = InvitationKind(invitation.kind)
    known = await identity.account_of_address(address_key(invitation.email))
    if kind is InvitationKind.RESET:
        if known is None:
            return
        await service_invitations.assign(invitation_id, known)
    is_reminder = kind is InvitationKind.SIGN_UP and known is not None
    await notify(
        actor,
        "sign_up_known" if is_reminder else f"{kind}_link",
        account=invitation.account if kind is InvitationKind.MEMBER else None,
        invitation=invitation_id,
        path="/login" if is_reminder else "",
        subject="invitation",
        subject_id=invitation_id,
        key=f"invitation:{invitation_id}",
        expires_at=invitation.expires_at.date().isoformat(),
    )


@verb
async def begin_sending(actor: Actor, notice_id: UUID) -> OutgoingMail | None:
    """Take a notice for mailing; None when there is nothing to mail any more.

    Whoever finds it `sending` comes after a try whose end is not known.
    """
    rows = await Notice.raw(_TO_SEND, notice_id)
    if not rows:
        return None
    row = rows[0]
    if row.pop("is_off") and row["kind"] not in ALWAYS_MAILED and row["invitation"] is None:
        await _set_mail_state(notice_id, MailState.OFF)
        return None
    is_repeat = row.pop("mail_state") == MailState.SENDING
    await _set_mail_state(notice_id, MailState.SENDING)
    to = await current().connection.fetchval("select notice_address($1)", notice_id)
    if not to:
        await _set_mail_state(notice_id, MailState.OFF)
        return None
    row["key"] = row["key"] or str(notice_id)
    return OutgoingMail(to=to, is_repeat=is_repeat, at=clock.now(), **row)


@verb
async def end_sending(actor: Actor, notice_id: UUID, outcome: MailState) -> None:
    """Note how it went: sent, refused for good, or surely not sent and pending again."""
    await _set_mail_state(notice_id, outcome)


async def _set_mail_state(notice_id: UUID, state: MailState) -> None:
    change: dict[Any, Any] = {Notice.mail_state: str(state)}
    if state is MailState.SENT:
        change[Notice.mailed_at] = clock.now()
    await Notice.update(change).where(Notice.id == notice_id)


def _task(notice_id: UUID) -> str:
    return f"notice:{notice_id}"


_CHOOSE = """
insert into mail_setting (account, wants_notices, wants_digest) values ($1, $2, $3)
on conflict (account) do update set wants_notices = $2, wants_digest = $3
"""
_TO_SEND = """
select n.id, n.key, n.kind, n.path, n.facts, n.invitation, n.mail_state,
       n.person is null or n.account is not null as has_account,
       not coalesce(s.wants_notices, true) as is_off
from notice n left join mail_setting s on s.account = n.account
where n.id = {} and n.mail_state in ('pending', 'sending') and n.due_at <= app_now()
for update of n
"""
