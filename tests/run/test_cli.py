"""The command line: everything is listed, nothing is loaded before it is called."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

from talentpool.cli import COMMANDS
from tests.run.service import ROOT, environment, talentpool

HEAVY = ("sklearn", "scipy", "pandas")


def modules_after(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after *statement*."""
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_help_lists_every_command_with_a_line() -> None:
    said = talentpool("--help").stdout

    for name, (_, line) in COMMANDS.items():
        assert name in said
        assert line.split()[0] in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_entry_of_the_table_is_a_command(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")

    assert isinstance(getattr(import_module(module), attribute), click.Command)


def test_an_unknown_command_is_refused() -> None:
    refused = talentpool("fly")

    assert refused.returncode == 2
    assert "No such command 'fly'" in refused.stderr


def test_the_command_line_itself_loads_no_command() -> None:
    assert modules_after("import talentpool.cli").isdisjoint((*HEAVY, "litestar", "uvicorn"))


def test_the_web_process_does_not_load_what_only_the_worker_needs() -> None:
    loaded = modules_after("import talentpool.commands.serve, talentpool.app")

    assert loaded.isdisjoint(HEAVY)


def test_a_problem_of_the_environment_is_told_in_lines_not_in_a_traceback() -> None:
    refused = talentpool("check", PORT="many", TALENTPOOL_MODE="fast")

    assert refused.returncode == 78
    assert refused.stderr.splitlines()[:2] == [
        "talentpool: TALENTPOOL_MODE must be development or production: 'fast'",
        "talentpool: PORT must be a whole number from 1 to 65535: 'many'",
    ]
