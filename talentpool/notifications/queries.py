"""The inbox, its number, and who wants what by mail."""

from typing import Any
from uuid import UUID

import msgspec

from talentpool.actor import Actor
from talentpool.kit.scope import elevated
from talentpool.notifications.schemas import MailSettingForm, ShownNotice
from talentpool.notifications.tables import MailSetting, Notice

MOST_SHOWN = 100


async def inbox(actor: Actor) -> list[ShownNotice]:
    """What *actor* has been told, newest first."""
    rows = await Notice.raw(_INBOX, actor.account, actor.person, MOST_SHOWN)
    return msgspec.convert(rows, list[ShownNotice])


async def unread(actor: Actor) -> int:
    """How much of it is new."""
    rows = await Notice.raw(_UNREAD, actor.account, actor.person)
    count: int = rows[0]["count"]
    return count


async def mail_setting(actor: Actor) -> MailSettingForm:
    """What *actor* wants by mail: everything, until they say otherwise."""
    row = (
        await MailSetting.select(MailSetting.wants_notices, MailSetting.wants_digest)
        .where(MailSetting.account == actor.account)
        .first()
    )
    return MailSettingForm(**(row or {"wants_notices": True, "wants_digest": True}))


async def without_digest(account_ids: list[UUID]) -> set[UUID]:
    """Which of these accounts have switched the weekly digest off."""
    if not account_ids:
        return set()
    async with elevated("digest"):
        rows: list[dict[str, Any]] = await MailSetting.select(MailSetting.account).where(
            MailSetting.account.is_in(account_ids), MailSetting.wants_digest.eq(False)
        )
    return {row["account"] for row in rows}


_INBOX = """
select id, kind, path, facts, due_at, read_at from notice
where (account = {} or person = {}) and due_at <= app_now() and mail_state <> 'cancelled'
order by due_at desc, id limit {}
"""
_UNREAD = """
select count(*) from notice
where (account = {} or person = {}) and due_at <= app_now() and mail_state <> 'cancelled'
  and read_at is null
"""
