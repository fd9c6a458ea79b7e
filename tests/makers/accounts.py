"""Accounts, and browsers that are signed in to them."""

from uuid import UUID, uuid4

import httpx

from talentpool.accounts import (
    passwords,
    service_credentials,
    service_demonstration,
    service_sessions,
)
from talentpool.accounts.schemas import Begun
from talentpool.accounts.states import SessionStage
from talentpool.accounts.tables import Account
from talentpool.actor import ANONYMOUS, MUNICIPAL, Actor, Role, system
from talentpool.kit.scope import elevated, scope
from talentpool.kit.security import CSRF_FIELD, cookie_name, csrf_token_for
from talentpool.kit.settings import Settings

MUNICIPALITY = "139017"
OTHER_MUNICIPALITY = "139025"
SECTION = "情報政策課"
PASSWORD = "hinoki no mori wo aruku"


async def an_account(
    role: Role,
    login_name: str | None = None,
    *,
    municipality: str = MUNICIPALITY,
    section: str = SECTION,
    person: UUID | None = None,
    password: str | None = None,
) -> Account:
    """An active account; with a *password* it can sign in, else `browse_as` lets it in."""
    name = login_name or f"{str(role)[:8].replace('_', '-')}-{uuid4().hex[:8]}"
    is_candidate = role is Role.CANDIDATE
    made = await service_demonstration.settle(
        system(),
        role,
        name,
        display_name="" if is_candidate else f"架空の{role}",
        email=None if is_candidate else f"{name}@example.jp",
        municipality=municipality if role in MUNICIPAL else None,
        section_name=section if role in MUNICIPAL else None,
        person=(person or uuid4()) if is_candidate else person,
    )
    if password is not None:
        stored = await passwords.make_hash(password)
        async with scope(system()):
            await service_credentials.store_password(made, stored)
    return await stored_account(made)


async def stored_account(account_id: UUID) -> Account:
    """What the database holds of an account."""
    async with scope(system()):
        account = await Account.objects().get(Account.id == account_id)
    assert account is not None
    return account


def as_account(account: Account) -> Actor:
    """The owner of *account*, acting."""
    return Actor(
        Role(account.role),
        account=account.id,
        municipality=account.municipality,
        section=account.section,
        person=account.person,
        name=account.display_name,
        request_id="test",
    )


async def an_actor(role: Role, **about: object) -> Actor:
    """Somebody at work in *role*, with an account."""
    return as_account(await an_account(role, **about))


async def printed_codes(account: Account) -> list[str]:
    """Ten fresh codes of *account*."""
    return await service_credentials.renew_codes(as_account(account), account.id)


async def a_session(account: Account, stage: SessionStage = SessionStage.FULL) -> Begun:
    """A session that has begun."""
    return await service_sessions.begin(ANONYMOUS, account.id, Role(account.role), stage)


async def browse_as(client: httpx.AsyncClient, settings: Settings, account: Account) -> Actor:
    """Let *client* be signed in to *account*."""
    begun = await a_session(account)
    client.cookies.set(cookie_name(settings, "session"), begun.token)
    return as_account(account)


async def post(
    client: httpx.AsyncClient, settings: Settings, path: str, **data: object
) -> httpx.Response:
    """Send a form as our own pages do: with the token that goes with the browser's cookie."""
    names = [cookie_name(settings, name) for name in ("session", "anonymous")]
    if not any(client.cookies.get(name) for name in names):
        await client.get("/login")
    binding = next(value for name in names if (value := client.cookies.get(name)))
    token = csrf_token_for(settings, binding)
    return await client.post(path, data={CSRF_FIELD: token, **data})


async def rows(sql: str, *values: object, who: Actor | None = None) -> list[dict[str, object]]:
    """What *who* (the service itself by default) finds in the database."""
    async with scope(who or system()) as opened:
        return [dict(row) for row in await opened.connection.fetch(sql, *values)]


async def rows_for(purpose: str, sql: str, *values: object) -> list[dict[str, object]]:
    """What the service finds when it acts for *purpose*."""
    async with scope(system()) as opened, elevated(purpose):
        return [dict(row) for row in await opened.connection.fetch(sql, *values)]
