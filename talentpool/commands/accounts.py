"""The first administrator: there is no account to start with, so the console lets one in."""

import asyncio

import click

from talentpool.accounts import queries, service_invitations
from talentpool.actor import Role, system
from talentpool.environment import environment
from talentpool.kit.db import open_pool
from talentpool.kit.scope import reading
from talentpool.kit.security import sign
from talentpool.kit.settings import Settings


@click.command
@click.argument("email")
@click.option("--name", required=True, help="What the service calls this person.")
def invite_administrator(email: str, name: str) -> None:
    """Print the link with which EMAIL becomes an administrator, good for 14 days and one person."""
    with environment() as settings:
        click.echo(asyncio.run(_invite(settings, email, name)))


async def _invite(settings: Settings, email: str, name: str) -> str:
    async with open_pool(settings.url("database_url"), name="talentpool-command"):
        account = await service_invitations.invite_member(system(), Role.ADMINISTRATOR, name, email)
        async with reading(system()):
            invitation = await queries.member_invitation(account)
    return f"{settings.public_url}/invitations/{sign(settings, 'invitation', invitation.hex)}"
