"""How somebody becomes a candidate: by a mailed link, which leads to an account and a person."""

from uuid import UUID

from talentpool.accounts import queries as account_queries
from talentpool.accounts import service_credentials, service_joining, service_sign_in
from talentpool.accounts.schemas import Begun, JoinForm, OpenInvitation
from talentpool.accounts.service_invitations import address_key
from talentpool.accounts.states import InvitationKind
from talentpool.actor import ANONYMOUS, Actor
from talentpool.identity import queries
from talentpool.identity.service import register_person
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import verb


async def join(actor: Actor, invitation_id: UUID, form: JoinForm, browser: str = "") -> Begun:
    """Become a candidate by a mailed link: a sign-in name, a password, and the door is open.

    Whoever holds the link joins, and not whoever was still signed in at this browser: they are
    signed out.

    Raises:
        NotFound: the link no longer serves.
        Invalid: the name is taken or malformed, or the password is too weak.
    """
    login_name = service_joining.valid_login_name(form.login_name)
    stored = await service_credentials.make_hash("password", form.password, login_name)
    nobody_yet = ANONYMOUS.during(actor.request_id)
    begun = await _join(nobody_yet, invitation_id, login_name, stored, browser)
    await service_sign_in.sign_out(actor)
    return begun


@verb
async def _join(
    actor: Actor, invitation_id: UUID, login_name: str, stored: str, browser: str
) -> Begun:
    invitation = await joinable(invitation_id)
    person = invitation.person or await register_person(actor, email=invitation.email)
    return await service_joining.open_candidate_account(
        actor, invitation_id, person, login_name, stored, browser
    )


async def joinable(invitation_id: UUID) -> OpenInvitation:
    """The link of somebody who has no account yet.

    Raises:
        NotFound: it no longer serves, or somebody with that address has joined since.
    """
    invitation = await account_queries.open_invitation(invitation_id)
    if invitation.kind not in {InvitationKind.SIGN_UP, InvitationKind.CANDIDATE}:
        raise NotFound("not a candidate's link", code="link_expired")
    has_joined = (
        await account_queries.of_person(invitation.person)
        if invitation.person
        else await queries.account_of_address(address_key(invitation.email))
    )
    if has_joined:
        raise NotFound("has joined", code="link_expired")
    return invitation
