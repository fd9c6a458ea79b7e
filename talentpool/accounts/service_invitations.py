"""Links that are mailed: who is asked in, by whom, and how a link ends."""

from datetime import timedelta
from uuid import UUID, uuid4

from talentpool.accounts import queries, service_credentials, service_throttles
from talentpool.accounts.service_throttles import MAIL, MAIL_ADDRESS
from talentpool.accounts.states import ACCOUNT, InvitationKind
from talentpool.accounts.tables import Account, Invitation, Section
from talentpool.actor import MUNICIPAL, STAFF, Actor, Role
from talentpool.audit import service as audit
from talentpool.kit import clock
from talentpool.kit.errors import FieldError, Forbidden, Invalid
from talentpool.kit.scope import current, elevated, verb
from talentpool.kit.text import narrow
from talentpool.outbox import service as outbox
from talentpool.taxonomy.tables import Municipality

LIFETIMES = {
    InvitationKind.SIGN_UP: timedelta(days=1),
    InvitationKind.CANDIDATE: timedelta(days=30),
    InvitationKind.MEMBER: timedelta(days=14),
    InvitationKind.RESET: timedelta(hours=1),
}
INVITABLE = {
    Role.MUNICIPAL_MANAGER: MUNICIPAL,
    Role.ADMINISTRATOR: MUNICIPAL | STAFF,
    Role.SYSTEM: MUNICIPAL | STAFF,
}


def address_key(email: str) -> str:
    """A mail address as it is compared; what is stored stays as it was typed."""
    return narrow(email).casefold()


async def sign_up(actor: Actor, email: str, *, address: str) -> None:
    """Send a link to somebody who wants to register.

    Whether the address is known already is found out only when the mail is written, so nobody
    watching this request can tell.

    Raises:
        TooMany: too many links for one mail address, or from one place.
    """
    await _send_link(actor, InvitationKind.SIGN_UP, email, address)


async def request_reset(actor: Actor, email: str, *, address: str) -> None:
    """Send a link for a new password, if a candidate has this mail address.

    Raises:
        TooMany: as `sign_up`.
    """
    await _send_link(actor, InvitationKind.RESET, email, address)


async def _send_link(actor: Actor, kind: InvitationKind, email: str, address: str) -> None:
    counted = MAIL.of(str(kind), address_key(email))
    await service_throttles.take(actor, counted, MAIL_ADDRESS.of(address))
    await _invite(actor, kind, email=email)


@verb
async def invite_candidate(actor: Actor, email: str, tier: str, introduction: str) -> UUID:
    """Ask somebody to register, with an introduction that the page behind the link shows.

    Raises:
        Forbidden: only coordinators (and the service) invite people.
    """
    if actor.role not in {Role.COORDINATOR, Role.SYSTEM}:
        raise Forbidden("invite_candidate")
    invitation = await _invite(
        actor, InvitationKind.CANDIDATE, email=email, tier=tier, introduction=introduction
    )
    audit.note(actor, "account.invite_candidate", subject_id=str(invitation), tier=tier)
    return invitation


@verb
async def invite_person(actor: Actor, person: UUID) -> UUID:
    """Make a link with which somebody who is registered already gets an account.

    No mail goes out here: the link goes along with the first thing that person is told.
    """
    invitation = _new(actor, InvitationKind.CANDIDATE)
    invitation.person = person
    await _insert(invitation)
    made: UUID = invitation.id
    return made


@verb
async def invite_member(
    actor: Actor,
    role: Role,
    display_name: str,
    email: str,
    *,
    municipality: str | None = None,
    section_name: str | None = None,
) -> UUID:
    """Ask somebody of a public body, or of the staff, in; the account waits as invited.

    Raises:
        Forbidden: managers invite for their own body, administrators anybody.
        Invalid: a municipal role without a body and a section.
    """
    if role not in INVITABLE.get(actor.role, frozenset()):
        raise Forbidden(f"{actor.role} invites {role}")
    if actor.role is Role.MUNICIPAL_MANAGER:
        municipality = actor.municipality
    account = new_account(role, None, display_name=display_name, email=email)
    if role in MUNICIPAL:
        account.municipality = municipality
        account.section = await section_of(municipality, section_name)
    await Account.insert(account)
    audit.record(actor, "account.invite", account, after=ACCOUNT.start, for_role=str(role))
    await _invite(actor, InvitationKind.MEMBER, account=account.id)
    return account.id


@verb
async def reinvite(actor: Actor, account_id: UUID, seen: int) -> None:
    """Send a new link; what proved the account before is void. For lost factors and old links.

    Raises:
        NotFound: no such account, or not the actor's to see.
        Forbidden: not this role; candidates reset their password by mail.
        IllegalMove, StaleRow: it is closed, or somebody else was first.
    """
    account = await queries.get(account_id)
    if account.role == Role.CANDIDATE:
        raise Forbidden("candidates reset their password by mail")
    await audit.transition(actor, account, ACCOUNT, "reinvite", seen=seen)
    await service_credentials.void(actor, account_id)
    await revoke(account_id)
    await _invite(actor, InvitationKind.MEMBER, account=account_id)


async def section_of(municipality: str | None, name: str | None) -> UUID:
    """The section of that name, made where it is new; in the current scope.

    Raises:
        Invalid: the body or the name is missing, or there is no such body.
    """
    if not municipality or not name:
        missing = "section_name" if municipality else "municipality"
        raise Invalid({missing: [FieldError("required")]})
    if not await Municipality.exists().where(Municipality.code == municipality):
        raise Invalid.one("municipality", "unlisted_municipality")
    found = (
        await Section.select(Section.id)
        .where(Section.municipality == municipality, Section.name == name)
        .first()
    )
    if found is not None:
        known: UUID = found["id"]
        return known
    section = Section(municipality=municipality, name=name, created_at=clock.now())
    await Section.insert(section)
    made: UUID = section.id
    return made


async def revoke(account_id: UUID) -> None:
    """Let no link of this account serve any more; in the current scope."""
    async with elevated("revoke_invitations"):
        await Invitation.update({Invitation.revoked_at: clock.now()}).where(
            Invitation.account == account_id,
            Invitation.used_at.is_null(),
            Invitation.revoked_at.is_null(),
        )


async def forget(person: UUID) -> None:
    """Let no link lead to *person* any more, nor say whom it was sent to; in the current scope."""
    account = await queries.of_person(person)
    async with elevated("forget_invitations"):
        await current().connection.execute(_FORGET, person, account)


async def forget_addresses(invitation_ids: list[UUID]) -> None:
    """Whom these links were sent to is no longer known; in the current scope, the service's own."""
    await Invitation.update({Invitation.email: "", Invitation.introduction: ""}).where(
        Invitation.id.is_in(invitation_ids)
    )


async def spend(invitation_id: UUID, account: UUID) -> None:
    """The link has served *account*; the address it was sent to is forgotten."""
    async with elevated("spend_invitation"):
        await Invitation.update(
            {Invitation.used_at: clock.now(), Invitation.account: account, Invitation.email: ""}
        ).where(Invitation.id == invitation_id)


async def assign(invitation_id: UUID, account: UUID) -> None:
    """Whose password a link resets, as the worker has found out by its address."""
    await Invitation.update({Invitation.account: account}).where(Invitation.id == invitation_id)


def new_account(
    role: Role,
    login_name: str | None,
    *,
    display_name: str = "",
    email: str | None = None,
    person: UUID | None = None,
) -> Account:
    """An account that is not in the database yet, in the state all begin in."""
    return Account(
        id=uuid4(),
        state=str(ACCOUNT.start),
        version=1,
        role=str(role),
        login_name=login_name,
        display_name=display_name,
        email=email,
        person=person,
        created_at=clock.now(),
        changed_at=clock.now(),
    )


@verb
async def _invite(
    actor: Actor,
    kind: InvitationKind,
    *,
    email: str = "",
    account: UUID | None = None,
    tier: str | None = None,
    introduction: str = "",
) -> UUID:
    """Write the invitation, and the task that mails its link."""
    invitation = _new(actor, kind)
    invitation.email, invitation.account = email, account
    invitation.tier, invitation.introduction = tier, introduction
    await _insert(invitation)
    await outbox.put(actor, "notifications.invite", invitation=invitation.id)
    made: UUID = invitation.id
    return made


def _new(actor: Actor, kind: InvitationKind) -> Invitation:
    return Invitation(
        id=uuid4(),
        kind=str(kind),
        invited_by=actor.account,
        created_at=clock.now(),
        expires_at=clock.now() + LIFETIMES[kind],
    )


async def _insert(invitation: Invitation) -> None:
    async with elevated("invite"):
        await Invitation.insert(invitation)


_FORGET = """
update invitation set email = '', introduction = '', revoked_at = coalesce(revoked_at, app_now())
where person = $1 or account = $2
"""
