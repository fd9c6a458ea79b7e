"""Signing in, in one step or two; signing out, here or everywhere."""

from typing import Any
from uuid import UUID

from talentpool.accounts import factors, passwords, service_sessions, service_throttles
from talentpool.accounts.schemas import Begun, FoundSession
from talentpool.accounts.service_throttles import ADDRESS, FACTOR, NAME, PAIR
from talentpool.accounts.states import SessionStage
from talentpool.accounts.tables import Account, Credential, OneTimeCode
from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.scope import elevated, scope, verb
from talentpool.kit.text import narrow


def normal_login_name(typed: str) -> str:
    """A sign-in name however it was typed: full width, capitals, blanks around."""
    return narrow(typed).lower()


async def sign_in(
    actor: Actor, login_name: str, password: str, *, address: str, browser: str = ""
) -> Begun:
    """Check a name and a password; candidates are in, everybody else owes a second factor.

    Whether the name or the password was wrong is not told, and takes as long to find out.

    Raises:
        Invalid: they don't open anything.
        TooMany: tried too often.
        Unavailable: too many are waiting, or it cannot be counted.
    """
    name = normal_login_name(login_name)
    await service_throttles.take(actor, PAIR.of(name, address), ADDRESS.of(address), NAME.of(name))
    found = await _found(actor, name)
    is_right = await passwords.is_right(found["password_hash"] if found else None, password)
    if found is None or not is_right:
        raise Invalid.one("login_name", "wrong_sign_in")
    return await _begin(actor, found, name, address, browser)


async def _found(actor: Actor, name: str) -> dict[str, Any] | None:
    async with scope(actor), elevated("sign_in"):
        rows = await Account.raw(_FIND, name)
    return rows[0] if rows else None


@verb
async def _begin(
    actor: Actor, found: dict[str, Any], name: str, address: str, browser: str
) -> Begun:
    role = Role(found["role"])
    await service_throttles.forgive(actor, PAIR.of(name, address), NAME.of(name))
    if role is Role.CANDIDATE:
        _note_sign_in(actor, found["account"])
        stage = SessionStage.FULL
    else:
        stage = SessionStage.SECOND_FACTOR
    return await service_sessions.begin(actor, found["account"], role, stage, browser)


async def second_factor(actor: Actor, half: FoundSession, code: str, secret_key: str) -> Begun:
    """Take a printed code or a clock's code, once; then the session is whole.

    Raises:
        Invalid: it is not one, or it has been used.
        TooMany: tried too often.
        NotFound: the half session is not waiting for one.
    """
    if half.stage is not SessionStage.SECOND_FACTOR or half.session is None:
        raise NotFound("no second factor is awaited")
    await service_throttles.take(actor, FACTOR.of(str(half.account)))
    return await _complete(actor, half.account, half.session, factors.normal(code), secret_key)


@verb
async def _complete(
    actor: Actor, account: UUID, session: UUID, code: str, secret_key: str
) -> Begun:
    is_clock = factors.is_clock_code(code)
    async with elevated("second_factor"):
        spent = await (
            _spend_clock_code(account, code, secret_key)
            if is_clock
            else _spend_printed_code(account, code)
        )
    if not spent:
        raise Invalid.one("code", "wrong_code")
    await service_throttles.forgive(actor, FACTOR.of(str(account)))
    _note_sign_in(actor, account, factor="clock" if is_clock else "printed")
    return await service_sessions.complete(actor, session)


async def _spend_printed_code(account: UUID, code: str) -> bool:
    spent = (
        await OneTimeCode.update({OneTimeCode.used_at: clock.now()})
        .where(
            OneTimeCode.account == account,
            OneTimeCode.code_hash == factors.digest(code),
            OneTimeCode.used_at.is_null(),
        )
        .returning(OneTimeCode.id)
    )
    return bool(spent)


async def _spend_clock_code(account: UUID, code: str, secret_key: str) -> bool:
    """Each step is good once: the second of two that come together finds it taken."""
    credential = await Credential.objects().get(Credential.account == account)
    if credential is None or credential.totp_confirmed_at is None:
        return False
    secret = factors.clock_secret(secret_key, credential.totp_seed)
    step = factors.clock_step(secret, code, clock.now())
    if step is None:
        return False
    spent = (
        await Credential.update({Credential.totp_step: step})
        .where(Credential.account == account, Credential.totp_step < step)
        .returning(Credential.account)
    )
    return bool(spent)


@verb
async def sign_out(actor: Actor) -> None:
    """End the session of this browser; without one, nothing."""
    if actor.session is not None:
        await service_sessions.end(actor, actor.session)


@verb
async def sign_out_everywhere(actor: Actor) -> None:
    """End all sessions of the actor's account, this one too."""
    assert actor.account is not None, "the route asks for somebody"
    await service_sessions.end_all(actor, actor.account)
    audit.note(actor, "account.sign_out_everywhere", subject_id=str(actor.account))


def _note_sign_in(actor: Actor, account: UUID, **detail: Any) -> None:
    audit.note(actor, "account.sign_in", subject_id=str(account), **detail)


_FIND = """
select a.id as account, a.role, c.password_hash
from account a join credential c on c.account = a.id
where a.login_name = {} and a.state = 'active'
"""
