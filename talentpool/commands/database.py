"""The operator's two commands for the database: once as administrator, then as its owner."""

import asyncio
import os

import click

from talentpool.environment import environment, prepare_database
from talentpool.kit.bootstrap import bootstrap_database, passwords_of


@click.command("bootstrap-database")
@click.option(
    "--admin-url",
    envvar="DATABASE_ADMIN_URL",
    required=True,
    help="A superuser's URL; better given as DATABASE_ADMIN_URL, since arguments can be seen.",
)
def bootstrap(admin_url: str) -> None:
    """Make the database, its roles and extensions. Done again, it changes nothing.

    Each role gets the password found for it in one of the DATABASE_..._URL variables.
    """
    passwords = passwords_of(url for name, url in os.environ.items() if _is_database_url(name))
    asyncio.run(bootstrap_database(admin_url, passwords=passwords))
    click.echo("The database and its roles are there.")


def _is_database_url(name: str) -> bool:
    return name.startswith("DATABASE_") and name.endswith("URL")


@click.command
def migrate() -> None:
    """Bring the schema and the reference data up to date, with the owner's role."""
    with environment() as settings:
        owner_url = settings.url("database_owner_url")
        preparing = prepare_database(owner_url, with_invented=settings.is_demonstration)
        steps = asyncio.run(preparing)
    click.echo("\n".join(steps) or "The schema is up to date.")
