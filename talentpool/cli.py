"""The command line. A command's module is imported when it is called and not before.

So the web process never loads what only the worker needs, and `--help` answers at once.
"""

import sys
from importlib import import_module

import click

from talentpool.kit.bootstrap import StrongRole
from talentpool.kit.servers import ServersFailed
from talentpool.kit.settings import EXIT_CONFIGURATION, SettingsError

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("talentpool.supervisor:run", "Everything on this machine: servers, web, worker."),
    "web": ("talentpool.commands.serve:web", "The web process."),
    "worker": ("talentpool.commands.work:worker", "The worker process."),
    "migrate": (
        "talentpool.commands.database:migrate",
        "Bring schema and reference data up to date.",
    ),
    "check": ("talentpool.commands.check:check", "Say whether the parts are there and right."),
    "invite-administrator": (
        "talentpool.commands.accounts:invite_administrator",
        "Print a link that makes an administrator.",
    ),
    "import": ("talentpool.commands.files:import_", "Take people or needs from a file."),
    "export": ("talentpool.commands.files:export", "Write people or needs as a file."),
    "rank": ("talentpool.commands.rank:rank", "Ranked people for one need, or for all open ones."),
    "team": ("talentpool.commands.rank:team", "Teams that cover a need together."),
    "explain": ("talentpool.commands.rank:explain", "One score taken apart and worked out again."),
    "demo": ("talentpool.commands.demo:demo", "The demonstration: load, reset, pool."),
    "checkpoint": ("talentpool.commands.audit:checkpoint", "Keep the trail's end outside."),
    "verify-audit": ("talentpool.commands.audit:verify_audit", "Say whether the trail is whole."),
    "backup": ("talentpool.commands.backup:backup", "Write all rows into one file."),
    "restore": ("talentpool.commands.backup:restore", "Load a backup into an empty database."),
    "drill": ("talentpool.commands.backup:drill", "Restore a backup on the side, and examine it."),
    "retention": (
        "talentpool.commands.retention:retention",
        "Take what is past its limit, or say what that would be.",
    ),
    "bootstrap-database": (
        "talentpool.commands.database:bootstrap",
        "Make the database, its roles and extensions, as administrator.",
    ),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and place, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for `--help`, from the table: nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(package_name="talentpool")
def cli() -> None:
    """Share scarce digital talent among municipalities."""


def main() -> None:
    """The entry point: what an operator can mend is told in lines, not in a traceback."""
    try:
        cli(prog_name="talentpool")
    except SettingsError as error:
        _stop(error.problems, EXIT_CONFIGURATION)
    except StrongRole as error:
        _stop([str(error)], EXIT_CONFIGURATION)
    except ServersFailed as error:
        _stop([str(error)], 1)


def _stop(lines: list[str], code: int) -> None:
    for line in lines:
        click.echo(f"talentpool: {line}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
