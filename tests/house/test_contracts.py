"""The import contracts hold, and each of them can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# contract id -> (file of a copy, line that breaks it)
BREACHES = {
    "matching-is-pure": ("matching/errors.py", "import talentpool.actor"),
    "slices": ("talentpool/actor.py", "import talentpool.audit.service"),
    "no-circles": ("matching/errors.py", "import matching.profiles"),
    "mounting": ("talentpool/candidates/service.py", "import talentpool.candidates.pages"),
    "callers-of-matching": ("talentpool/candidates/service.py", "import matching.labels"),
    "no-http-in-the-domain": ("talentpool/candidates/service.py", "import litestar"),
    "no-sklearn-in-the-service": ("talentpool/candidates/service.py", "import sklearn"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    return subprocess.run(
        [*command, "--no-cache"], cwd=folder, text=True, capture_output=True, check=False
    )


def test_the_contracts_hold():
    result = _lint(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    for room in ("talentpool", "matching"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_each_contract_is_found(contract: str, a_copy: Path):
    file, line = BREACHES[contract]
    path = a_copy / file
    path.write_text(f"{path.read_text('utf-8')}\n{line}  # noqa\n", "utf-8")

    result = _lint(a_copy)

    assert result.returncode == 1
    assert "BROKEN" in result.stdout
