"""Backups: write one, bring one back, and try it out without touching the service."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import click

from talentpool.audit import verification
from talentpool.audit.verification import Checkpoint
from talentpool.commands.audit import FOLDER as CHECKPOINTS
from talentpool.environment import end_properly_on_signals, environment
from talentpool.kit import backup as archive
from talentpool.kit import servers
from talentpool.kit.backup import BackupFailed, Manifest
from talentpool.kit.log import configure_logging
from talentpool.kit.settings import Settings
from talentpool.rights import journal, restoring
from talentpool.rights.journal import Entry
from talentpool.rights.restoring import Report

FOLDER = "backups"
_A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_POSTGRES: frozenset[servers.Part] = frozenset({"postgres"})


@click.command
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; else `backups` in the data folder.",
)
def backup(output: Path | None) -> None:
    """Write all rows of one moment into one file, and bring the journal of erasures up to date."""
    with environment() as settings, _telling():
        path, manifest = asyncio.run(_back_up(settings, output or settings.data_dir / FOLDER))
    _tell_file(path, manifest)


@click.command
@click.argument("file", type=_A_FILE)
@click.option("--into", help="Owner's URL of an empty database; else the data folder's own.")
@click.option("--erasures", type=_A_FILE, help="Else: the journal in the data folder.")
def restore(file: Path, into: str | None, erasures: Path | None) -> None:
    """Load FILE into an empty database, examine it, and forget again who was forgotten since."""
    settings = Settings.from_environment(os.environ)
    configure_logging(settings)
    end_properly_on_signals()
    with _target(settings, into) as owner_url, _telling():
        report = asyncio.run(_restore(settings, file, owner_url, erasures))
    _finish(report)


@click.command
@click.argument("file", type=_A_FILE, required=False)
def drill(file: Path | None) -> None:
    """Back up (or take FILE), restore into a server of its own, examine it, throw it away."""
    with environment() as settings, tempfile.TemporaryDirectory() as folder, _telling():
        path = file
        if path is None:
            path, manifest = asyncio.run(_back_up(settings, Path(folder) / FOLDER))
            _tell_file(path, manifest)
        with servers.running(Path(folder), durable=False, parts=_POSTGRES) as urls:
            report = asyncio.run(_restore(settings, path, urls.owner, None))
    _finish(report)


async def _back_up(settings: Settings, folder: Path) -> tuple[Path, Manifest]:
    url = settings.url("database_backup_url")
    written = await archive.write(url, folder)
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select person, erased_at from erasure_journal")
    finally:
        await connection.close()
    journal.open_journal(settings.data_dir)
    journal.keep(Entry(row["person"], row["erased_at"]) for row in rows)
    return written


async def _restore(settings: Settings, file: Path, owner_url: str, erasures: Path | None) -> Report:
    kept = erasures or settings.data_dir / journal.FILE
    entries = journal.read(kept)
    if not entries:
        click.echo(f"no erasures in {kept}: nobody will be forgotten again", err=True)
    return await restoring.restore(file, owner_url, entries, _checkpoints(settings))


def _checkpoints(settings: Settings) -> list[Checkpoint]:
    """Those of the data folder that were signed with this service's key."""
    points = map(verification.read, (settings.data_dir / CHECKPOINTS).glob("*.json"))
    return [point for point in points if verification.is_signed(point, settings.secret_key)]


@contextmanager
def _target(settings: Settings, into: str | None) -> Iterator[str]:
    """The owner's URL of what is restored into; the bundled server as it is, not brought up."""
    if into is not None:
        yield into
        return
    with servers.running(settings.data_dir, parts=_POSTGRES) as urls:
        yield urls.owner


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except BackupFailed as error:
        raise click.ClickException(str(error)) from error


def _tell_file(path: Path, manifest: Manifest) -> None:
    size = path.stat().st_size
    click.echo(
        f"{path}  {len(manifest.tables)} tables  {manifest.row_count:,} rows  {size:,} bytes"
    )


def _finish(report: Report) -> None:
    click.echo(f"{'':7}{'found':>10}{'expected':>10}")
    for finding in report.findings:
        word = "ok" if finding.holds else "WRONG"
        click.echo(f"{word:7}{finding.found:>10,}{finding.expected:>10,}  {finding.what}")
    click.echo(f"{report.replayed} erasures played again; {report.seconds:.1f} s")
    sys.exit(0 if report.holds else 1)
