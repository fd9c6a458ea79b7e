"""The trail from outside: keep its end where the database can't reach, and compare later."""

import asyncio
import sys
from pathlib import Path

import click

from talentpool.audit import verification
from talentpool.audit.verification import Checkpoint, Verdict
from talentpool.environment import environment
from talentpool.kit.settings import Settings

FOLDER = "checkpoints"


@click.command("checkpoint")
def checkpoint() -> None:
    """Sign the trail's present end and keep it in the data folder, outside the database."""
    with environment() as settings:
        point = asyncio.run(verification.checkpoint(settings.url("database_url")))
        path = verification.keep(verification.sign(point, settings.secret_key), _folder(settings))
    click.echo(str(path))


@click.command("verify-audit")
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Else: the newest one of the data folder.",
)
def verify_audit(file: Path | None) -> None:
    """Recompute the whole trail and compare it with a kept checkpoint; 1 if anything is wrong."""
    with environment() as settings:
        kept = _kept(settings, file)
        verdict = asyncio.run(verification.verify(settings.url("database_url"), kept))
    _tell(verdict, kept)
    sys.exit(0 if verdict.is_sound else 1)


def _kept(settings: Settings, file: Path | None) -> Checkpoint | None:
    kept = verification.read(file) if file else verification.newest(_folder(settings))
    if kept is not None and not verification.is_signed(kept, settings.secret_key):
        click.echo("the checkpoint was not signed with this service's key", err=True)
        sys.exit(1)
    return kept


def _tell(verdict: Verdict, kept: Checkpoint | None) -> None:
    click.echo(f"{verdict.events} events")
    click.echo(f"compared with checkpoint {kept.seq}" if kept else "no checkpoint to compare with")
    faults = {
        "changed": [str(seq) for seq in verdict.broken],
        "missing": [str(seq) for seq in verdict.missing],
        "shorter than the checkpoint": ["yes"] * verdict.is_behind_checkpoint,
        "differs from the checkpoint": ["yes"] * verdict.is_off_checkpoint,
    }
    for what, found in faults.items():
        if found:
            click.echo(f"{what}: {', '.join(found[:20])}", err=True)
    if verdict.is_sound:
        click.echo("the trail is as it was written")


def _folder(settings: Settings) -> Path:
    return settings.data_dir / FOLDER
