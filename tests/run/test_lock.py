"""The lock files are current: they hold what pyproject.toml asks for, exactly and verifiably."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.run.service import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]
LOCKS = {
    "requirements.lock": [*RUNTIME, *DEVELOPMENT],
    "requirements-runtime.lock": RUNTIME,
}


def pins(name: str) -> dict[str, set[Version]]:
    """The pinned versions (one a Python version, where they differ) by package."""
    found: dict[str, set[Version]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(package), set()).add(Version(version))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_satisfies_every_dependency(name: str) -> None:
    pinned = pins(name)

    for text in LOCKS[name]:
        requirement = Requirement(text)
        versions = pinned.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is missing: make lock"
        assert all(version in requirement.specifier for version in versions), f"{text}: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    entries = re.split(r"^(?=\S)", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]

    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in "".join(entries)


def test_what_runs_is_what_was_tested() -> None:
    tested = pins("requirements.lock")
    elsewhere = {"tzdata"}  # wanted by Windows alone, by everybody once a test tool wants it

    for package, versions in pins("requirements-runtime.lock").items():
        assert versions <= tested.get(package, set()) or package in elsewhere, package
