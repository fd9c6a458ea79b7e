"""The demonstration's commands: load it, take it back to its beginning, make pools of any size."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from talentpool import worker
from talentpool.actor import system
from talentpool.demo import loading, pool, service
from talentpool.demo.snapshot import ForeignData, NotLoaded
from talentpool.environment import environment
from talentpool.kit.db import open_pool
from talentpool.kit.settings import Settings


@click.group
def demo() -> None:
    """The demonstration: invented people, needs and a past."""


@demo.command
def load() -> None:
    """Load it, unless it was loaded before."""
    with _demonstration() as settings:
        try:
            is_new = asyncio.run(loading.load(settings, worker.drain))
        except ForeignData as error:
            raise click.ClickException(
                "the database holds accounts that are not the demonstration's: "
                "start with TALENTPOOL_DEMONSTRATION=0, or with another TALENTPOOL_DATA_DIR"
            ) from error
    click.echo("The demonstration is loaded." if is_new else "It was loaded before.")


@demo.command
def reset() -> None:
    """Make everything as it was loaded; what was tried since is gone, everybody is signed out."""
    with _demonstration() as settings:
        try:
            asyncio.run(_reset(settings))
        except NotLoaded as error:
            raise click.ClickException("it was never loaded: talentpool demo load") from error
    click.echo("The demonstration is as it was at first.")


@demo.command("pool")
@click.option("--people", type=click.IntRange(0, 1_000_000), required=True)
@click.option("--needs", type=click.IntRange(0, 100_000), required=True)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed, same files.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder for candidates.jsonl and needs.jsonl.",
)
def make_pool(people: int, needs: int, seed: int, output: Path) -> None:
    """Write a pool of any size as files, by varying the demonstration's people and needs."""
    output.mkdir(parents=True, exist_ok=True)
    for path in pool.write(output, people=people, needs=needs, seed=seed):
        click.echo(str(path))


@contextmanager
def _demonstration() -> Iterator[Settings]:
    with environment() as settings:
        if not settings.is_demonstration:
            raise click.ClickException("the demonstration is for development, and switched off")
        logging.getLogger().setLevel(logging.WARNING)  # a line a task would drown the result
        yield settings


async def _reset(settings: Settings) -> None:
    async with open_pool(settings.url("database_url"), name="talentpool-demo"):
        await service.reset(system(), settings)
