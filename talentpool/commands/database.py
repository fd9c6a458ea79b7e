"""The operator's two commands for the database: once as administrator, then as its owner."""

import asyncio
import os

import click

from talentpool.environment import environment, prepare_database
from talentpool.kit.bootstrap import bootstrap_database, passwords_of
from talentpool.kit.settings import DATABASE_VARIABLES


@click.command("bootstrap-database")
@click.option(
    "--admin-url",
    envvar="DATABASE_ADMIN_URL",
    required=True,
    help="A superuser's URL; better given as DATABASE_ADMIN_URL, since arguments can be seen.",
)
def bootstrap(admin_url: str) -> None:
    """Make the database, its roles and extensions. Done again, it changes nothing.

    The roles get the passwords found in DATABASE_URL, DATABASE_WORKER_URL and DATABASE_OWNER_URL.
    """
    passwords = passwords_of(os.environ.get(name) for name in DATABASE_VARIABLES)
    asyncio.run(bootstrap_database(admin_url, passwords=passwords))
    click.echo("The database and its roles are there.")


@click.command
def migrate() -> None:
    """Bring the schema and the reference data up to date, with the owner's role."""
    with environment() as settings:
        owner_url = settings.url("database_owner_url")
        preparing = prepare_database(owner_url, with_invented=settings.is_demonstration)
        steps = asyncio.run(preparing)
    click.echo("\n".join(steps) or "The schema is up to date.")
