"""Import and export by command: the same checks and verbs as the pages, larger files."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

from talentpool.accounts import queries as accounts
from talentpool.accounts import service_demonstration as demonstration
from talentpool.actor import Actor, Role, system
from talentpool.environment import environment
from talentpool.files import service, service_export
from talentpool.files.schemas import Checked, Format, Kind, Problem, Result
from talentpool.kit import queue
from talentpool.kit.db import open_pool
from talentpool.kit.errors import DomainError, Invalid
from talentpool.kit.scope import scope
from talentpool.kit.settings import Settings

MOST_BYTES = 200_000_000
MOST_ROWS = 100_000
_IMPORTER = "import-coordinator"
_KINDS = click.Choice([str(kind) for kind in Kind])
_FORMATS = click.Choice([str(form) for form in Format])


class Stop(Exception):
    """The command can't go on; the lines say why."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@click.command("import")
@click.argument("kind", type=_KINDS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check and tell.")
@click.option("--activate", is_flag=True, help="Complete people go straight into the pool.")
@click.option("--open", "open_", is_flag=True, help="Complete needs are opened at once.")
@click.option("--by", help="Sign-in name of the coordinator whose decision this is.")
@click.option("--note", default="", help="Why they go straight on.")
def import_(
    kind: str, file: Path, dry_run: bool, activate: bool, open_: bool, by: str | None, note: str
) -> None:
    """Take people or needs from FILE: JSON Lines, CSV (UTF-8 or CP932) or XLSX."""
    straight_on = activate or open_
    _insist_on_size(file)
    content = file.read_bytes()

    async def work(settings: Settings) -> None:
        checked = await service.check(system(), Kind(kind), content, sent_by="command")
        _insist_on_soundness(checked)
        if dry_run:
            click.echo(f"{len(checked.records)} records are sound; nothing was taken.")
            return
        click.echo(f"taking {len(checked.records)} records ...", err=True)
        actor = await _decider(settings, by, f"import {kind}") if straight_on else system()
        decision = service.activation(actor, note or "import by command") if straight_on else None
        result = await service.take(actor, Kind(kind), checked.records, straight_on=decision)
        _tell(result, straight_on)

    _run(work)


@click.command("export")
@click.argument("kind", type=_KINDS)
@click.option("--format", "form", type=_FORMATS, default=str(Format.JSONL), show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Else: stdout.")
@click.option("--identity", is_flag=True, help="With names and contacts, logged for each person.")
@click.option("--by", help="Sign-in name of the coordinator who exports.")
@click.option("--purpose", default="", help="Why names are needed.")
def export(
    kind: str, form: str, output: Path | None, identity: bool, by: str | None, purpose: str
) -> None:
    """Write people or needs as a file."""
    written: list[bytes] = []

    async def work(settings: Settings) -> None:
        if identity and settings.is_production and not purpose:
            raise Stop("--identity needs --by ACCOUNT and --purpose TEXT")
        actor = await _decider(settings, by, purpose) if identity else system()
        content = await service_export.export(
            actor, Kind(kind), Format(form), with_identity=identity, purpose=purpose
        )
        written.append(content)

    _run(work)
    if output is None:
        sys.stdout.buffer.write(written[0])
    else:
        output.write_bytes(written[0])


def _run(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run *work* with the database at hand; what is wrong is told in lines, with status 1."""
    with environment() as settings:
        try:
            asyncio.run(_connected(settings, work))
        except Stop as stop:
            _fail(stop.lines)
        except Invalid as invalid:
            _fail(_lines(invalid))
        except DomainError as error:
            _fail([f"{error.code}: {error}"])


async def _connected(
    settings: Settings, work: Callable[[Settings], Coroutine[Any, Any, None]]
) -> None:
    async with _connections(settings):
        await work(settings)


@asynccontextmanager
async def _connections(settings: Settings) -> AsyncIterator[None]:
    async with open_pool(settings.url("database_url"), name="talentpool-files", most=2):
        await queue.open_bell(settings.url("redis_url"))
        try:
            yield
        finally:
            await queue.close_bell()


async def _decider(settings: Settings, by: str | None, purpose: str) -> Actor:
    """The coordinator whose decision the command carries out.

    In development there may be none yet; one that only commands act for is made then.
    """
    async with scope(system()):
        account = await accounts.find_by_login_name(by or _IMPORTER)
        if account is None and by is None and not settings.is_production:
            await demonstration.settle(
                system(),
                Role.COORDINATOR,
                _IMPORTER,
                display_name="取込担当",
                email="import@example.jp",
            )
            account = await accounts.find_by_login_name(_IMPORTER)
    if account is None or account.role != Role.COORDINATOR:
        raise Stop(f"--by must name a coordinator's account ({purpose})")
    return Actor(Role.COORDINATOR, account=account.id, request_id=system().request_id)


def _insist_on_size(file: Path) -> None:
    if file.stat().st_size > MOST_BYTES:
        _fail([f"{file.name} is larger than {MOST_BYTES // 1_000_000} MB"])


def _insist_on_soundness(checked: Checked) -> None:
    if checked.problems:
        raise Stop(*[str(problem) for problem in checked.problems])
    if len(checked.records) > MOST_ROWS:
        raise Stop(f"more than {MOST_ROWS} records")


def _tell(result: Result, straight_on: bool) -> None:
    click.echo(
        f"added {result.added}, changed {result.changed}, unchanged {result.unchanged}"
        + (f", active {result.active}" if straight_on and result.active else "")
    )
    for ref in result.incomplete:
        click.echo(f"{ref}: incomplete, waits for screening", err=True)


def _lines(invalid: Invalid) -> list[str]:
    return [
        str(Problem(0, name, error.code, dict(error.facts)))
        for name, errors in invalid.fields.items()
        for error in errors
    ]


def _fail(lines: list[str] | tuple[str, ...]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)
