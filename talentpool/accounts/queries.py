"""Who somebody is, who works where, what hangs on an account."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from talentpool.accounts.schemas import FoundSession, OpenInvitation
from talentpool.accounts.states import AccountState, InvitationKind
from talentpool.accounts.tables import (
    Account,
    ApiToken,
    Credential,
    Invitation,
    OneTimeCode,
    Section,
    Session,
)
from talentpool.actor import ANONYMOUS, MUNICIPAL, Actor, Role
from talentpool.audit import queries as audit
from talentpool.kit import clock
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import elevated, scope

_COLLEAGUE = (Account.id, Account.display_name, Account.role, Account.section, Account.state)


def token_hash(token: str) -> bytes:
    """What is stored of a token. It has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).digest()


async def session_of(token: str) -> FoundSession | None:
    """The live session with *token*; noted as seen, at most once a minute. A scope of its own."""
    async with scope(ANONYMOUS):
        rows = await Session.raw("select * from session_find({})", token_hash(token))
    return msgspec.convert(rows[0], FoundSession) if rows else None


async def actor_for_session(token: str) -> Actor | None:
    """Who acts with *token*; None while a factor is missing."""
    found = await session_of(token)
    return found.actor() if found else None


async def actor_for_api_token(token: str) -> Actor | None:
    """Whom the machine with *token* acts for."""
    async with scope(ANONYMOUS):
        rows = await ApiToken.raw("select * from api_token_find({})", token_hash(token))
    if not rows:
        return None
    return msgspec.convert({"session": None, "stage": "full", **rows[0]}, FoundSession).actor()


async def get(account_id: UUID) -> Account:
    """An account, as far as the scope's actor may see it.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    account: Account | None = await Account.objects().where(Account.id == account_id).first()
    if account is None:
        raise NotFound(f"account {account_id}")
    return account


async def find_by_login_name(login_name: str) -> Account | None:
    """The account that signs in as *login_name*, as far as the scope's actor may see it."""
    found: Account | None = await Account.objects().where(Account.login_name == login_name).first()
    return found


async def of_person(person_id: UUID) -> UUID | None:
    """The account of a person, if there is one."""
    async with elevated("account_of_person"):
        rows = await Account.select(Account.id).where(Account.person == person_id)
    return rows[0]["id"] if rows else None


async def names(account_ids: list[UUID]) -> dict[UUID, str]:
    """What to call these accounts; candidates have no name here."""
    if not account_ids:
        return {}
    rows = await Account.select(Account.id, Account.display_name).where(
        Account.id.is_in(list(set(account_ids)))
    )
    return {row["id"]: row["display_name"] for row in rows}


async def last_act(subject_id: UUID) -> dict[str, Any] | None:
    """What was done last about something, and by whom: the answer to whoever came second."""
    events = await audit.trail(subject_id, most=1)
    if not events:
        return None
    event: dict[str, Any] = events[-1]
    by = await names([event["actor"]] if event["actor"] else [])
    return {**event, "by": by.get(event["actor"])}


async def with_role(role: Role) -> list[dict[str, Any]]:
    """Everybody at work in *role*, by name."""
    return (
        await Account.select(*_COLLEAGUE)
        .where(Account.role == str(role), Account.state == str(AccountState.ACTIVE))
        .order_by(Account.display_name)
    )


async def coordinators() -> list[dict[str, Any]]:
    """All coordinators at work."""
    return await with_role(Role.COORDINATOR)


async def officers_of(section: UUID) -> list[dict[str, Any]]:
    """All officers and managers at work in *section*."""
    return (
        await Account.select(*_COLLEAGUE)
        .where(Account.section == section, Account.state == str(AccountState.ACTIVE))
        .order_by(Account.display_name)
    )


async def successors(account: Account) -> list[dict[str, Any]]:
    """Who could take over from *account*: of the same body, in a role that can follow."""
    roles = MUNICIPAL if account.role in MUNICIPAL else {account.role}
    return (
        await Account.select(*_COLLEAGUE)
        .where(
            Account.municipality == account.municipality,
            Account.role.is_in([str(role) for role in roles]),
            Account.state == str(AccountState.ACTIVE),
            Account.id != account.id,
        )
        .order_by(Account.display_name)
    )


async def sections(municipality: str) -> list[dict[str, Any]]:
    """The sections of a body, by name."""
    return (
        await Section.select(Section.id, Section.name)
        .where(Section.municipality == municipality)
        .order_by(Section.name)
    )


async def section_names(section_ids: list[UUID]) -> dict[UUID, str]:
    """What these sections are called."""
    if not section_ids:
        return {}
    rows = await Section.select(Section.id, Section.name).where(
        Section.id.is_in(list(set(section_ids)))
    )
    return {row["id"]: row["name"] for row in rows}


async def members(actor: Actor) -> list[dict[str, Any]]:
    """Whom *actor* looks after: a manager the own body, an administrator everybody."""
    municipality = None if actor.role is Role.ADMINISTRATOR else actor.municipality
    rows: list[dict[str, Any]] = await Account.raw(_MEMBERS, municipality, municipality)
    return rows


async def open_invitation(invitation_id: UUID) -> OpenInvitation:
    """An invitation that can still be taken.

    Raises:
        NotFound: it has served, was taken back, is too old, or never was.
    """
    async with elevated("open_invitation"):
        rows = await Invitation.select(
            *(Invitation._meta.get_column_by_name(n) for n in OpenInvitation.__struct_fields__)
        ).where(
            Invitation.id == invitation_id,
            Invitation.expires_at > clock.now(),
            Invitation.used_at.is_null(),
            Invitation.revoked_at.is_null(),
        )
    if not rows:
        raise NotFound("no such invitation", code="link_expired")
    return msgspec.convert(rows[0], OpenInvitation)


async def member_invitation(account_id: UUID) -> UUID:
    """The newest link of an account that was asked in."""
    row = (
        await Invitation.select(Invitation.id)
        .where(Invitation.account == account_id)
        .order_by(Invitation.created_at, ascending=False)
        .first()
    )
    assert row is not None, "invite_member has just written it"
    newest: UUID = row["id"]
    return newest


async def invitations_by(actor: Actor) -> list[dict[str, Any]]:
    """The candidates whom *actor* has invited, newest first; addresses are left out."""
    return (
        await Invitation.select(
            Invitation.id,
            Invitation.tier,
            Invitation.created_at,
            Invitation.expires_at,
            Invitation.used_at,
            Invitation.revoked_at,
            Invitation.introduction,
        )
        .where(
            Invitation.invited_by == actor.account,
            Invitation.kind == str(InvitationKind.CANDIDATE),
        )
        .order_by(Invitation.created_at, ascending=False)
        .limit(100)
    )


async def candidate_invitation(account_id: UUID) -> dict[str, Any] | None:
    """By whom and for which tier a candidate was invited; None for those who came by themselves."""
    async with elevated("candidate_invitation"):
        rows = await Invitation.select(
            Invitation.id, Invitation.tier, Invitation.invited_by, Invitation.introduction
        ).where(Invitation.account == account_id, Invitation.kind == str(InvitationKind.CANDIDATE))
    return rows[0] if rows else None


async def sessions_of(actor: Actor) -> list[dict[str, Any]]:
    """Where *actor* is signed in."""
    return (
        await Session.select(Session.id, Session.browser, Session.created_at, Session.last_seen_at)
        .where(
            Session.account == actor.account,
            Session.ended_at.is_null(),
            Session.expires_at > clock.now(),
        )
        .order_by(Session.last_seen_at, ascending=False)
    )


async def api_tokens_of(actor: Actor) -> list[dict[str, Any]]:
    """The tokens that *actor* has made, newest first."""
    return (
        await ApiToken.select(
            ApiToken.id,
            ApiToken.name,
            ApiToken.created_at,
            ApiToken.expires_at,
            ApiToken.last_used_at,
        )
        .where(ApiToken.account == actor.account, ApiToken.revoked_at.is_null())
        .order_by(ApiToken.created_at, ascending=False)
    )


async def factors_of(account_id: UUID) -> dict[str, Any]:
    """What an account has to prove itself: unused printed codes, a clock, since when."""
    async with elevated("own_factors"):
        rows = await Credential.raw(_FACTORS, account_id)
    return rows[0] if rows else {"codes": 0, "clock_since": None, "password_since": None}


async def has_codes(account_id: UUID) -> bool:
    """Whether printed codes were made."""
    async with elevated("own_factors"):
        return await OneTimeCode.exists().where(OneTimeCode.account == account_id)


_MEMBERS = """
select a.id, a.display_name, a.login_name, a.role, a.state, a.email, a.municipality, a.version,
       s.name as section, m.name as body
from account a
left join section s on s.id = a.section
left join municipality m on m.code = a.municipality
where ({}::text is null or a.municipality = {}) and a.role <> 'candidate'
order by m.code nulls first, s.name nulls first, a.state = 'closed', a.display_name
"""
_FACTORS = """
select c.password_changed_at as password_since, c.totp_confirmed_at as clock_since,
       (select count(*) from one_time_code o where o.account = c.account and o.used_at is null)
           as codes
from credential c where c.account = {}
"""
