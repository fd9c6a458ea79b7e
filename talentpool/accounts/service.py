"""Accounts are suspended, handed over, closed; their owners say what they are called."""

from uuid import UUID

from talentpool.accounts import (
    queries,
    service_credentials,
    service_invitations,
    service_sessions,
)
from talentpool.accounts.schemas import OwnForm
from talentpool.accounts.states import ACCOUNT, AccountState
from talentpool.accounts.tables import Account
from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.audit import service as audit
from talentpool.kit.errors import Forbidden, Invalid
from talentpool.kit.scope import elevated, verb
from talentpool.outbox import service as outbox


@verb
async def suspend(actor: Actor, account_id: UUID, seen: int) -> None:
    """Let somebody in no more, for now; every browser of theirs is signed out.

    Raises:
        NotFound, Forbidden, IllegalMove, StaleRow: as usual.
        Invalid: it is the actor's own, or a body's or the service's last.
    """
    account = await queries.get(account_id)
    await _refuse_last(actor, account)
    await audit.transition(actor, account, ACCOUNT, "suspend", seen=seen)
    await service_sessions.end_all(actor, account_id)


@verb
async def resume(actor: Actor, account_id: UUID, seen: int) -> None:
    """Let somebody in again.

    Raises:
        NotFound, Forbidden, IllegalMove, StaleRow: as usual.
    """
    account = await queries.get(account_id)
    await audit.transition(actor, account, ACCOUNT, "resume", seen=seen)


@verb
async def close(actor: Actor, account_id: UUID, seen: int | None = None) -> None:
    """End an account for good; its name stays in the records, nothing opens it.

    Raises:
        NotFound, Forbidden, IllegalMove, StaleRow: as usual.
        Invalid: as `suspend`, for anybody but candidates.
    """
    account = await queries.get(account_id)
    if account.role != Role.CANDIDATE:
        await _refuse_last(actor, account)
    elif actor.account not in {account_id, None} and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden("somebody else's account")
    async with elevated("close_account"):
        await audit.transition(actor, account, ACCOUNT, "close", seen=seen)
    await _end(actor, account_id)


@verb
async def forget(actor: Actor, account_id: UUID) -> None:
    """Close a candidate's account and drop its sign-in name, which may have been a name.

    `identity` has made sure that the actor may.
    """
    async with elevated("forget_account"):
        account = await queries.get(account_id)
        change = {Account.login_name: None}
        if account.state == AccountState.CLOSED:
            await audit.amend(actor, account, "account.forget", change)
        else:
            await audit.transition(actor, account, ACCOUNT, "forget", change=change)
    await _end(actor, account_id)


@verb
async def hand_over(actor: Actor, from_account: UUID, to_account: UUID) -> None:
    """Give drafts, needs and tasks to a successor of the same body and role; the account closes.

    What there is to give lies in slices above; they take it from the outbox.

    Raises:
        NotFound: one of the two is not the actor's to see.
        Forbidden: somebody else's account, and the actor does not manage it.
        Invalid: the successor cannot take it.
        IllegalMove, StaleRow: as usual.
    """
    leaving = await queries.get(from_account)
    successor = await queries.get(to_account)
    if actor.account != from_account and not _manages(actor, leaving):
        raise Forbidden("somebody else's account")
    if not _can_follow(successor, leaving):
        raise Invalid.one("successor", "bad_successor")
    async with elevated("hand_over"):
        await audit.transition(actor, leaving, ACCOUNT, "hand_over", to=to_account)
    await _end(actor, from_account)
    await outbox.put(
        actor,
        "needs.hand_over",
        key=f"hand_over:{from_account}",
        from_account=from_account,
        to_account=to_account,
    )
    await service_credentials.tell(actor, to_account, "handed_over")


@verb
async def reassign(
    actor: Actor, account_id: UUID, role: Role, section_name: str, seen: int
) -> None:
    """Give an officer another role or section of the same body; they sign in anew.

    Raises:
        NotFound, StaleRow: as usual.
        Forbidden: the actor does not manage the account, or the role is none of a body's.
        Invalid: it is the body's last manager.
    """
    account = await queries.get(account_id)
    if not _manages(actor, account) or not {role, Role(account.role)} <= MUNICIPAL:
        raise Forbidden("reassign")
    if role is not Role.MUNICIPAL_MANAGER:
        await _refuse_last(actor, account)
    section = await service_invitations.section_of(account.municipality, section_name)
    change = {Account.role: str(role), Account.section: section}
    await audit.amend(actor, account, "account.reassign", change, seen=seen, to_role=str(role))
    await service_sessions.end_all(actor, account_id)


@verb
async def describe_oneself(actor: Actor, form: OwnForm) -> None:
    """Change one's own displayed name and business address.

    Raises:
        Forbidden: candidates have neither here.
    """
    if actor.role is Role.CANDIDATE:
        raise Forbidden("candidates have no name here")
    assert actor.account is not None, "the route asks for somebody"
    account = await queries.get(actor.account)
    change = {Account.display_name: form.display_name, Account.email: form.email}
    async with elevated("own_account"):
        await audit.amend(actor, account, "account.describe", change)


async def _end(actor: Actor, account_id: UUID) -> None:
    await service_sessions.end_all(actor, account_id)
    await service_invitations.revoke(account_id)
    await service_credentials.void(actor, account_id)


async def _refuse_last(actor: Actor, account: Account) -> None:
    """Nobody locks themselves out, nor a body or the service without somebody to let others in."""
    if account.id == actor.account:
        raise Invalid.one("account", "own_account")
    role = Role(account.role)
    if role not in {Role.MUNICIPAL_MANAGER, Role.ADMINISTRATOR}:
        return
    async with elevated("count_managers"):
        others = await Account.count().where(
            Account.role == str(role),
            Account.municipality == account.municipality,
            Account.state == str(AccountState.ACTIVE),
            Account.id != account.id,
        )
    if not others:
        raise Invalid.one("account", "last_manager")


def _manages(actor: Actor, account: Account) -> bool:
    if actor.role is Role.MUNICIPAL_MANAGER:
        return account.municipality == actor.municipality
    return actor.role in {Role.ADMINISTRATOR, Role.SYSTEM}


def _can_follow(successor: Account, leaving: Account) -> bool:
    """Officers and managers follow each other; otherwise the role must be the same."""
    roles = {Role(successor.role), Role(leaving.role)}
    return (
        successor.id != leaving.id
        and successor.state == AccountState.ACTIVE
        and successor.municipality == leaving.municipality
        and (len(roles) == 1 or roles <= MUNICIPAL)
    )
