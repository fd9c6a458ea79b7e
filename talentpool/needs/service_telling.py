"""Who is told when a need moves on."""

from uuid import UUID

from talentpool.accounts import queries as accounts
from talentpool.actor import Actor
from talentpool.kit.scope import elevated
from talentpool.needs.tables import Need
from talentpool.notifications import service as notifications


async def tell_coordinators(actor: Actor, need: Need, kind: str) -> None:
    """Tell whoever is in charge, or all coordinators while nobody is."""
    told = [need.assignee] if need.assignee else await _coordinators()
    for account in told:
        await _tell(actor, need, kind, account)


async def tell_officer(actor: Actor, need: Need, kind: str) -> None:
    """Tell whoever is in charge at the municipality."""
    if need.officer and need.officer != actor.account:
        await _tell(actor, need, kind, need.officer)


async def _coordinators() -> list[UUID]:
    async with elevated("tell_coordinators"):
        return [account["id"] for account in await accounts.coordinators()]


async def _tell(actor: Actor, need: Need, kind: str, account: UUID) -> None:
    await notifications.notify(
        actor,
        kind,
        account=account,
        subject="need",
        subject_id=need.id,
        path=f"/needs/{need.id}",
        number=need.number,
    )
