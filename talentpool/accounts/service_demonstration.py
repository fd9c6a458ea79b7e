"""The demonstration's accounts: entered by one click. Mounted in the demonstration alone.

Three things keep it out of production: the route is not mounted there, the settings refuse it, and
it opens only accounts that the demonstration itself has made.
"""

from uuid import UUID

from talentpool.accounts import queries, service_invitations, service_sessions
from talentpool.accounts.schemas import Begun
from talentpool.accounts.states import ACCOUNT, SessionStage
from talentpool.accounts.tables import Account
from talentpool.actor import MUNICIPAL, Actor, Role
from talentpool.audit import service as audit
from talentpool.kit.errors import NotFound
from talentpool.kit.scope import elevated, verb


@verb
async def settle(
    actor: Actor,
    role: Role,
    login_name: str,
    *,
    display_name: str = "",
    email: str | None = None,
    municipality: str | None = None,
    section_name: str | None = None,
    person: UUID | None = None,
) -> UUID:
    """Make an account that is active at once, without a password: only `impersonate` opens it.

    Raises:
        Invalid: a municipal role without a body and a section.
    """
    account = service_invitations.new_account(
        role, login_name, display_name=display_name, email=email, person=person
    )
    account.is_demonstration = True
    async with elevated("demonstration"):
        if role in MUNICIPAL:
            account.municipality = municipality
            account.section = await service_invitations.section_of(municipality, section_name)
        await Account.insert(account)
        await audit.transition(actor, account, ACCOUNT, "accept")
    settled: UUID = account.id
    return settled


@verb
async def impersonate(actor: Actor, login_name: str, browser: str = "") -> Begun:
    """Enter one of the demonstration's accounts.

    Raises:
        NotFound: the demonstration has none of that name.
    """
    async with elevated("demonstration"):
        account = await queries.find_by_login_name(login_name)
    if account is None or not account.is_demonstration:
        raise NotFound("not an account of the demonstration")
    return await service_sessions.begin(
        actor, account.id, Role(account.role), SessionStage.FULL, browser
    )
