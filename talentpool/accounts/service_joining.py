"""What taking a mailed link does: a name, a password, a factor, and the account is active."""

import re
from uuid import UUID

from talentpool.accounts import (
    queries,
    service_credentials,
    service_invitations,
    service_sessions,
)
from talentpool.accounts.schemas import AcceptForm, Begun, FoundSession
from talentpool.accounts.service_sign_in import normal_login_name
from talentpool.accounts.states import ACCOUNT, InvitationKind, SessionStage
from talentpool.accounts.tables import Account
from talentpool.actor import Actor, Role
from talentpool.audit import service as audit
from talentpool.kit.errors import Invalid, NotFound
from talentpool.kit.scope import elevated, reading, verb

LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def valid_login_name(typed: str) -> str:
    """The sign-in name that *typed* stands for. A mail address is none: sections share theirs.

    Raises:
        Invalid: it has other characters, or too few.
    """
    name = normal_login_name(typed)
    if not LOGIN_NAME.fullmatch(name):
        raise Invalid.one("login_name", "bad_login_name")
    return name


async def accept_invitation(
    actor: Actor, invitation_id: UUID, form: AcceptForm, browser: str = ""
) -> Begun:
    """Choose a sign-in name and a password; the session that begins can only enrol a factor.

    Until that is done the account stays invited, and the link goes on serving.

    Raises:
        NotFound: the link no longer serves.
        Invalid: the name is taken or malformed, or the password is too weak.
    """
    login_name = valid_login_name(form.login_name)
    stored = await service_credentials.make_hash("password", form.password, login_name)
    return await _accept(actor, invitation_id, form.display_name, login_name, stored, browser)


@verb
async def _accept(
    actor: Actor,
    invitation_id: UUID,
    display_name: str,
    login_name: str,
    stored: str,
    browser: str,
) -> Begun:
    account = await invited_member(invitation_id)
    await _refuse_taken(login_name, but=account.id)
    change = {Account.login_name: login_name, Account.display_name: display_name}
    async with elevated("accept_invitation"):
        await audit.amend(actor, account, "account.choose_login_name", change)
    await service_credentials.store_password(account.id, stored)
    return await service_sessions.begin(
        actor, account.id, Role(account.role), SessionStage.ENROLMENT, browser
    )


async def invited_member(invitation_id: UUID) -> Account:
    """The account that waits for whoever holds the link.

    Raises:
        NotFound: the link no longer serves.
    """
    invitation = await queries.open_invitation(invitation_id)
    if invitation.kind != InvitationKind.MEMBER or invitation.account is None:
        raise NotFound("not a member's link", code="link_expired")
    async with elevated("accept_invitation"):
        return await queries.get(invitation.account)


@verb
async def renew_codes(actor: Actor, half: FoundSession) -> list[str]:
    """Printed codes for an account that is being enrolled; shown once.

    Raises:
        NotFound: nobody is enrolling.
    """
    _insist_on_enrolment(half)
    return await service_credentials.renew_codes(actor, half.account)


@verb
async def finish_enrolment(actor: Actor, half: FoundSession) -> Begun:
    """The printed codes are kept: the account is active, its owner signed in, the link spent.

    Raises:
        NotFound: nobody is enrolling.
        Invalid: no codes were made yet.
    """
    session = _insist_on_enrolment(half)
    if not await queries.has_codes(half.account):
        raise Invalid.one("has_kept", "codes_missing")
    async with elevated("finish_enrolment"):
        account = await queries.get(half.account)
        await audit.transition(actor, account, ACCOUNT, "accept")
    await service_invitations.revoke(account.id)
    return await service_sessions.complete(actor, session)


def _insist_on_enrolment(half: FoundSession) -> UUID:
    if half.stage is not SessionStage.ENROLMENT or half.session is None:
        raise NotFound("nobody is enrolling")
    return half.session


@verb
async def open_candidate_account(
    actor: Actor,
    invitation_id: UUID,
    person: UUID,
    login_name: str,
    stored: str,
    browser: str = "",
) -> Begun:
    """Give a person an account by their link, and let them in. `identity` knows the person.

    Raises:
        Invalid: the sign-in name is taken.
    """
    await _refuse_taken(login_name)
    account = service_invitations.new_account(Role.CANDIDATE, login_name, person=person)
    async with elevated("open_candidate_account"):
        await Account.insert(account)
        await audit.transition(actor, account, ACCOUNT, "accept")
    await service_invitations.spend(invitation_id, account.id)
    await service_credentials.store_password(account.id, stored)
    return await service_sessions.begin(
        actor, account.id, Role.CANDIDATE, SessionStage.FULL, browser
    )


async def reset_password(actor: Actor, invitation_id: UUID, new: str) -> None:
    """Set a password by a mailed link; all browsers are signed out. Candidates only.

    Raises:
        NotFound: the link no longer serves.
        Invalid: the password is too weak.
    """
    async with reading(actor):
        account = await resettable(invitation_id)
    stored = await service_credentials.make_hash("new_password", new, account.login_name)
    await _reset_password(actor, invitation_id, stored)


async def resettable(invitation_id: UUID) -> Account:
    """The account whose password the link resets; also shows its owner the sign-in name.

    Raises:
        NotFound: the link no longer serves.
    """
    invitation = await queries.open_invitation(invitation_id)
    if invitation.kind != InvitationKind.RESET or invitation.account is None:
        raise NotFound("not a link for a reset", code="link_expired")
    async with elevated("reset_password"):
        return await queries.get(invitation.account)


@verb
async def _reset_password(actor: Actor, invitation_id: UUID, stored: str) -> None:
    account = await resettable(invitation_id)
    await service_credentials.store_password(account.id, stored)
    await service_invitations.spend(invitation_id, account.id)
    await service_sessions.end_all(actor, account.id)
    audit.record(actor, "account.reset_password", account)
    await service_credentials.tell(actor, account.id, "password_changed")


async def _refuse_taken(login_name: str, *, but: UUID | None = None) -> None:
    async with elevated("choose_login_name"):
        taken = await queries.find_by_login_name(login_name)
    if taken is not None and taken.id != but:
        raise Invalid.one("login_name", "login_name_taken")
