"""What time takes, now instead of tonight; or only what it would take."""

import asyncio

import click

from talentpool.actor import system
from talentpool.environment import environment
from talentpool.kit.db import open_pool
from talentpool.kit.scope import reading
from talentpool.kit.settings import Settings
from talentpool.rights import queries_retention, service_retention


@click.command
@click.option("--dry-run", is_flag=True, help="Change nothing; say what a run would take.")
def retention(dry_run: bool) -> None:
    """Apply the retention rules, each in its own transaction; one line a rule."""
    with environment() as settings:
        counts = asyncio.run(_counts(settings, dry_run))
    for code, count in counts.items():
        click.echo(f"{count:>8,}  {code}")
    click.echo(f"{sum(counts.values()):>8,}  {'would be taken' if dry_run else 'taken'}")


async def _counts(settings: Settings, is_dry: bool) -> dict[str, int]:
    url = settings.url("database_worker_url")
    async with open_pool(url, name="talentpool-retention", most=2):
        if not is_dry:
            return await service_retention.run(system())
        async with reading(system()):
            due = await queries_retention.preview()
        return {one.rule.code: one.row_count for one in due}
