"""What an account proves itself with: password, printed codes, clock, tokens for machines."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from talentpool.accounts import factors, passwords, queries, service_sessions, service_throttles
from talentpool.accounts.queries import token_hash
from talentpool.accounts.service_throttles import FACTOR
from talentpool.accounts.tables import ApiToken, Credential, OneTimeCode
from talentpool.actor import Actor
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.scope import elevated, scope, verb
from talentpool.outbox import service as outbox

API_TOKEN_PREFIX = "tpk_"  # noqa: S105


async def prove(actor: Actor, password: str) -> None:
    """Ask for the password again before something is changed that it protects.

    Raises:
        Invalid: it is wrong.
        TooMany: tried too often.
    """
    account = _own(actor)
    await service_throttles.take(actor, FACTOR.of("password", str(account)))
    async with scope(actor), elevated("prove"):
        stored = await Credential.select(Credential.password_hash).where(
            Credential.account == account
        )
    if not await passwords.is_right(stored[0]["password_hash"] if stored else None, password):
        raise Invalid.one("current_password", "wrong_password")
    await service_throttles.forgive(actor, FACTOR.of("password", str(account)))


async def change_password(actor: Actor, current: str, new: str) -> None:
    """Replace the password; every other browser is signed out.

    Raises:
        Invalid: the current one is wrong, or the new one is too weak.
        TooMany: tried too often.
    """
    await prove(actor, current)
    async with scope(actor):
        account = await queries.get(_own(actor))
    stored = await make_hash("new_password", new, account.login_name)
    await _change_password(actor, stored)


@verb
async def _change_password(actor: Actor, stored: str) -> None:
    account = _own(actor)
    await store_password(account, stored)
    await service_sessions.end_all(actor, account, but=actor.session)
    audit.note(actor, "account.change_password", subject_id=str(account))
    await tell(actor, account, "password_changed")


async def make_hash(field: str, password: str, *known: str) -> str:
    """What is stored for a new password.

    Raises:
        Invalid: it is too weak; the error stands beside *field*.
    """
    if weakness := passwords.weakness(password, *known):
        raise Invalid({field: [weakness]})
    return await passwords.make_hash(password)


async def store_password(account: UUID, stored: str) -> None:
    """Write a password's hash, in the current scope; the clock stays as it is."""
    async with elevated("store_password"):
        changed = (
            await Credential.update(
                {Credential.password_hash: stored, Credential.password_changed_at: clock.now()}
            )
            .where(Credential.account == account)
            .returning(Credential.account)
        )
        if not changed:
            await Credential.insert(
                Credential(
                    account=account,
                    password_hash=stored,
                    password_changed_at=clock.now(),
                )
            )


async def void(actor: Actor, account: UUID) -> None:
    """Let nothing prove *account* any more: no password, code, clock, session or token."""
    async with elevated("void_credentials"):
        await OneTimeCode.delete().where(OneTimeCode.account == account)
        await Credential.delete().where(Credential.account == account)
        await ApiToken.update({ApiToken.revoked_at: clock.now()}).where(
            ApiToken.account == account, ApiToken.revoked_at.is_null()
        )
    await service_sessions.end_all(actor, account)


@verb
async def renew_codes(actor: Actor, account: UUID) -> list[str]:
    """Make ten new printed codes; the old ones are void. Shown once, kept as hashes.

    The caller has made sure that *account* is the actor's own, or has just been invited.
    """
    codes = factors.new_codes()
    rows = [
        OneTimeCode(
            account=account,
            code_hash=factors.digest(factors.normal(code)),
            created_at=clock.now(),
        )
        for code in codes
    ]
    async with elevated("renew_codes"):
        await OneTimeCode.delete().where(OneTimeCode.account == account)
        await OneTimeCode.insert(*rows)
    audit.note(actor, "account.renew_codes", subject_id=str(account))
    return codes


@verb
async def begin_clock(actor: Actor, secret_key: str) -> str:
    """Make the secret for a new clock; it counts once its first code has come."""
    seed = uuid4()
    async with elevated("begin_clock"):
        await Credential.update(
            {Credential.totp_seed: seed, Credential.totp_confirmed_at: None}
        ).where(Credential.account == _own(actor))
    return factors.clock_secret(secret_key, seed)


async def clock_in_waiting(actor: Actor, secret_key: str) -> str:
    """The secret of the clock that waits for its first code, to show it again.

    Raises:
        NotFound: none is waiting.
    """
    async with elevated("clock_in_waiting"):
        rows = await Credential.select(Credential.totp_seed, Credential.totp_confirmed_at).where(
            Credential.account == _own(actor)
        )
    if not rows or rows[0]["totp_seed"] is None or rows[0]["totp_confirmed_at"] is not None:
        raise NotFound("no clock is waiting")
    return factors.clock_secret(secret_key, rows[0]["totp_seed"])


@verb
async def confirm_clock(actor: Actor, code: str, secret_key: str) -> None:
    """Accept the clock when it shows the right code.

    Raises:
        Invalid: it shows another.
        NotFound: none is waiting.
    """
    secret = await clock_in_waiting(actor, secret_key)
    normal = factors.normal(code)
    step = factors.clock_step(secret, normal, clock.now())
    if step is None:
        raise Invalid.one("code", "wrong_code")
    async with elevated("confirm_clock"):
        await Credential.update(
            {Credential.totp_confirmed_at: clock.now(), Credential.totp_step: step}
        ).where(Credential.account == _own(actor))
    audit.note(actor, "account.confirm_clock", subject_id=str(actor.account))
    await tell(actor, _own(actor), "factor_added")


@verb
async def remove_clock(actor: Actor) -> None:
    """Forget the clock; the printed codes remain."""
    async with elevated("remove_clock"):
        await Credential.update(
            {Credential.totp_seed: None, Credential.totp_confirmed_at: None}
        ).where(Credential.account == _own(actor))
    audit.note(actor, "account.remove_clock", subject_id=str(actor.account))
    await tell(actor, _own(actor), "factor_removed")


@verb
async def create_api_token(actor: Actor, name: str, days: int) -> str:
    """Make a token with which a machine acts for the actor, under /api/ only; shown once."""
    token = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account=_own(actor),
        name=name,
        token_hash=token_hash(token),
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    await ApiToken.insert(row)
    audit.note(actor, "account.create_api_token", subject_id=str(actor.account), token=row.id)
    return token


@verb
async def revoke_api_token(actor: Actor, token_id: UUID) -> None:
    """Let a token of the actor's own open nothing any more.

    Raises:
        NotFound: there is no such token.
    """
    revoked = (
        await ApiToken.update({ApiToken.revoked_at: clock.now()})
        .where(ApiToken.id == token_id, ApiToken.account == actor.account)
        .returning(ApiToken.id)
    )
    if not revoked:
        raise NotFound("no such token")
    audit.note(actor, "account.revoke_api_token", subject_id=str(actor.account), token=token_id)


async def tell(actor: Actor, account: UUID, kind: str, **facts: Any) -> None:
    """Let `notifications`, which lies above, tell the owner of an account something."""
    await outbox.put(actor, "notifications.tell", kind=kind, account=account, facts=facts)


def _own(actor: Actor) -> UUID:
    assert actor.account is not None, "the route asks for somebody"
    return actor.account
